"""Rasa's socket.io channel on its own path, for messages of strangers.

What differs from Rasa's: a text is never read as an intent, what is sent is checked, only the pages
that may embed the widget may connect, and a reply's text and payload come in one object.
"""

from __future__ import annotations

import logging
import uuid
from collections.abc import Awaitable, Callable
from typing import Any

from rasa.core.channels.channel import UserMessage
from rasa.core.channels.socketio import SocketIOInput, SocketIOOutput
from sanic import Blueprint

from connectors.web.messages import MAX_SENDER_CHARACTERS, as_text
from connectors.web.origins import Origins
from connectors.web.rest import whole

MAX_CHARACTERS = 20_000

logger = logging.getLogger(__name__)

Handler = Callable[[UserMessage], Awaitable[Any]]


class WholeSocketIO(SocketIOOutput):
    """Sends each reply as one object; Rasa's own method fails on a payload such as ours."""

    async def send_response(self, recipient_id: str, message: dict[str, Any]) -> None:
        """Send one message of the mentor."""
        await self._send_message(recipient_id, whole(message))


class SafeSocketIO(SocketIOInput):
    """The socket.io channel, with Rasa's own settings."""

    def blueprint(self, on_new_message: Handler) -> Blueprint:
        """Return the routes of Rasa's channel."""

        async def handle(message: UserMessage) -> None:
            if not _is_sound(message):
                logger.debug("A message over socket.io was not taken")
                return
            message.text = as_text(message.text)
            message.output_channel = self.get_output_channel()
            try:
                await on_new_message(message)
            except Exception:  # whatever fails in a component, the connection stays
                logger.exception("A message of %r could not be answered", message.sender_id)

        routes: Blueprint = super().blueprint(handle)
        # Rasa does not await the room that current versions of socket.io give a coroutine for.
        self.sio.on("session_request", self._begin_session, namespace=self.namespace)
        origins = Origins.from_environment()
        self.sio.eio.cors_allowed_origins = lambda origin, environ: origins.allow(
            origin, environ.get("HTTP_HOST", "")
        )
        return routes

    async def _begin_session(self, socket: str, data: dict[str, Any] | None = None) -> None:
        """Confirm the client's session, or give it one."""
        session = str((data or {}).get("session_id") or uuid.uuid4().hex)
        if self.session_persistence:
            await self.sio.enter_room(socket, session, namespace=self.namespace)
        await self.sio.emit("session_confirm", session, room=socket, namespace=self.namespace)

    def get_output_channel(self) -> WholeSocketIO:
        """Return what sends replies."""
        return WholeSocketIO(self.sio, self.bot_message_evt)


def _is_sound(message: UserMessage) -> bool:
    """Tell whether a client has sent a text under a name that can be kept."""
    text, sender = message.text, message.sender_id
    return (
        isinstance(text, str)
        and len(text) <= MAX_CHARACTERS
        and isinstance(sender, str)
        and 0 < len(sender) <= MAX_SENDER_CHARACTERS
    )
