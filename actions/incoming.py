"""What an action knows of the message that it answers, read from rasa-sdk's tracker."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import takewhile
from typing import Any, Protocol

from knowledge.finding import Finding

MAX_SAID = 4
TRUSTED_CHANNELS = ("slack",)  # their metadata is the connector's, not the client's
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
        person: who wrote; the sender where a conversation is one person's.
        min_confidence: how sure an answer must be to a question that the mentor was not asked; 0
            where it was asked, and so says whatever it has to say.
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
    person: str = ""
    min_confidence: float = 0.0

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
    said_with = _metadata(tracker.events)
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
        person=str(said_with.get("person") or tracker.sender_id),
        min_confidence=float(said_with.get("min_confidence") or 0.0),
    )


def _channel(events: Sequence[Mapping[str, Any]]) -> str:
    return _latest(events).get("input_channel") or ""


def _metadata(events: Sequence[Mapping[str, Any]]) -> Mapping[str, Any]:
    """Return what the channel says of the message; of a client's own words nothing is believed."""
    is_trusted = _channel(events) in TRUSTED_CHANNELS
    return (_latest(events).get("metadata") or {}) if is_trusted else {}


def _latest(events: Sequence[Mapping[str, Any]]) -> Mapping[str, Any]:
    """Return the event of the person's latest message."""
    return next((event for event in reversed(events) if event.get("event") == "user"), {})


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
