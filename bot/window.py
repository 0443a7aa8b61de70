"""The recent part of a conversation: all that a message's answering looks at.

Rasa replays a conversation's events several times for each message. Here a long conversation is
held from one of its last turns on, with what was true there put before it:

    SlotSet*  ActiveLoop?  |  action_listen  UserUttered ...  action_listen  UserUttered ...
    carried: slots, form      kept: the last turns, whole
"""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Iterable, Sequence
from typing import Any

from rasa.shared.core.constants import ACTION_LISTEN_NAME
from rasa.shared.core.events import ActionExecuted, ActiveLoop, Event, SlotSet, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker

N_KEPT_TURNS = 7  # the follow-up looks at six, the actions at the last four replies
N_TURNS = 10  # from here on the oldest go: not at every turn, since carrying takes a replay


class KeptTracker(DialogueStateTracker):
    """Rasa's tracker, with how much of it is stored.

    Attributes:
        stored: the newest event that the database holds; None where it holds none.
        stored_id: that event's number there; 0 where there is none.
        held_at: when its newest message was answered here, by the clock of `since_start`; None
            where only the message itself says when it came.
    """

    stored: Event | None = None
    stored_id: int = 0
    held_at: float | None = None

    def unstored(self) -> list[Event]:
        """Return the events that the database does not hold yet, in their order."""
        fresh: list[Event] = []
        for event in reversed(self.events):
            if event is self.stored:
                break
            fresh.append(event)
        return fresh[::-1]


def shorten(tracker: KeptTracker, *, n_kept: int = N_KEPT_TURNS, n_turns: int = N_TURNS) -> bool:
    """Drop the oldest turns where there are more than `n_turns`; tell whether any were dropped.

    Args:
        tracker: all of whose events are stored.
        n_kept: how many turns stay.
        n_turns: how many there may be before.
    """
    events: deque[Event] = tracker.events
    starts = turn_starts(events)
    if len(starts) <= n_turns:
        return False
    dropped = [events.popleft() for _ in range(starts[-n_kept])]
    before = tracker.init_copy()
    for event in dropped:
        before.update(event)
    events.extendleft(reversed(carried(before)))
    return True


def turn_starts(events: Iterable[Event]) -> list[int]:
    """Return where each turn begins: at the `action_listen` before a person's message."""
    starts = []
    before: Event | None = None
    for place, event in enumerate(events):
        if isinstance(event, UserUttered) and _listens(before):
            starts.append(place - 1)
        before = event
    return starts


def carried(before: DialogueStateTracker) -> list[Event]:
    """Return the events that bring a new tracker to the slots and the form of another."""
    slots: list[Event] = [
        SlotSet(slot.name, slot.value)
        for slot in before.slots.values()
        if slot.value != slot.initial_value
    ]
    form = before.active_loop_name
    return [*slots, ActiveLoop(form)] if form else slots


def opened(
    sender_id: str, slots: Sequence[Any], *, before: Iterable[Event], events: Iterable[Event]
) -> KeptTracker:
    """Return a conversation from one of its turns on.

    Args:
        sender_id: the conversation's id.
        slots: the domain's.
        before: what set slots and forms earlier than the first of `events`, in order.
        events: the turns, whole.
    """
    earlier = KeptTracker(sender_id, slots)
    for event in before:
        earlier.update(event)
    tracker = KeptTracker(sender_id, slots)
    for event in [*carried(earlier), *events]:
        tracker.update(event)
    return tracker


def since_start() -> float:
    """Return seconds of a clock that nobody sets; a sleep of the machine counts."""
    return time.clock_gettime(getattr(time, "CLOCK_BOOTTIME", time.CLOCK_MONOTONIC))


def _listens(event: Event | None) -> bool:
    return isinstance(event, ActionExecuted) and event.action_name == ACTION_LISTEN_NAME
