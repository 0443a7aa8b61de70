"""What the environment says about Slack."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

DEFAULT_API_URL = "https://slack.com/api/"
# Of 291 questions that were not trained on it answers 92 with at least this, 5 of them wrongly, and
# none that the knowledge does not cover; of all 177 that it answers when asked, 21 wrongly.
DEFAULT_UNASKED_CONFIDENCE = 0.95


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
        maintainers: `SLACK_MAINTAINERS`, the ids of users and of user groups who may teach.
        open_channels: `SLACK_OPEN_CHANNELS`, the channels that take answers nobody asked for.
        unasked_confidence: `SLACK_UNASKED_CONFIDENCE`, how sure such an answer must be, 0 to 1.
    """

    bot_token: str
    app_token: str = ""
    signing_secret: str = ""
    api_url: str = DEFAULT_API_URL
    help_channel: str = ""
    maintainers: frozenset[str] = frozenset()
    open_channels: frozenset[str] = frozenset()
    unasked_confidence: float = DEFAULT_UNASKED_CONFIDENCE

    @classmethod
    def read(cls, get: Callable[[str], str | None]) -> SlackSettings:
        """Return the settings of an environment.

        Raises:
            SlackError: a token is missing or is another one, or an id is none.
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
            help_channel=next(iter(_ids(get, "SLACK_HELP_CHANNEL", "CG", most=1)), ""),
            maintainers=_ids(get, "SLACK_MAINTAINERS", "UWS"),
            open_channels=_ids(get, "SLACK_OPEN_CHANNELS", "CG"),
            unasked_confidence=_confidence(get("SLACK_UNASKED_CONFIDENCE") or ""),
        )


def _ids(
    get: Callable[[str], str | None], name: str, begins: str, *, most: int = 1000
) -> frozenset[str]:
    """Return Slack's ids in a setting.

    Args:
        get: returns a setting.
        name: of the setting.
        begins: the letters with which an id of the wanted kind begins.
        most: how many ids it may hold.
    """
    given = (get(name) or "").replace(",", " ").split()
    for one in given:
        if not re.fullmatch(f"[{begins}][A-Z0-9]+", one):
            raise SlackError(
                f"{name} holds {one!r}, which is no id: an id begins with "
                f"{' or '.join(begins)}, as in {begins[0]}0123ABCD, and stands in Slack's details."
            )
    if len(given) > most:
        raise SlackError(f"{name} holds {len(given)} ids; it takes {most}.")
    return frozenset(given)


def _confidence(given: str) -> float:
    try:
        value = float(given) if given.strip() else DEFAULT_UNASKED_CONFIDENCE
    except ValueError:
        value = -1.0
    if not 0.0 <= value <= 1.0:
        raise SlackError(f"SLACK_UNASKED_CONFIDENCE is {given!r}; it must lie between 0 and 1.")
    return value
