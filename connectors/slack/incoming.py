"""What is said in Slack, as jobs for the mentor. Pure functions from Slack's dictionaries.

| what                                                      | becomes          |
|-----------------------------------------------------------|------------------|
| a mention, a direct message                               | `ask`            |
| a message in a thread where the mentor was asked          | `ask`            |
| a question in an open channel, in a thread answered there | `overhear`       |
| one of those edited or deleted                            | `edit`, `delete` |
| a message that is edited to mention the mentor            | `ask`            |
| anything else, bots and the mentor itself                 | nothing          |
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping
from typing import Any, Literal

from connectors.slack.job import Job
from connectors.slack.mrkdwn import unescape
from connectors.slack.unasked import looks_like_question

Part = Literal["", "asked", "unasked"]

MAX_TEXT_CHARACTERS = 4000
NO_WORDS = "What can you do?"  # what a bare mention asks
SAID_BY_PEOPLE = (None, "file_share", "thread_broadcast", "me_message")

_ENTITY = re.compile(r"<([@#!]?)([^<>|]*)(?:\|([^<>]*))?>")


def read_event(
    body: Mapping[str, Any],
    *,
    bot_user: str,
    part_in: Callable[[str], Part],
    is_unanswered: Callable[[str], bool],
    open_channels: Collection[str] = (),
) -> Job | None:
    """Return what an event asks for; None where it is nothing for the mentor.

    Args:
        body: the Events API's envelope.
        bot_user: the mentor's own user id.
        part_in: tells of a conversation what part the mentor has in it.
        is_unanswered: tells of a message's key whether the mentor has let it pass.
        open_channels: where it may answer what it was not asked.
    """
    event = body.get("event") or {}
    if event.get("type") not in ("message", "app_mention"):
        return None
    subtype = event.get("subtype")
    if subtype in ("message_changed", "message_deleted"):
        return _change(body, event, bot_user, is_unanswered)
    if subtype not in SAID_BY_PEOPLE or not is_from_person(event, bot_user):
        return None
    message = Place(str(body.get("team_id") or event.get("team") or ""), event)
    kind = _kind(message, event, bot_user, part_in, open_channels)
    if kind is None:
        return None
    return Job(
        event_id=str(body.get("event_id") or message.key),
        key=message.key,
        kind=kind,
        conversation=message.conversation,
        channel=message.channel,
        ts=message.ts,
        thread_ts=message.answer_ts,
        user=str(event["user"]),
        text=clean(str(event.get("text") or ""), bot_user) or NO_WORDS,
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


class Place:
    """Where a message stands."""

    def __init__(self, team: str, message: Mapping[str, Any], *, channel: str = "") -> None:
        self.channel = channel or str(message.get("channel") or "")
        self.ts = str(message.get("ts") or "")
        thread_ts = str(message.get("thread_ts") or "")
        self.thread_ts = "" if thread_ts == self.ts else thread_ts  # what began a thread has both
        self.is_direct = message.get("channel_type") == "im" or self.channel.startswith("D")
        self.key = f"{team}:{self.channel}:{self.ts}"
        if self.is_direct:  # outside of a thread, a direct conversation is one conversation
            place = f"{self.thread_ts or 'direct'}:{message.get('user', '')}"
        else:
            place = self.thread_ts or self.ts
        self.conversation = f"{team}:{self.channel}:{place}"
        self.answer_ts = self.thread_ts if self.is_direct else self.thread_ts or self.ts


def _kind(
    place: Place,
    event: Mapping[str, Any],
    bot_user: str,
    part_in: Callable[[str], Part],
    open_channels: Collection[str],
) -> Literal["ask", "overhear"] | None:
    text = str(event.get("text") or "")
    if place.is_direct or event["type"] == "app_mention" or _mentions(bot_user, event):
        return "ask"
    if "<@" in text:  # said to somebody else
        return None
    if place.thread_ts:
        part = part_in(place.conversation)
        return "ask" if part == "asked" else "overhear" if part == "unasked" else None
    is_question = place.channel in open_channels and looks_like_question(clean(text, bot_user))
    return "overhear" if is_question else None


def _mentions(bot_user: str, message: Mapping[str, Any]) -> bool:
    return bool(re.search(rf"<@{bot_user}[|>]", str(message.get("text") or "")))


def _change(
    body: Mapping[str, Any],
    event: Mapping[str, Any],
    bot_user: str,
    is_unanswered: Callable[[str], bool],
) -> Job | None:
    """Return the edit or the deletion of a question, or the question that an edit made of it."""
    before = event.get("previous_message") or {}
    after = event.get("message") or {}
    is_gone = event["subtype"] == "message_deleted" or after.get("subtype") == "tombstone"
    message = {**before, **({} if is_gone else after)}
    message["ts"] = event.get("deleted_ts") or after.get("ts") or before.get("ts")
    if not is_from_person(message, bot_user) and not (is_gone and not before):
        return None
    if not is_gone and before.get("text") == after.get("text"):
        return None  # a link unfolded, a reaction, an answer below
    said = Place(str(body.get("team_id") or ""), message, channel=str(event.get("channel") or ""))
    event_id = str(body.get("event_id") or f"{said.key}:{event.get('event_ts')}")
    is_added = before and _mentions(bot_user, message) and not _mentions(bot_user, before)
    is_asked = not is_gone and is_added and is_unanswered(said.key)
    return Job(
        event_id=event_id,
        key=said.key if is_asked else event_id,
        kind="delete" if is_gone else "ask" if is_asked else "edit",
        conversation=said.conversation,
        channel=said.channel,
        ts=str(event.get("event_ts") or event.get("ts") or said.ts),
        thread_ts=said.answer_ts,
        user=str(message.get("user") or ""),
        text="" if is_gone else clean(str(after.get("text") or ""), bot_user) or NO_WORDS,
        target="" if is_asked else said.key,
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
