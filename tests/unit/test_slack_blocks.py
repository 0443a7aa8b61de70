"""Replies as Block Kit: golden files, and 500 generated ones against Slack's limits."""

from __future__ import annotations

import json
import os
import random
from pathlib import Path
from typing import Any

import pytest

from connectors.slack import blocks, views
from tests.slack_blocks import problems, view_problems

GOLDEN = Path(__file__).parents[1] / "golden"
REPLIES: dict[str, dict[str, Any]] = json.loads((GOLDEN / "reply.json").read_text("utf-8"))
PIECES = (
    "word ",
    "**bold** ",
    "`code < & >` ",
    "\n\n",
    "\n- item",
    "\n1. first",
    "\n\n```py\nif a < b & c > d:\n    print('```')\n```\n\n",
    "\n\n| a | b | c |\n|---|---|---|\n| x | 1 | <!channel> |\n| y | 2 | 3 |\n\n",
    "<!channel> <@U123> <https://x|y> ",
    "&amp; &lt; & ",
    "[link](https://example.org/a?b=1&c=2) ",
    "[long](https://example.org/" + "x" * 2500 + ") ",
    "日本語 🐍 \u202e\u0000\ud800 ",
    "x" * 3100,
    "> quoted\n",
    "# Heading\n\n",
    "*_~` ",
    "\n" + "line of code; " * 300,
)
GENERATOR_SEED = 5


def generated(n: int) -> dict[str, Any]:
    """Return the nth odd reply."""
    rng = random.Random(GENERATOR_SEED * 1000 + n)

    def text(most: int) -> str:
        return "".join(rng.choices(PIECES, k=rng.randint(0, most)))

    return {
        "text": text(rng.choice((1, 5, 25))),
        "custom": {
            "kind": rng.choice(("answer", "clarification", "refusal", "smalltalk", "dialogue")),
            "confidence": rng.random(),
            "sources": [
                {
                    "id": str(m),
                    "title": text(2),
                    "section": text(2),
                    "url": rng.choice((None, "", "https://a.org/x y", "javascript:x", text(2))),
                    "quote": text(4),
                }
                for m in range(rng.choice((0, 1, 3, 50)))
            ],
            "suggestions": [text(3) for _ in range(rng.choice((0, 3, 40)))],
            "question_id": rng.choice(("", "4f1c2a9be0d84d6f8a3b5c7d9e0f1a2b")),
            "release": "0a1b2c3d4e5f",
        },
    }


@pytest.mark.parametrize("kind", REPLIES)
def test_a_reply_is_drawn_as_before(kind: str) -> None:
    drawn = blocks.message(REPLIES[kind], help_with="Do fish sleep?" if kind == "refusal" else "")
    golden = GOLDEN / "slack" / f"{kind}.json"
    if os.environ.get("MENTOR_WRITE_GOLDEN"):
        golden.write_text(json.dumps(drawn, indent=2, ensure_ascii=False) + "\n", "utf-8")
    assert drawn == json.loads(golden.read_text("utf-8"))
    assert problems(drawn) == []


def test_slack_finds_nothing_wrong_with_500_generated_replies() -> None:
    wrong = {
        n: found
        for n in range(500)
        if (found := problems(blocks.message(generated(n), share="k", help_with="why? " * 900)))
    }
    assert wrong == {}


@pytest.mark.parametrize("reply", [{}, {"text": ""}, {"text": "   ", "custom": None}], ids=range(3))
def test_a_reply_without_words_still_says_something(reply: dict[str, Any]) -> None:
    drawn = blocks.message(reply)
    assert drawn["text"] == blocks.EMPTY
    assert problems(drawn) == []


def test_who_asked_cannot_mention_everybody() -> None:
    assert blocks.asked_by("U1", "a\n<!channel>") == "<@U1> asked: a &lt;!channel&gt;"
    assert blocks.asked_by("['U1']><!here", "a") == "<@U1here> asked: a"
    assert len(blocks.asked_by("U" * 4000, "a")) < 100  # no block cuts it in two


def test_a_quote_that_is_the_answer_is_not_repeated() -> None:
    quotes = [
        element["text"]
        for block in blocks.message(REPLIES["answer"])["blocks"]
        if block["type"] == "context"
        for element in block["elements"]
    ]
    assert "“" not in quotes[0]
    assert "“OAuth is a protocol for authorization.”" in quotes[1]


def test_a_place_without_a_quote_of_its_own_is_named_once() -> None:
    source = {"title": "Guide", "section": "Languages", "url": None, "quote": "easy"}
    drawn = blocks.message({"text": "easy", "custom": {"sources": [source, source]}})
    assert json.dumps(drawn).count("Source: Guide &gt; Languages") == 1


def test_buttons_send_their_text_and_name_their_question() -> None:
    drawn = blocks.message(REPLIES["answer"], share="the-key")
    buttons = {
        element["action_id"]: element["value"]
        for block in drawn["blocks"]
        if block["type"] == "actions"
        for element in block["elements"]
    }
    question_id = REPLIES["answer"]["custom"]["question_id"]
    assert buttons == {
        "mentor_suggest_0": "What are JSON Web Tokens?",
        "mentor_suggest_1": "What is SSL/TLS?",
        "mentor_helpful": question_id,
        "mentor_not_helpful": question_id,
        "mentor_share": "the-key",
    }


def test_a_question_for_a_human_is_on_the_button() -> None:
    drawn = blocks.message(REPLIES["refusal"], help_with="Do fish <sleep>?")
    (button,) = [
        element
        for block in drawn["blocks"]
        if block["type"] == "actions"
        for element in block["elements"]
        if element["action_id"] == blocks.HUMAN
    ]
    assert button["value"] == "Do fish <sleep>?"
    passed_on = blocks.asks_for_help("U1", "Do fish <!channel>?", "https://acme.slack.com/x")
    assert passed_on == (
        "<@U1> asks for help with: Do fish &lt;!channel&gt;?\n<https://acme.slack.com/x|My answer>"
    )


def test_the_reason_and_the_home_tab_fit() -> None:
    assert view_problems(views.reason_view("q")) == []
    gaps = [(str(n), f"why <!channel> {n}? " * 40, n) for n in range(1, 41)]
    waiting = views.waiting_blocks(3, gaps, n_gaps=40)
    view = views.home_view(REPLIES["smalltalk"], waiting, bot_user="U1")
    assert view_problems(view) == []
    assert "3 proposed pairs and 40 questions" in json.dumps(view)
    assert "maintainers" not in json.dumps(views.home_view({}, [], bot_user="U1"))
    assert "Nothing waits" in json.dumps(views.waiting_blocks(0, [], n_gaps=0))
