"""What a client may send to the REST channel and to the widget's, checked before Rasa sees it."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import Any

MAX_BODY_BYTES = 64 * 1024
MAX_SENDER_CHARACTERS = 255  # the tracker store's column
MAX_QUESTION_CHARACTERS = 4000
MAX_COMMENT_CHARACTERS = 1000
MAX_CONTACT_CHARACTERS = 200
MAX_PAGE_CHARACTERS = 500

# Rasa takes a text that begins with a slash as an intent with entities, from anybody. The invisible
# word joiner before it, which `str.strip` leaves alone, keeps a person's text a text.
WORD_JOINER = "\u2060"

_EXAMPLE = '{"sender": "a-name", "message": "What is REST?"}'
_QUESTION_EXAMPLE = '{"id": "7f2c", "text": "What is REST?", "after": 0}'
_REQUEST_EXAMPLE = '{"id": "7f2c", "contact": "ann@example.org", "message": "", "page": ""}'
_JUDGEMENT_EXAMPLE = '{"n": 2, "helpful": true, "comment": ""}'
_CLIENT_ID = re.compile(r"[A-Za-z0-9-]{1,64}")


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
        message_id: the client's name for it: sent again, it is the same message; "" for none.
    """

    sender: str
    text: str
    metadata: dict[str, Any] | None = None
    message_id: str = ""


@dataclass(frozen=True)
class Asking:
    """A question from the widget.

    Attributes:
        id: the widget's name for it; the same one again is the same question.
        text: what the person wrote.
        after: the newest message that the widget has.
    """

    id: str
    text: str
    after: int


@dataclass(frozen=True)
class Judgement:
    """What a person thinks of the reply number `n` of their conversation."""

    n: int
    helpful: bool
    comment: str


@dataclass(frozen=True)
class Request:
    """A visitor's wish to talk to a person.

    Attributes:
        id: the widget's name for it; the same one again is the same wish.
        contact: where the person can be reached, in their own words.
        message: what it is about; "" for no more than the conversation says.
        page: the address of the page; "" where the client does not say.
    """

    id: str
    contact: str
    message: str
    page: str


def read_message(body: bytes) -> Incoming:
    """Return the message that a request's body holds.

    Raises:
        MessageError: the body is too long, no JSON object, or a field is missing or ill-typed.
    """
    fields = _object(body)
    metadata = fields.get("metadata")
    if metadata is not None and not isinstance(metadata, dict):
        raise MessageError('"metadata" must be a JSON object, or be left out.')
    sender, text = _sender(fields.get("sender")), _text(fields.get("message"))
    return Incoming(sender, text, metadata, _message_id(fields.get("message_id", "")))


def read_question(body: bytes) -> Asking:
    """Return the question that a request of the widget holds.

    Raises:
        MessageError: as for `read_message`.
    """
    fields = _object(body, _QUESTION_EXAMPLE)
    id, text, after = _id(fields, _QUESTION_EXAMPLE), fields.get("text"), fields.get("after", 0)
    if not isinstance(text, str) or not _storable(text):
        raise MessageError(f'"text" must be a text that is not empty, as in {_QUESTION_EXAMPLE}.')
    _check_length("text", text, MAX_QUESTION_CHARACTERS)
    return Asking(id, _storable(text), read_number("after", after))


def read_judgement(body: bytes) -> Judgement:
    """Return what a person thinks of a reply.

    Raises:
        MessageError: as for `read_message`.
    """
    fields = _object(body, _JUDGEMENT_EXAMPLE)
    helpful, comment = fields.get("helpful"), fields.get("comment", "")
    if not isinstance(helpful, bool) or not isinstance(comment, str):
        raise MessageError(
            f'"helpful" must be true or false, "comment" a text, as in {_JUDGEMENT_EXAMPLE}.'
        )
    _check_length("comment", comment, MAX_COMMENT_CHARACTERS)
    return Judgement(read_number("n", fields.get("n")), helpful, _storable(comment))


def read_request(body: bytes) -> Request:
    """Return a visitor's wish to talk to a person.

    Raises:
        MessageError: as for `read_message`.
    """
    fields = _object(body, _REQUEST_EXAMPLE)
    id = _id(fields, _REQUEST_EXAMPLE)
    contact, message, page = (fields.get(name, "") for name in ("contact", "message", "page"))
    if not (isinstance(contact, str) and isinstance(message, str) and isinstance(page, str)):
        raise MessageError(
            f'"contact", "message" and "page" must be texts, as in {_REQUEST_EXAMPLE}.'
        )
    if not _storable(contact):
        raise MessageError(f'"contact" must say where to answer, as in {_REQUEST_EXAMPLE}.')
    _check_length("contact", contact, MAX_CONTACT_CHARACTERS)
    _check_length("message", message, MAX_QUESTION_CHARACTERS)
    return Request(
        id, _storable(contact), _storable(message), _storable(page)[:MAX_PAGE_CHARACTERS]
    )


def read_number(name: str, value: object) -> int:
    """Return a count that JSON or an address holds.

    Raises:
        MessageError: it is none.
    """
    if isinstance(value, str) and value.isascii() and value.isdigit() and len(value) < 10:
        value = int(value)
    if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value < 2**31:
        raise MessageError(f'"{name}" must be a whole number from 0 on. Got {str(value)[:40]!r}.')
    return value


def as_text(text: str) -> str:
    """Return `text` so that Rasa reads it as words, even where it begins with a slash."""
    whole = _whole(text)
    return WORD_JOINER + whole.strip() if whole.strip().startswith("/") else whole


def _whole(text: str) -> str:
    """Return `text` without halves of characters."""
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def _storable(text: str) -> str:
    """Return `text` as every database takes it: PostgreSQL refuses NUL."""
    return _whole(text).replace("\0", "\ufffd").strip()


def _check_length(name: str, text: str, most: int) -> None:
    if len(text) > most:
        raise MessageError(
            f'"{name}" is {len(text)} characters long; at most {most} are taken.', status=413
        )


def _object(body: bytes, example: str = _EXAMPLE) -> dict[str, Any]:
    if len(body) > MAX_BODY_BYTES:
        raise MessageError(
            f"The request is {len(body)} bytes long; at most {MAX_BODY_BYTES} are taken.",
            status=413,
        )
    try:
        fields = json.loads(body)
    except (ValueError, RecursionError):
        fields = None
    if not isinstance(fields, dict):
        raise MessageError(f"The request's body must be a JSON object such as {example}.")
    return fields


def _id(fields: dict[str, Any], example: str) -> str:
    id = fields.get("id")
    if not isinstance(id, str) or not _CLIENT_ID.fullmatch(id):
        raise MessageError(f'"id" must be 1 to 64 letters, digits and hyphens, as in {example}.')
    return id


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


def _message_id(value: object) -> str:
    if value != "" and not (isinstance(value, str) and _CLIENT_ID.fullmatch(value)):
        raise MessageError('"message_id" must be 1 to 64 letters, digits and hyphens, or left out.')
    return str(value)


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise MessageError(f'"message" must be a text, as in {_EXAMPLE}.')
    return as_text(value)
