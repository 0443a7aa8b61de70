"""One server's connection with Slack: made once the server answers, kept, and ended with it."""

from __future__ import annotations

import asyncio
import logging
import sys
from collections.abc import Awaitable, Callable, Coroutine
from typing import Any

import aiohttp
from rasa.core.channels.channel import UserMessage
from sanic import Sanic, response
from sanic.request import Request
from sanic.response import HTTPResponse
from slack_bolt.async_app import AsyncApp
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from connectors.slack import wire
from connectors.slack.app import create_bolt
from connectors.slack.background import Background
from connectors.slack.intake import Intake
from connectors.slack.opening import open_office
from connectors.slack.outbox import Outbox
from connectors.slack.settings import SlackError, SlackSettings
from connectors.slack.socket import Socket
from connectors.slack.teller import Teller
from connectors.web.messages import as_text
from connectors.web.rest import WholeReplies

logger = logging.getLogger(__name__)

Handler = Callable[[UserMessage], Awaitable[Any]]

NAME = "slack"  # of the channel, with which questions are recorded
MAX_PAUSE_SECONDS = 60.0
GREETING_SECONDS = 30.0


class Connection:
    """What one server needs of Slack.

    Args:
        settings: of the environment.
        handler: Rasa's, for messages.
    """

    def __init__(self, settings: SlackSettings, handler: Handler) -> None:
        self.settings = settings
        self._handler = handler
        self._maintenance: Callable[[], Any] = lambda: None
        self._bolt: AsyncApp | None = None
        self._later = Background()
        self._intake = Intake()

    async def start(self, app: Sanic, _: Any) -> None:
        """Begin to connect; the server need not wait for it."""
        self._maintenance = lambda: getattr(app.ctx, "maintenance", None)
        self._later(self._connect())

    async def stop(self, *_: Any) -> None:
        """Take no more; what is unfinished is taken up by the next start."""
        self._later.stop()

    async def receive(self, request: Request) -> HTTPResponse:
        """Take one request of HTTP mode."""
        if self._bolt is None:  # Slack sends it again
            return response.json({"error": "Slack is not connected yet."}, status=503)
        with self._intake:
            return await wire.answer(self._bolt, request)

    async def ask(
        self, text: str, conversation: str, metadata: dict[str, Any]
    ) -> list[dict[str, Any]]:
        """Give a person's text to Rasa and return the replies."""
        replies = WholeReplies()
        message = UserMessage(
            as_text(text), replies, conversation, input_channel=NAME, metadata=metadata
        )
        await self._handler(message)
        return list(replies.messages)

    async def _connect(self) -> None:
        try:
            await self._open()
        except SlackError as problem:
            say(f"Slack is not connected: {problem} The web side runs.")
        except Exception:
            logger.exception("Slack is not connected; the web side runs")

    async def _open(self) -> None:
        client = AsyncWebClient(
            self.settings.bot_token, base_url=self.settings.api_url, retry_handlers=[]
        )
        who = await patiently("SLACK_BOT_TOKEN", client.auth_test)
        office = await asyncio.to_thread(
            open_office,
            self.settings,
            client,
            bot_user=str(who["user_id"]),
            ask=self.ask,
            maintenance=self._maintenance,
            later=self._later,
            intake=self._intake,
        )
        bolt = create_bolt(office, client)
        self._later(office.desk.run())
        self._later(Teller(office.notebook, office.askers, office.desk).run())
        self._later(office.maintainers.includes(""))  # asks Slack before somebody waits for it
        self._bolt = bolt
        if self.settings.app_token:
            await self._open_socket(bolt)
        mode = "Socket Mode" if self.settings.app_token else "HTTP mode, /slack/events"
        say(f"Slack is connected: @{who.get('user')} in {who.get('team')} ({mode}).")

    async def _open_socket(self, bolt: AsyncApp) -> None:
        """Connect by Socket Mode; a wrong token is told before it is tried for ever."""
        token = self.settings.app_token
        client = AsyncWebClient(token, base_url=self.settings.api_url, retry_handlers=[])
        first = await patiently(
            "SLACK_APP_TOKEN", lambda: client.apps_connections_open(app_token=token)
        )
        outbox, addresses = Outbox(client), [str(first["url"])]

        async def open_address() -> str:
            if addresses:
                return addresses.pop()
            return str((await outbox.call("apps.connections.open"))["url"])

        socket = Socket(bolt, open_address, self._intake)
        self._later(socket.run())
        await _greeted(socket)


async def _greeted(socket: Socket) -> None:
    try:
        await asyncio.wait_for(socket.greeted.wait(), GREETING_SECONDS)
    except asyncio.TimeoutError:
        say("Slack's WebSocket cannot be opened yet; it is tried again. The web side runs.")
        await socket.greeted.wait()


async def patiently(name: str, call: Callable[[], Coroutine[Any, Any, Any]]) -> Any:
    """Call Slack until it answers.

    Args:
        name: of the setting that holds the token.
        call: what is called.

    Raises:
        SlackError: it does not take the token.
    """
    pause = 1.0
    while True:
        try:
            return await call()
        except SlackApiError as problem:
            reason = str(problem.response.get("error", ""))
            if problem.response.status_code < 500 and reason != "ratelimited":
                raise SlackError(f"Slack does not accept {name} ({reason}).") from None
        except (aiohttp.ClientError, asyncio.TimeoutError, OSError) as problem:
            if pause == 1.0:
                reason = type(problem).__name__
                say(f"Slack cannot be reached ({reason}); trying again. The web side runs.")
        await asyncio.sleep(pause)
        pause = min(2 * pause, MAX_PAUSE_SECONDS)


def say(sentence: str) -> None:
    """Tell the operator one sentence, beside what `mentor serve` says."""
    print(sentence, file=sys.stderr, flush=True)
