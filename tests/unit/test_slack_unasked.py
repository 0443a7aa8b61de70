"""What may be a question to everybody, and which answers are sure enough to be said unasked."""

from __future__ import annotations

from typing import Any

import pytest

from connectors.slack.unasked import looks_like_question, sure_answers


@pytest.mark.parametrize(
    "text",
    [
        "what is REST?",
        "Hi all, how do I learn SQL",
        "What\u2019s the difference between SQL and NoSQL",
        "Anyone here knows Redis?",
        "I am stuck. Is Django async? Thanks!",
        "REST とは何ですか？",
    ],
)
def test_a_question_is_seen(text: str) -> None:
    assert looks_like_question(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "why?",  # of what?
        "good morning all",
        "I know what REST is",
        "https://a.org/search?q=rest",
        "is this right?\n```\nx = 1\n```",
        "how do I " + "x" * 400,
        "hi " * 130,
    ],
)
def test_anything_else_is_none(text: str) -> None:
    assert not looks_like_question(text)


def reply(kind: str, confidence: Any) -> dict[str, Any]:
    return {"text": "x", "custom": {"kind": kind, "confidence": confidence}}


@pytest.mark.parametrize(
    ("replies", "n"),
    [
        ([reply("answer", 0.9)], 1),
        ([reply("answer", 0.95), reply("answer", 0.91)], 2),
        ([reply("answer", 0.89)], 0),
        ([reply("answer", 0.95), reply("refusal", 0.95)], 0),
        ([reply("smalltalk", 1.0)], 0),
        ([reply("answer", None)], 0),
        ([{"text": "x"}], 0),
        ([], 0),
    ],
    ids=range(8),
)
def test_only_sure_answers_are_said(replies: list[dict[str, Any]], n: int) -> None:
    assert len(sure_answers(replies, 0.9)) == n
