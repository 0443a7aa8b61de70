"""Rasa's REST channel on Rasa's own path, for messages of strangers: `POST /webhooks/rest/webhook`.

What differs from Rasa's: the request is checked, a text is never read as an intent, a reply's text
and payload come back in one object, and where no reply could be made the client is told so.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Awaitable, Callable
from typing import Any

from rasa.core.channels.channel import CollectingOutputChannel, UserMessage
from rasa.core.channels.rest import RestInput
from sanic import Blueprint, response
from sanic.request import Request
from sanic.response import HTTPResponse

from connectors.web.messages import Incoming, MessageError, read_message

logger = logging.getLogger(__name__)

Handler = Callable[[UserMessage], Awaitable[Any]]

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

    def blueprint(self, on_new_message: Handler) -> Blueprint:
        """Return the one route of this channel."""
        rest = Blueprint("rest")

        @rest.post("/webhook")
        async def receive(request: Request) -> HTTPResponse | None:
            try:
                incoming = read_message(request.body)
            except MessageError as problem:
                return response.json({"error": str(problem)}, status=problem.status)
            if request.args.get("stream", "").lower() == "true":
                await self._stream(request, on_new_message, incoming)
                return None
            replies = WholeReplies()
            if not await self._handle(on_new_message, incoming, replies):
                return response.json({"error": NO_REPLY}, status=503)
            return response.json(replies.messages)

        return rest

    async def _stream(self, request: Request, handler: Handler, incoming: Incoming) -> None:
        """Send each reply as a line of JSON as soon as it is there."""
        stream = await request.respond(content_type="text/event-stream")

        async def send(line: dict[str, Any]) -> None:
            await stream.send(json.dumps(line) + "\n")

        if not await self._handle(handler, incoming, WholeReplies(send)):
            await send({"error": NO_REPLY})
        await stream.eof()

    async def _handle(self, handler: Handler, incoming: Incoming, replies: WholeReplies) -> bool:
        """Have the message answered; tell whether there is a reply."""
        message = UserMessage(
            incoming.text,
            replies,
            incoming.sender,
            input_channel=self.name(),
            metadata=incoming.metadata,
        )
        try:
            await handler(message)
        except Exception:  # whatever fails in a component, the client gets a sentence
            logger.exception("A message of %r could not be answered", incoming.sender)
        return bool(replies.messages)
