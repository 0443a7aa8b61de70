"""Slack as one of Rasa's channels: started with the server, silent without tokens that fit."""

from __future__ import annotations

import os
from collections.abc import Awaitable, Callable
from typing import Any

from rasa.core.channels.channel import InputChannel, UserMessage
from sanic import Blueprint
from sanic.request import Request
from sanic.response import HTTPResponse

from connectors.slack.connection import Connection, say
from connectors.slack.settings import SlackError, SlackSettings

Handler = Callable[[UserMessage], Awaitable[Any]]


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
