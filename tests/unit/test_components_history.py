"""The person's last turns, read from the end of a conversation."""

from __future__ import annotations

from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

from bot.components.history import MAX_TURNS, turns
from bot.components.question import GUARD
from knowledge.finding import Candidate, Finding, Query


def finding(text: str) -> Finding:
    return Finding(Query(text, text, ("OAuth",)), "answer", 0.9, (Candidate("p1", 1.0),))


def said(text: str, *, intent: str = "ask", knowledge: Finding | None = None) -> Any:
    stored = {**knowledge.as_dict(), "release": "r1"} if knowledge else None
    data = {"intent": {"name": intent}, "knowledge": stored}
    return SimpleNamespace(type_name="user", text=text, parse_data=data)


def event(type_name: str) -> Any:
    return SimpleNamespace(type_name=type_name)


def test_turns_come_oldest_first_with_what_was_found() -> None:
    one, two = finding("what is OAuth"), finding("what is TLS")
    events = [said("what is OAuth", knowledge=one), event("bot"), said("TLS?", knowledge=two)]
    found = turns(reversed(events))
    assert [turn.text for turn in found] == ["what is OAuth", "TLS?"]
    assert [turn.finding for turn in found] == [one, two]


def test_small_talk_has_no_finding() -> None:
    (turn,) = turns([said("thanks", intent="thanks", knowledge=finding("thanks"))])
    assert turn.finding is None


def test_a_message_without_a_search_is_a_turn_too() -> None:
    event_of_a_command = SimpleNamespace(type_name="user", text="/greet", parse_data=None)
    (turn,) = turns([event_of_a_command])
    assert (turn.text, turn.finding) == ("/greet", None)


def test_no_text_is_an_empty_turn_and_the_guard_is_taken_off() -> None:
    assert [turn.text for turn in turns([said("x"), said("")])] == ["", "x"]
    assert turns([said(f"{GUARD}/etc")])[0].text == "/etc"


def test_a_restart_and_a_new_session_end_the_history() -> None:
    for boundary in ("restart", "session_started"):
        found = turns(reversed([said("before"), event(boundary), said("after")]))
        assert [turn.text for turn in found] == ["after"]


def test_a_long_conversation_is_not_walked() -> None:
    n_read = 0

    def newest_first() -> Iterator[Any]:
        nonlocal n_read
        for _ in range(500):
            n_read += 2
            yield event("bot")
            yield said("hello")

    assert len(turns(newest_first())) == MAX_TURNS
    assert n_read <= 2 * MAX_TURNS + 2
