"""The server that people reach: Rasa's agent and channels behind the mentor's own routes.

Rasa's own server would bring its management API with it (conversations, events, models, for
anybody); here only what `create_app` adds answers.

Started by `bot.stack` through `bot.child`.
"""

from __future__ import annotations

import json
import logging
import os
import socket
from pathlib import Path

import yaml
from rasa.core.agent import Agent
from rasa.core.channels.channel import InputChannel, register
from rasa.shared.utils.common import class_from_module_path
from rasa.utils.log_utils import configure_structlog
from sanic import Sanic, response
from sanic.exceptions import SanicException
from sanic.request import Request
from sanic.response import HTTPResponse

from bot import health, logs, watch
from bot.agents import AgentOfRelease
from bot.endpoints import endpoints
from bot.follow import follow
from bot.maintenance.housekeeping import keep_house
from bot.maintenance.local import LocalMaintenance
from knowledge.errors import SettingError
from knowledge.home import REPOSITORY, Home

GRACE_SECONDS = 8.0  # for messages that are being answered when the server is told to stop
MAX_REQUEST_BYTES = 1024 * 1024  # any route's; the REST channel takes far less
KEEP_ALIVE_SECONDS = 30
REQUEST_SECONDS = 10  # for a client to send what it has to say
BUSY_RETRY_SECONDS = 2

PAGE = "connectors.web.channel.WebChannel"
CONSOLE = "connectors.console.channel.ConsoleChannel"
SLACK = "connectors.slack.channel.SlackChannel"
# What stands behind Rasa's own names here: channels that never read a person's text as an intent.
NAMED = {
    "rest": "connectors.web.rest.SafeRest",
    "socketio": "connectors.web.socketio.SafeSocketIO",
}
SLACK_TOKENS = ("SLACK_BOT_TOKEN", "SLACK_APP_TOKEN", "SLACK_SIGNING_SECRET")

logger = logging.getLogger(__name__)


def channels(credentials: Path = REPOSITORY / "credentials.yml") -> list[InputChannel]:
    """Return the channels of Rasa's credentials file, the page, the console, and Slack with tokens.

    The page stands nowhere in the file: at `/`, where Rasa's own server has a route, it would keep
    a bare `rasa run` from starting.

    Raises:
        SettingError: a channel does not take one of its settings.
    """
    settings = {
        **yaml.safe_load(credentials.read_text(encoding="utf-8")),
        PAGE: None,
        CONSOLE: None,
    }
    if any(os.environ.get(name) for name in SLACK_TOKENS):
        settings[SLACK] = None
    try:
        return [
            class_from_module_path(NAMED.get(name, name)).from_credentials(keys or {})
            for name, keys in settings.items()
        ]
    except ValueError as problem:  # a channel's word on its settings
        raise SettingError(str(problem)) from None


def create_app(input_channels: list[InputChannel]) -> Sanic:
    """Return the web application, which answers "not ready" until it is given an agent.

    Args:
        input_channels: where people are.
    """
    app = Sanic("backend_mentor", configure_logging=False, dumps=_as_json)
    app.config.REQUEST_MAX_SIZE = MAX_REQUEST_BYTES
    app.config.REQUEST_TIMEOUT = REQUEST_SECONDS
    app.config.KEEP_ALIVE_TIMEOUT = KEEP_ALIVE_SECONDS
    app.config.PROXIES_COUNT = _proxies(os.environ.get("MENTOR_PROXIES", ""))
    app.config.GRACEFUL_SHUTDOWN_TIMEOUT = GRACE_SECONDS
    app.ctx.agent = Agent()
    app.ctx.release = ""
    watch.install(app)
    register(input_channels, app, route="/webhooks/")
    app.blueprint(health.blueprint())
    app.error_handler.add(Exception, _explain)
    return app


def run(descriptor: str) -> None:
    """Answer people until told to stop.

    Args:
        descriptor: of the listening socket that the supervisor hands over.

    Raises:
        KnowledgeError: there is no release, it is damaged, or a setting is wrong.
    """
    logs.configure()
    configure_structlog(logging.getLogger().level)
    home = Home.from_environment()
    app = create_app(channels())
    app.ctx.maintenance = LocalMaintenance(home)
    app.add_task(keep_house(home))
    follow(AgentOfRelease(home, app, endpoints(home)).look)
    app.run(sock=socket.socket(fileno=int(descriptor)), motd=False, access_log=False)


def _proxies(setting: str) -> int | None:
    """Return how many proxies stand before the server and may name the client's address."""
    if setting and not setting.isdecimal():
        raise SettingError(f"MENTOR_PROXIES is {setting!r}; it must be a whole number, 0 for none.")
    return int(setting or 0) or None


def _as_json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)


def _explain(request: Request, problem: Exception) -> HTTPResponse:
    """Answer any failure with one sentence as JSON."""
    status = problem.status_code if isinstance(problem, SanicException) else 500
    headers = {}
    if status == 500:
        logger.error("A %s request failed", request.method, exc_info=problem)
        sentence = "The mentor could not answer that request."
    elif status == 404:
        sentence = f"There is nothing at {request.path}; the chat is at /."
    else:
        sentence = f"{str(problem).rstrip('.')}."
    if status == 503:
        headers["Retry-After"] = str(BUSY_RETRY_SECONDS)
    return response.json({"error": sentence}, status=status, headers=headers)
