"""What an action knows of the message that it answers, read from rasa-sdk's tracker."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import takewhile
from typing import Any, Protocol

from knowledge.finding import Finding

MAX_SAID = 4
_BOUNDARIES = frozenset({"restart", "session_started"})


class Conversation(Protocol):
    """What is read of rasa-sdk's Tracker."""

    sender_id: str
    events: list[dict[str, Any]]
    slots: dict[str, Any]
    latest_message: dict[str, Any]

    @property
    def active_loop_name(self) -> str | None:
        """The form that is open."""


@dataclass(frozen=True)
class Said:
    """A message of the mentor's own."""

    text: str
    kind: str
    suggestions: tuple[str, ...]


@dataclass(frozen=True)
class Incoming:
    """A message to answer.

    Attributes:
        question: what the person wrote, cleaned; "" where nothing was searched.
        intent: what the message was understood as.
        intent_confidence: the classifier's probability of it.
        sender: the conversation's id.
        channel: the channel's name.
        finding: what was found; None where nothing was searched.
        release: the release that found it.
        declined: why nothing was searched: "empty", "too_long", or "".
        form: the form that is open; "" outside one.
        slots: what the form was told.
        said: the mentor's last messages, the newest first.
    """

    question: str
    intent: str
    intent_confidence: float
    sender: str
    channel: str
    finding: Finding | None
    release: str
    declined: str
    form: str
    slots: Mapping[str, Any]
    said: tuple[Said, ...]

    @property
    def n_refused(self) -> int:
        """How many refusals went just before."""
        return len(list(takewhile(lambda said: said.kind == "refusal", self.said)))

    @property
    def offered(self) -> tuple[str, ...] | None:
        """The options of the question back that went just before; None where none did."""
        last = next(iter(self.said), None)
        return last.suggestions if last and last.kind == "clarification" else None


def read(tracker: Conversation) -> Incoming:
    """Read the message that an action is called for.

    Args:
        tracker: rasa-sdk's tracker; its events are read from the end, and no further back than the
            last restart.
    """
    message = tracker.latest_message
    intent = message.get("intent") or {}
    stored = message.get("knowledge")
    finding = Finding.from_dict(stored) if stored else None
    return Incoming(
        question=finding.query.raw if finding else "",
        intent=intent.get("name") or "",
        intent_confidence=intent.get("confidence") or 0.0,
        sender=tracker.sender_id,
        channel=_channel(tracker.events),
        finding=finding,
        release=stored.get("release", "") if stored else "",
        declined=message.get("declined") or "",
        form=tracker.active_loop_name or "",
        slots=tracker.slots,
        said=_said(tracker.events),
    )


def _channel(events: Sequence[Mapping[str, Any]]) -> str:
    channels = (e.get("input_channel") for e in reversed(events) if e.get("event") == "user")
    return next(channels, None) or ""


def _said(events: Sequence[Mapping[str, Any]]) -> tuple[Said, ...]:
    found: list[Said] = []
    for event in reversed(events):
        if event.get("event") in _BOUNDARIES or len(found) == MAX_SAID:
            break
        if event.get("event") == "bot":
            payload = (event.get("data") or {}).get("custom") or {}
            suggestions = tuple(payload.get("suggestions") or ())
            found.append(Said(event.get("text") or "", payload.get("kind") or "", suggestions))
    return tuple(found)
