"""Rasa's REST channel on Rasa's own path, for messages of strangers: `POST /webhooks/rest/webhook`.

What differs from Rasa's: the request is checked, a text is never read as an intent, a reply's text
and payload come back in one object, and where no reply could be made the client is told so. One
address may ask so often (`MENTOR_REST_PER_MINUTE`), the machine's own programs without a limit.
"""

from __future__ import annotations

import ipaddress
import json
import logging
import os
from collections.abc import Awaitable, Callable
from typing import Any

from rasa.core.channels.channel import CollectingOutputChannel, UserMessage
from rasa.core.channels.rest import RestInput
from sanic import Blueprint, response
from sanic.exceptions import ServiceUnavailable
from sanic.request import Request
from sanic.response import HTTPResponse

from connectors.web.limits import Limit, Rate
from connectors.web.messages import Incoming, MessageError, read_message

logger = logging.getLogger(__name__)

Handler = Callable[[UserMessage], Awaitable[Any]]

RATE_SETTING = "MENTOR_REST_PER_MINUTE"
PER_MINUTE = 1200
BURST_SECONDS = 12  # of the rate, at once
NAMED = "client-"  # before a client's own name for a message: sent again, it is answered once
NO_REPLY = "The mentor could not answer just now. Please send the message again in a moment."


class WholeReplies(CollectingOutputChannel):
    """Collect each reply as one object: its text, its payload and what else it has.

    Args:
        on_reply: what to do with a reply as soon as it is there.
    """

    def __init__(self, on_reply: Callable[[dict[str, Any]], Awaitable[None]] | None = None) -> None:
        super().__init__()
        self._on_reply = on_reply

    async def send_response(self, recipient_id: str, message: dict[str, Any]) -> None:
        """Take one message of the mentor; Rasa's own method would make several of it."""
        reply = {"recipient_id": recipient_id} | whole(message)
        self.messages.append(reply)
        if self._on_reply is not None:
            await self._on_reply(reply)


def whole(message: dict[str, Any]) -> dict[str, Any]:
    """Return all of one message of the mentor that a client can use."""
    parts = ("text", "custom", "buttons", "image", "attachment")
    return {part: message[part] for part in parts if message.get(part)}


class SafeRest(RestInput):
    """The REST channel."""

    def __init__(self) -> None:
        super().__init__()
        self._limit = _limit(os.environ.get(RATE_SETTING, ""))

    def blueprint(self, on_new_message: Handler) -> Blueprint:
        """Return the one route of this channel."""
        rest = Blueprint("rest")

        @rest.post("/webhook")
        async def receive(request: Request) -> HTTPResponse | None:
            if wait := self._wait_seconds(request):
                return _too_often(wait)
            try:
                incoming = read_message(request.body)
            except MessageError as problem:
                return response.json({"error": str(problem)}, status=problem.status)
            if request.args.get("stream", "").lower() == "true":
                await self._stream(request, on_new_message, incoming)
                return None
            replies = WholeReplies()
            if why_not := await self._handle(on_new_message, incoming, replies):
                raise ServiceUnavailable(why_not)
            return response.json(replies.messages)

        return rest

    async def _stream(self, request: Request, handler: Handler, incoming: Incoming) -> None:
        """Send each reply as a line of JSON as soon as it is there."""
        stream = await request.respond(content_type="text/event-stream")

        async def send(line: dict[str, Any]) -> None:
            await stream.send(json.dumps(line) + "\n")

        if problem := await self._handle(handler, incoming, WholeReplies(send)):
            await send({"error": problem})
        await stream.eof()

    async def _handle(self, handler: Handler, incoming: Incoming, replies: WholeReplies) -> str:
        """Have the message answered; return why there is no reply, or ""."""
        message = UserMessage(
            incoming.text,
            replies,
            incoming.sender,
            input_channel=self.name(),
            metadata=incoming.metadata,
            message_id=f"{NAMED}{incoming.message_id}" if incoming.message_id else None,
        )
        try:
            await handler(message)
        except ServiceUnavailable as busy:
            return str(busy)
        except Exception:  # whatever fails in a component, the client gets a sentence
            logger.exception("A message of the REST channel could not be answered")
            return NO_REPLY  # also where there is a reply: the conversation could not be kept
        return "" if replies.messages else NO_REPLY

    def _wait_seconds(self, request: Request) -> int:
        address = request.remote_addr or request.ip
        if self._limit is None or _is_own(address):
            return 0
        return self._limit.wait_seconds(address)


def _limit(setting: str) -> Limit | None:
    """Return what the environment allows to each address; None where there is no limit.

    Raises:
        ValueError: the setting is no whole number.
    """
    if setting and not setting.isdecimal():
        raise ValueError(f"{RATE_SETTING} is {setting!r}; it must be a whole number, 0 for none.")
    per_minute = int(setting or PER_MINUTE)
    if per_minute == 0:
        return None
    return Limit(Rate(max(1, per_minute * BURST_SECONDS // 60), per_minute))


def _is_own(address: str) -> bool:
    try:
        return ipaddress.ip_address(address).is_loopback
    except ValueError:
        return False


def _too_often(wait_seconds: int) -> HTTPResponse:
    sentence = f"That was too often; please wait {wait_seconds} seconds."
    return response.json(
        {"error": sentence}, status=429, headers={"Retry-After": str(wait_seconds)}
    )
