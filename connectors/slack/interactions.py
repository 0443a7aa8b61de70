"""What is pressed and commanded in Slack, as jobs for the mentor. Pure functions.

| what                                        | becomes          |
|---------------------------------------------|------------------|
| `/mentor question`                          | `command`        |
| a suggestion's button, "Share with channel" | `press`, `share` |
| "Ask a human"                               | `human`          |
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal

from connectors.slack.incoming import NO_WORDS, Place, clean
from connectors.slack.job import Job


def read_command(body: Mapping[str, Any], *, bot_user: str, now: float) -> Job:
    """Return the question of a slash command."""
    team, channel, user = (str(body.get(f"{name}_id", "")) for name in ("team", "channel", "user"))
    key = f"{team}:command:{body.get('trigger_id', now)}"
    return Job(
        event_id=key,
        key=key,
        kind="command",
        conversation=f"{team}:{channel}:command:{user}",
        channel=channel,
        ts=f"{now:.6f}",
        thread_ts="",
        user=user,
        text=clean(str(body.get("text") or ""), bot_user) or NO_WORDS,
        response_url=str(body.get("response_url") or ""),
    )


def read_press(
    body: Mapping[str, Any], action: Mapping[str, Any], *, kind: Literal["press", "share"]
) -> Job:
    """Return what a button under an answer asks for."""
    team = str((body.get("team") or {}).get("id") or "")
    user = str(body["user"]["id"])
    container = body.get("container") or {}
    channel = str((body.get("channel") or {}).get("id") or container.get("channel_id") or "")
    message = body.get("message") or {}
    is_ephemeral = bool(container.get("is_ephemeral"))
    thread = str(message.get("thread_ts") or container.get("thread_ts") or "")
    at = str(action.get("action_ts") or message.get("ts") or "0")
    value = str(action.get("value") or "")
    said = {"channel": channel, "ts": message.get("ts") or at, "user": user, "thread_ts": thread}
    place = Place(team, said)
    key = f"{team}:share:{value}" if kind == "share" else f"{team}:{channel}:{user}:pressed:{at}"
    return Job(
        event_id=key,
        key=key,
        kind=kind,
        conversation=f"{team}:{channel}:command:{user}" if is_ephemeral else place.conversation,
        channel=channel,
        ts=at,
        thread_ts=place.thread_ts if is_ephemeral else place.answer_ts,
        user=user,
        text=value if kind == "press" else "",
        target=value if kind == "share" else "",
        response_url=str(body.get("response_url") or "") if is_ephemeral else "",
    )


def read_human(body: Mapping[str, Any], action: Mapping[str, Any]) -> Job:
    """Return the question that a person shall help with; once for each answer."""
    team = str((body.get("team") or {}).get("id") or "")
    container = body.get("container") or {}
    channel = str((body.get("channel") or {}).get("id") or container.get("channel_id") or "")
    is_ephemeral = bool(container.get("is_ephemeral"))  # no link leads to what one person sees
    at = str((body.get("message") or {}).get("ts") or container.get("message_ts") or "")
    pressed_at = str(action.get("action_ts") or at or "0")
    key = f"{team}:{channel}:{at or pressed_at}:human"
    return Job(
        event_id=key,
        key=key,
        kind="human",
        conversation=f"{team}:{channel}:human",
        channel=channel,
        ts=pressed_at,
        thread_ts="",
        user=str(body["user"]["id"]),
        text=str(action.get("value") or ""),
        target="" if is_ephemeral else at,
        response_url=str(body.get("response_url") or ""),
    )
