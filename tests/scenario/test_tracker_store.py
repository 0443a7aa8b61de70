"""The tracker store against Rasa's own: the same conversation, whatever happens to it."""

from __future__ import annotations

import asyncio
import random
import time
import warnings
from pathlib import Path
from typing import Any

import pytest
from rasa.core.tracker_store import SQLTrackerStore
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import (
    ActionExecuted,
    ActiveLoop,
    BotUttered,
    Event,
    Restarted,
    SessionStarted,
    SlotSet,
    UserUtteranceReverted,
    UserUttered,
)
from rasa.shared.core.trackers import DialogueStateTracker

from bot.tracker_store import N_EVENTS, ConversationStore
from bot.window import N_TURNS, KeptTracker, turn_starts
from knowledge.home import REPOSITORY

with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # Rasa's, about every domain with slots
    DOMAIN = Domain.load(str(REPOSITORY / "domain.yml"))


def turn(number: int, *more: Event) -> list[Event]:
    said = UserUttered(f"question {number}", {"name": "ask", "confidence": 1.0})
    told = BotUttered(f"answer {number}", {"custom": {"kind": "answer"}})
    listen = ActionExecuted("action_listen")
    return [said, ActionExecuted("utter_answer"), told, *more, listen]


BEGIN = [ActionExecuted("action_session_start"), SessionStarted(), ActionExecuted("action_listen")]


@pytest.fixture
def url(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path / 'conversations.db'}"


async def say(store: ConversationStore, events: list[Event]) -> DialogueStateTracker:
    """Add events to Ann's conversation, as Rasa does with each message."""
    tracker = await store.get_or_create_tracker("ann", append_action_listen=False)
    for event in events:
        event.timestamp = time.time()
        tracker.update(event, DOMAIN)
    await store.save(tracker)
    return tracker


def state(tracker: DialogueStateTracker | None) -> dict[str, Any]:
    assert tracker is not None
    return {
        "slots": tracker.current_slot_values(),
        "loop": tracker.active_loop_name,
        "latest": tracker.latest_message.text if tracker.latest_message else None,
        "action": tracker.latest_action_name,
        "tail": [event.as_dict() for event in list(tracker.events)[-12:]],
    }


def happening(chance: random.Random, number: int) -> list[Event]:
    kind = chance.choice(["plain"] * 6 + ["open", "close", "slot", "revert", "restart"])
    more: dict[str, list[Event]] = {
        "plain": [],
        "open": [ActiveLoop("language_form"), SlotSet("requested_slot", "goal")],
        "close": [ActiveLoop(None), SlotSet("requested_slot", None)],
        "slot": [SlotSet("goal", f"goal {number}")],
        "revert": [UserUtteranceReverted()],
        "restart": [Restarted()],
    }
    return turn(number, *more[kind])


@pytest.mark.parametrize("seed", range(6))
def test_it_tells_the_same_as_rasas_own_store(url: str, seed: int) -> None:
    async def run() -> None:
        chance = random.Random(seed)
        one, other = ConversationStore(DOMAIN, url), ConversationStore(DOMAIN, url)
        rasas = SQLTrackerStore(DOMAIN, host=url)
        await say(one, list(BEGIN))
        for number in range(40):
            await say(chance.choice([one, other]), happening(chance, number))
            held = await one.retrieve("ann")
            assert isinstance(held, KeptTracker)
            cold = await ConversationStore(DOMAIN, url).retrieve("ann")
            whole = await rasas.retrieve("ann")
            assert state(held)["slots"] == state(whole)["slots"], number
            assert state(held)["loop"] == state(whole)["loop"], number
            assert state(held)["latest"] == state(whole)["latest"], number
            assert state(cold)["slots"] == state(whole)["slots"], number
            assert state(cold)["loop"] == state(whole)["loop"], number
            await one.save(held)  # as a message without events would

    asyncio.run(run())


def test_a_long_conversation_is_held_short_and_stored_whole(url: str) -> None:
    async def run() -> None:
        store = ConversationStore(DOMAIN, url)
        await say(store, [*BEGIN, SlotSet("goal", "an API")])
        for number in range(N_EVENTS):
            tracker = await say(store, turn(number))
            assert len(turn_starts(tracker.events)) <= N_TURNS + 1
        for held in (tracker, await ConversationStore(DOMAIN, url).retrieve("ann")):
            assert held is not None
            assert held.get_slot("goal") == "an API"
            assert len(held.events) <= N_EVENTS + 2
            assert [e.text for e in held.events if isinstance(e, UserUttered)][-1] == "question 119"
        whole = await SQLTrackerStore(DOMAIN, host=url).retrieve_full_tracker("ann")
        assert whole is not None
        texts = [event.text for event in whole.events if isinstance(event, UserUttered)]
        assert texts == [f"question {number}" for number in range(N_EVENTS)]

    asyncio.run(run())


def test_what_was_not_saved_is_forgotten(url: str) -> None:
    async def run() -> None:
        store = ConversationStore(DOMAIN, url)
        await say(store, [*BEGIN, *turn(1)])
        tracker = await store.retrieve("ann")
        assert tracker is not None
        tracker.update(UserUttered("lost"))
        again = await store.retrieve("ann")
        assert again is not None
        assert again.latest_message is not None
        assert again.latest_message.text == "question 1"

    asyncio.run(run())


def test_when_the_last_message_came_is_known_where_it_came(url: str) -> None:
    async def run() -> None:
        here, there = ConversationStore(DOMAIN, url), ConversationStore(DOMAIN, url)
        await say(here, [*BEGIN, *turn(1)])
        looked = await here.retrieve("ann")
        assert looked is not None
        held_at = looked.held_at
        assert held_at is not None
        await here.save(looked)  # nothing came
        assert looked.held_at == held_at
        await say(there, turn(2))
        again = await here.retrieve("ann")
        assert again is not None
        assert again.held_at is None  # it came to the other server

    asyncio.run(run())


def test_an_erased_conversation_is_not_held(url: str) -> None:
    async def run() -> None:
        store = ConversationStore(DOMAIN, url)
        await say(store, [*BEGIN, *turn(1)])
        with store.engine.begin() as connection:
            connection.exec_driver_sql("DELETE FROM events WHERE sender_id = 'ann'")
        assert await store.retrieve("ann") is None

    asyncio.run(run())


def test_a_new_session_leaves_the_old_one_behind(url: str) -> None:
    async def run() -> None:
        store = ConversationStore(DOMAIN, url)
        await say(store, [*BEGIN, *turn(1, SlotSet("goal", "old"))])
        await say(store, [*BEGIN, *turn(2)])
        for held in (store, ConversationStore(DOMAIN, url), SQLTrackerStore(DOMAIN, host=url)):
            tracker = await held.retrieve("ann")
            assert tracker is not None
            assert tracker.get_slot("goal") is None

    asyncio.run(run())


def test_what_could_not_be_stored_is_stored_with_the_next_message(
    url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def run() -> None:
        store = ConversationStore(DOMAIN, url)
        await say(store, [*BEGIN, *turn(1)])
        with monkeypatch.context() as patch:
            patch.setattr(store, "_write", full)
            with pytest.raises(OSError, match="No space"):
                await say(store, turn(2))
        await say(store, turn(3))
        whole = await SQLTrackerStore(DOMAIN, host=url).retrieve_full_tracker("ann")
        assert whole is not None
        texts = [event.text for event in whole.events if isinstance(event, UserUttered)]
        assert texts == ["question 1", "question 2", "question 3"]

    asyncio.run(run())


def full(*_: object) -> None:
    raise OSError("No space left on device")
