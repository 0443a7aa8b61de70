"""What a client may send to the REST channel, checked before Rasa sees it."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

MAX_BODY_BYTES = 64 * 1024
MAX_SENDER_CHARACTERS = 255  # the tracker store's column

# Rasa takes a text that begins with a slash as an intent with entities, from anybody. The invisible
# word joiner before it, which `str.strip` leaves alone, keeps a person's text a text.
WORD_JOINER = "\u2060"

_EXAMPLE = '{"sender": "a-name", "message": "What is REST?"}'


class MessageError(Exception):
    """Say in one sentence why a message was not taken.

    Attributes:
        status: the HTTP status that fits.
    """

    def __init__(self, problem: str, *, status: int = 400) -> None:
        super().__init__(problem)
        self.status = status


@dataclass(frozen=True)
class Incoming:
    """A person's message.

    Attributes:
        sender: names the conversation.
        text: what the person wrote, never to be read as an intent; may be empty.
        metadata: what the client says about it, stored with the message.
    """

    sender: str
    text: str
    metadata: dict[str, Any] | None = None


def read_message(body: bytes) -> Incoming:
    """Return the message that a request's body holds.

    Raises:
        MessageError: the body is too long, no JSON object, or a field is missing or ill-typed.
    """
    if len(body) > MAX_BODY_BYTES:
        raise MessageError(
            f"The request is {len(body)} bytes long; at most {MAX_BODY_BYTES} are taken.",
            status=413,
        )
    fields = _object(body)
    metadata = fields.get("metadata")
    if metadata is not None and not isinstance(metadata, dict):
        raise MessageError('"metadata" must be a JSON object, or be left out.')
    return Incoming(_sender(fields.get("sender")), _text(fields.get("message")), metadata)


def as_text(text: str) -> str:
    """Return `text` so that Rasa reads it as words, even where it begins with a slash."""
    whole = text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")  # no half characters
    return WORD_JOINER + whole.strip() if whole.strip().startswith("/") else whole


def _object(body: bytes) -> dict[str, Any]:
    try:
        fields = json.loads(body)
    except (ValueError, RecursionError):
        fields = None
    if not isinstance(fields, dict):
        raise MessageError(f"The request's body must be a JSON object such as {_EXAMPLE}.")
    return fields


def _sender(value: object) -> str:
    if not isinstance(value, str) or not value.isprintable() or not value.strip():
        raise MessageError(
            f'"sender" must be a printable name of the conversation, as in {_EXAMPLE}.'
        )
    if len(value) > MAX_SENDER_CHARACTERS:
        raise MessageError(
            f'"sender" is {len(value)} characters long; at most {MAX_SENDER_CHARACTERS} are taken.'
        )
    return value


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise MessageError(f'"message" must be a text, as in {_EXAMPLE}.')
    return as_text(value)
