"""What `mentor doctor` asks Slack: whether it takes the tokens, and whether they suffice."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any

from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from connectors.examined import Found
from connectors.slack.settings import SlackError, SlackSettings

TIMEOUT_SECONDS = 10
SCOPES = {
    "app_mentions:read": "mentions",
    "assistant:write": "the assistant pane",
    "channels:history": "threads in public channels",
    "chat:write": "answers",
    "commands": "/mentor and Save as Q&A",
    "groups:history": "threads in private channels",
    "im:history": "direct messages",
    "im:write": "answers to buttons of the Home tab",
    "mpim:history": "group conversations",
    "usergroups:read": "maintainers by user group",
}
TOKEN_REMEDIES = {
    "invalid_auth": "Slack does not know it: copy it again from the app's settings.",
    "not_authed": "Slack does not know it: copy it again from the app's settings.",
    "token_revoked": "It was revoked: install the app again and copy the new token.",
    "token_expired": "It has expired: install the app again and copy the new token.",
    "account_inactive": "The app was removed from the workspace: install it again.",
    "missing_scope": "Generate an app-level token with the scope connections:write.",
    "not_allowed_token_type": "It is another sort of token: xoxb- is the bot's, xapp- the app's.",
}
CHANNEL_REMEDIES = {
    "not_in_channel": "Invite the mentor there: /invite @mentor.",
    "channel_not_found": "There is no such channel, or it is private and the mentor not in it.",
}


def examine(get: Callable[[str], str | None]) -> Iterator[Found]:
    """Yield what is found, each as soon as it is known.

    Args:
        get: returns a variable of the environment.
    """
    try:
        settings = SlackSettings.read(get)
    except SlackError as problem:
        yield Found("Slack", "cannot be connected", str(problem))
        return
    client = WebClient(
        settings.bot_token,
        base_url=settings.api_url,
        timeout=TIMEOUT_SECONDS,
        retry_handlers=[],
    )
    who, reason = _asked(client.auth_test)
    if who is None:
        yield _token("SLACK_BOT_TOKEN", reason, settings.api_url)
        return
    yield Found("SLACK_BOT_TOKEN", f"@{who.get('user')} in {who.get('team')}")
    yield _scopes(who.headers, settings)
    yield from _way_in(client, settings)
    yield from _places(client, settings)


def _scopes(headers: Any, settings: SlackSettings) -> Found:
    named = {str(name).lower(): value for name, value in dict(headers).items()}
    granted = {scope.strip() for scope in str(named.get("x-oauth-scopes") or "").split(",")}
    has_groups = any(id.startswith("S") for id in settings.maintainers)
    needed = [scope for scope in SCOPES if scope != "usergroups:read" or has_groups]
    if missing := [f"{scope} ({SCOPES[scope]})" for scope in needed if scope not in granted]:
        return Found(
            "Slack scopes",
            f"missing: {', '.join(missing)}",
            "Add them as in docs/slack-manifest.yml, and install the app again.",
        )
    return Found("Slack scopes", f"all {len(needed)} that are needed")


def _way_in(client: WebClient, settings: SlackSettings) -> Iterator[Found]:
    """Look at Socket Mode's token or at HTTP mode's secret."""
    if settings.app_token:
        opened, reason = _asked(lambda: client.apps_connections_open(app_token=settings.app_token))
        fits = Found("SLACK_APP_TOKEN", "a WebSocket can be opened (Socket Mode)")
        yield fits if opened else _token("SLACK_APP_TOKEN", reason, settings.api_url)
    if settings.signing_secret:
        fits_form = re.fullmatch(r"[0-9a-f]{32}", settings.signing_secret)
        remedy = "It has 32 digits 0-9 and a-f: Basic Information > Signing Secret."
        yield Found("SLACK_SIGNING_SECRET", "set", "" if fits_form else remedy)


def _places(client: WebClient, settings: SlackSettings) -> Iterator[Found]:
    """Look at the channels and user groups that the settings name."""
    channels = [("SLACK_HELP_CHANNEL", id) for id in (settings.help_channel,) if id]
    channels += [("SLACK_OPEN_CHANNELS", id) for id in sorted(settings.open_channels)]
    for name, id in channels:
        read, reason = _asked(lambda: client.conversations_history(channel=id, limit=1))  # noqa: B023
        remedy = CHANNEL_REMEDIES.get(reason, f"Slack says {reason}.")
        yield Found(name, f"{id}: the mentor is in it") if read else Found(name, id, remedy)
    for id in sorted(id for id in settings.maintainers if id.startswith("S")):
        group, reason = _asked(lambda: client.usergroups_users_list(usergroup=id))  # noqa: B023
        if group is None:
            yield Found("SLACK_MAINTAINERS", id, f"Its members cannot be read ({reason}).")
        else:
            yield Found("SLACK_MAINTAINERS", f"{id}: {len(group.get('users') or ())} people")


def _token(name: str, reason: str, address: str) -> Found:
    if reason.startswith("cannot be reached"):
        return Found(name, "set", f"Slack {reason} at {address}.")
    return Found(name, "set", TOKEN_REMEDIES.get(reason, f"Slack does not take it ({reason})."))


def _asked(call: Callable[[], Any]) -> tuple[Any, str]:
    """Return Slack's answer; None and the reason where it refuses."""
    try:
        return call(), ""
    except SlackApiError as problem:
        answer = problem.response
        status = int(getattr(answer, "status_code", 0) or dict(answer).get("status") or 200)
        if status >= 500:
            return None, f"cannot be reached (HTTP {status})"
        return None, str(answer.get("error") or status)
    except OSError as problem:  # also what urllib raises
        return None, f"cannot be reached ({type(problem).__name__})"
