"""What Slack sends, as jobs for the mentor. Pure functions from Slack's dictionaries.

| what                                             | becomes            |
|--------------------------------------------------|--------------------|
| a mention, a direct message                      | `ask`              |
| a message in a thread that the mentor answered   | `ask`              |
| one of those edited or deleted                   | `edit`, `delete`   |
| `/mentor question`                               | `command`          |
| a suggestion's button, "Share with channel"      | `press`, `share`   |
| anything else, bots and the mentor itself        | nothing            |
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from connectors.slack.mrkdwn import unescape

Kind = Literal["ask", "edit", "delete", "command", "press", "share"]

MAX_TEXT_CHARACTERS = 4000
NO_WORDS = "What can you do?"  # what a bare mention asks
SAID_BY_PEOPLE = (None, "file_share", "thread_broadcast", "me_message")

_ENTITY = re.compile(r"<([@#!]?)([^<>|]*)(?:\|([^<>]*))?>")


@dataclass(frozen=True)
class Job:
    """One thing to do for a person.

    Attributes:
        event_id: Slack's name of the event; the same when it is sent again.
        key: names what is done, the same for every event about it: two events (a mention is also a
            message) with one key are one job.
        kind: what to do.
        conversation: Rasa's sender id; the memory of the conversation.
        channel: where the answer goes.
        ts: when it was said, Slack's way; jobs of a conversation are done in this order.
        thread_ts: the thread of the answer; "" for none.
        user: who asked.
        text: what the person wrote, markup and escapes undone.
        target: the key of the question that an edit, a deletion or a share is about.
        response_url: where only the asker sees the answer; "" for everybody in the channel.
    """

    event_id: str
    key: str
    kind: Kind
    conversation: str
    channel: str
    ts: str
    thread_ts: str
    user: str
    text: str
    target: str = ""
    response_url: str = ""


def read_event(
    body: Mapping[str, Any], *, bot_user: str, is_ours: Callable[[str], bool]
) -> Job | None:
    """Return what an event asks for; None where it is nothing for the mentor.

    Args:
        body: the Events API's envelope.
        bot_user: the mentor's own user id.
        is_ours: tells of a conversation whether the mentor has spoken in it.
    """
    event = body.get("event") or {}
    if event.get("type") not in ("message", "app_mention"):
        return None
    subtype = event.get("subtype")
    if subtype in ("message_changed", "message_deleted"):
        return _change(body, event, bot_user)
    if subtype not in SAID_BY_PEOPLE or not is_from_person(event, bot_user):
        return None
    message = _Said(str(body.get("team_id") or event.get("team") or ""), event)
    if not _is_for_mentor(message, event, bot_user, is_ours):
        return None
    return Job(
        event_id=str(body.get("event_id") or message.key),
        key=message.key,
        kind="ask",
        conversation=message.conversation,
        channel=message.channel,
        ts=message.ts,
        thread_ts=message.answer_ts,
        user=str(event["user"]),
        text=clean(str(event.get("text") or ""), bot_user) or NO_WORDS,
    )


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


def read_press(body: Mapping[str, Any], action: Mapping[str, Any], *, kind: Kind) -> Job:
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
    place = _Said(team, said)
    key = f"{team}:share:{value}" if kind == "share" else f"{team}:{channel}:{user}:pressed:{at}"
    return Job(
        event_id=key,
        key=key,
        kind=kind,
        conversation=f"{team}:{channel}:command:{user}" if is_ephemeral else place.conversation,
        channel=channel,
        ts=at,
        thread_ts=place.answer_ts,
        user=user,
        text=value if kind == "press" else "",
        target=value if kind == "share" else "",
        response_url=str(body.get("response_url") or "") if is_ephemeral else "",
    )


def clean(text: str, bot_user: str) -> str:
    """Return what a person wrote, without the mention of the mentor, markup and escapes undone."""
    words = _ENTITY.sub(lambda found: _words_of(found, bot_user), text)
    return unescape(words).strip()[:MAX_TEXT_CHARACTERS]


def is_from_person(event: Mapping[str, Any], bot_user: str) -> bool:
    """Tell whether a person wrote it, and no bot."""
    if event.get("bot_id") or event.get("bot_profile") or event.get("app_id"):
        return False
    return bool(event.get("user")) and event["user"] not in (bot_user, "USLACKBOT")


class _Said:
    """Where a message stands."""

    def __init__(self, team: str, message: Mapping[str, Any], *, channel: str = "") -> None:
        self.channel = channel or str(message.get("channel") or "")
        self.ts = str(message.get("ts") or "")
        self.thread_ts = str(message.get("thread_ts") or "")
        self.is_direct = message.get("channel_type") == "im" or self.channel.startswith("D")
        self.key = f"{team}:{self.channel}:{self.ts}"
        if self.is_direct:  # outside of a thread, a direct conversation is one conversation
            place = f"{self.thread_ts or 'direct'}:{message.get('user', '')}"
        else:
            place = self.thread_ts or self.ts
        self.conversation = f"{team}:{self.channel}:{place}"
        self.answer_ts = self.thread_ts if self.is_direct else self.thread_ts or self.ts


def _is_for_mentor(
    message: _Said, event: Mapping[str, Any], bot_user: str, is_ours: Callable[[str], bool]
) -> bool:
    text = str(event.get("text") or "")
    if message.is_direct or event["type"] == "app_mention" or f"<@{bot_user}" in text:
        return True
    if not message.thread_ts or "<@" in text:  # said to somebody else
        return False
    return is_ours(message.conversation)


def _change(body: Mapping[str, Any], event: Mapping[str, Any], bot_user: str) -> Job | None:
    """Return the edit or the deletion of a question."""
    before = event.get("previous_message") or {}
    after = event.get("message") or {}
    is_gone = event["subtype"] == "message_deleted" or after.get("subtype") == "tombstone"
    message = {**before, **({} if is_gone else after)}
    message["ts"] = event.get("deleted_ts") or after.get("ts") or before.get("ts")
    if not is_from_person(message, bot_user) and not (is_gone and not before):
        return None
    if not is_gone and before.get("text") == after.get("text"):
        return None  # a link unfolded, a reaction, an answer below
    said = _Said(str(body.get("team_id") or ""), message, channel=str(event.get("channel") or ""))
    event_id = str(body.get("event_id") or f"{said.key}:{event.get('event_ts')}")
    return Job(
        event_id=event_id,
        key=event_id,
        kind="delete" if is_gone else "edit",
        conversation=said.conversation,
        channel=said.channel,
        ts=str(event.get("event_ts") or event.get("ts") or said.ts),
        thread_ts=said.answer_ts,
        user=str(message.get("user") or ""),
        text="" if is_gone else clean(str(after.get("text") or ""), bot_user) or NO_WORDS,
        target=said.key,
    )


def _words_of(found: re.Match[str], bot_user: str) -> str:
    sign, target, label = found.groups()
    if sign == "@":
        return " " if target == bot_user else f"@{label or target}"
    if sign == "#":
        return f"#{label or target}"
    if sign == "!":
        return f"@{(label or target.partition('^')[0]).lstrip('@')}"
    return label or target.removeprefix("mailto:")
