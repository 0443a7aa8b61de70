"""The window for a question and its answer: it fits Slack's limits whatever stands in it."""

from __future__ import annotations

import json
from typing import Any

import pytest

from connectors.slack.pair_form import (
    Pair,
    about_of,
    cleaned,
    closest_blocks,
    collision_blocks,
    form,
    mistakes,
    read_pair,
    said,
)
from connectors.slack.views import notice
from knowledge.notebook import Close, Collision
from tests.slack_blocks import view_problems

ODD = "<!channel> & *x* ```\u0000 日本 " * 300
PAIR = Pair("What is it?", "This.", ("what is that",))


def window(pair: Pair, **more: Any) -> dict[str, Any]:
    return form("Review", pair, callback="c", submit="Teach", about={"id": "7"}, **more)


@pytest.mark.parametrize("pair", [Pair(), PAIR, Pair(ODD, ODD, (ODD,) * 40)], ids=range(3))
def test_the_window_fits(pair: Pair) -> None:
    near = [
        *closest_blocks([Close("1", ODD, ODD, 0.5)] * 9),
        *collision_blocks([Collision("takes over", "1", ODD, ODD, ODD, 0.5)] * 9),
        *closest_blocks([]),
        *closest_blocks([], is_known=False),
    ]
    assert view_problems(window(pair, above=[said("x " * 3000)], near=near)) == []
    assert view_problems(notice("Review", ODD)) == []


def sent(**written: str | None) -> dict[str, Any]:
    values = {name: {name: {"value": value}} for name, value in written.items()}
    return {**window(PAIR), "state": {"values": values}}


def test_what_was_written_is_read() -> None:
    view = sent(question=" What? ", answer="This.\n", phrasings="a\n\n b \na")
    assert read_pair(view) == Pair("What?", "This.", ("a", "b"))
    assert read_pair(sent(question=None)) == Pair()
    assert about_of(view) == {"id": "7"}
    assert about_of({"private_metadata": "{broken"}) == {}


def test_what_is_wrong_is_said_at_its_field() -> None:
    assert mistakes(PAIR) == {}
    assert set(mistakes(Pair())) == {"question", "answer"}
    assert (
        "21 lines; 20 are taken"
        in mistakes(Pair("a", "b", tuple("abcdefghijklmnopqrstu")))["phrasings"]
    )
    assert "300 characters" in mistakes(Pair("a", "b", ("x" * 301,)))["phrasings"]


def test_the_question_is_no_phrasing_of_itself() -> None:
    assert cleaned(Pair("What?", "x", ("what?", "why?"))).phrasings == ("why?",)


def test_what_is_known_cannot_mention_everybody() -> None:
    blocks = json.dumps(closest_blocks([Close("1", "<!channel>", "<@U1>", 0.5)]))
    assert "<!" not in blocks
    assert "<@" not in blocks
