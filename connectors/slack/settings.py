"""What the environment says about Slack."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

DEFAULT_API_URL = "https://slack.com/api/"


class SlackError(Exception):
    """Say in one sentence why there is no Slack."""


@dataclass(frozen=True)
class SlackSettings:
    """How to reach Slack.

    Attributes:
        bot_token: `SLACK_BOT_TOKEN`, of the app in its workspace.
        app_token: `SLACK_APP_TOKEN` for Socket Mode; "" for none.
        signing_secret: `SLACK_SIGNING_SECRET` for HTTP mode; "" for none.
        api_url: `SLACK_API_URL`, the address of the Web API, with a slash at its end.
        help_channel: `SLACK_HELP_CHANNEL`, where "Ask a human" posts; "" for no such button.
        maintainers: `SLACK_MAINTAINERS`, the user ids who see what waits.
    """

    bot_token: str
    app_token: str = ""
    signing_secret: str = ""
    api_url: str = DEFAULT_API_URL
    help_channel: str = ""
    maintainers: frozenset[str] = frozenset()

    @classmethod
    def read(cls, get: Callable[[str], str | None]) -> SlackSettings:
        """Return the settings of an environment.

        Raises:
            SlackError: a token is missing or is another one.
        """
        bot, app, secret = (
            (get(name) or "").strip()
            for name in ("SLACK_BOT_TOKEN", "SLACK_APP_TOKEN", "SLACK_SIGNING_SECRET")
        )
        if not bot:
            raise SlackError("SLACK_BOT_TOKEN is not set; it begins with xoxb-.")
        if not bot.startswith("xoxb-"):
            raise SlackError("SLACK_BOT_TOKEN is no bot token: it must begin with xoxb-.")
        if app and not app.startswith("xapp-"):
            raise SlackError("SLACK_APP_TOKEN is no app-level token: it must begin with xapp-.")
        if not (app or secret):
            raise SlackError(
                "SLACK_BOT_TOKEN stands alone: set SLACK_APP_TOKEN (Socket Mode) or "
                "SLACK_SIGNING_SECRET (HTTP mode) beside it."
            )
        return cls(
            bot_token=bot,
            app_token=app,
            signing_secret=secret,
            api_url=f"{(get('SLACK_API_URL') or DEFAULT_API_URL).rstrip('/')}/",
            help_channel=(get("SLACK_HELP_CHANNEL") or "").strip(),
            maintainers=frozenset((get("SLACK_MAINTAINERS") or "").replace(",", " ").split()),
        )
