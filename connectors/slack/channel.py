"""Slack as one of Rasa's channels: started with the server, silent without tokens that fit."""

from __future__ import annotations

import asyncio
import logging
import os
import sys
from collections.abc import Awaitable, Callable
from typing import Any

import aiohttp
from rasa.core.channels.channel import InputChannel, UserMessage
from sanic import Blueprint, response
from sanic.request import Request
from sanic.response import HTTPResponse
from slack_bolt.adapter.sanic import AsyncSlackRequestHandler
from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from connectors.slack.app import SlackApp
from connectors.slack.clerk import Clerk
from connectors.slack.desk import Desk
from connectors.slack.inbox import Inbox, OneThread
from connectors.slack.outbox import Outbox
from connectors.slack.settings import SlackError, SlackSettings
from connectors.web.messages import as_text
from connectors.web.rest import WholeReplies
from knowledge.notebook import Notebook

logger = logging.getLogger(__name__)

Handler = Callable[[UserMessage], Awaitable[Any]]

PING_SECONDS = 5.0  # also how soon a lost connection is noticed
MAX_PAUSE_SECONDS = 60.0


class SlackChannel(InputChannel):
    """Slack, by Socket Mode or by HTTP at `/slack/events`, as the environment says."""

    @classmethod
    def name(cls) -> str:
        """Return the name of this channel."""
        return "slack"

    def blueprint(self, on_new_message: Handler) -> Blueprint:
        """Return the route of HTTP mode, and start what Slack needs with the server."""
        slack = Blueprint("slack")
        try:
            connection = Connection(SlackSettings.read(os.environ.get), on_new_message)
        except SlackError as problem:
            say(f"Slack is not connected: {problem}")
            return slack
        slack.listener("after_server_start")(connection.start)
        slack.listener("before_server_stop")(connection.stop)
        if connection.settings.signing_secret:

            @slack.post("/events")
            async def events(request: Request) -> HTTPResponse:
                return await connection.receive(request)

        return slack

    def url_prefix(self) -> str:
        """Return `/slack`, beside Rasa's webhooks."""
        return "/slack"


class Connection:
    """One server's connection with Slack.

    Args:
        settings: of the environment.
        handler: Rasa's, for messages.
    """

    def __init__(self, settings: SlackSettings, handler: Handler) -> None:
        self.settings = settings
        self._handler = handler
        self._bot_user = ""
        self._requests: AsyncSlackRequestHandler | None = None
        self._socket: AsyncSocketModeHandler | None = None
        self._tasks: list[asyncio.Task[None]] = []

    async def start(self, *_: Any) -> None:
        """Begin to connect; the server need not wait for it."""
        self._tasks.append(asyncio.ensure_future(self._connect()))

    async def stop(self, *_: Any) -> None:
        """Take no more; what is unfinished is taken up by the next start."""
        if self._socket is not None:
            await self._socket.close_async()
        for task in self._tasks:
            task.cancel()

    async def receive(self, request: Request) -> HTTPResponse:
        """Take one request of HTTP mode."""
        if self._requests is None:  # Slack sends it again
            return response.json({"error": "Slack is not connected yet."}, status=503)
        answer: HTTPResponse = await self._requests.handle(request)
        return answer

    async def ask(self, text: str, conversation: str) -> list[dict[str, Any]]:
        """Give a person's text to Rasa and return the replies."""
        replies = WholeReplies()
        message = UserMessage(as_text(text), replies, conversation, input_channel="slack")
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
        who = await _patiently("SLACK_BOT_TOKEN", client.auth_test)
        self._bot_user = str(who["user_id"])
        notebook = await asyncio.to_thread(Notebook.from_environment)
        inbox = await asyncio.to_thread(Inbox, notebook.engine)
        outbox = Outbox(client)
        human = bool(self.settings.help_channel)
        in_sql = OneThread()
        clerk = Clerk(inbox, in_sql, outbox, self.ask, can_ask_human=human)
        desk = Desk(inbox, in_sql, clerk.do)
        app = SlackApp(
            self.settings,
            client,
            bot_user=lambda: self._bot_user,
            desk=desk,
            outbox=outbox,
            notebook=notebook,
            is_ours=inbox.is_ours,
            introduce=self.ask,
        )
        self._tasks.append(asyncio.ensure_future(desk.run()))
        self._requests = AsyncSlackRequestHandler(app.bolt)
        if self.settings.app_token:
            await self._open_socket(app)
        mode = "Socket Mode" if self.settings.app_token else "HTTP mode, /slack/events"
        say(f"Slack is connected: @{who.get('user')} in {who.get('team')} ({mode}).")

    async def _open_socket(self, app: SlackApp) -> None:
        # The client would try a wrong token for ever: it is tried here first.
        opened = AsyncWebClient(base_url=self.settings.api_url, retry_handlers=[])
        token = self.settings.app_token
        await _patiently("SLACK_APP_TOKEN", lambda: opened.apps_connections_open(app_token=token))
        quiet = logging.getLogger("slack_sdk.mentor")
        quiet.setLevel(logging.CRITICAL)  # it tries again by itself
        self._socket = AsyncSocketModeHandler(
            app.bolt, token, logger=quiet, ping_interval=PING_SECONDS
        )
        await self._socket.connect_async()


async def _patiently(name: str, call: Callable[[], Awaitable[Any]]) -> Any:
    """Call Slack until it answers.

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
