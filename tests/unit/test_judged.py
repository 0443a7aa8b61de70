"""What to make of one question."""

from __future__ import annotations

import dataclasses

import pytest

from bot.judged import Judged, Verdict
from knowledge.reply import Kind


def judged(expects: Kind, outcome: Kind, *, right: bool = False) -> Judged:
    return Judged("q", "", "", right, outcome, 0.5, 1.0, expects=expects)


@pytest.mark.parametrize(
    ("expects", "outcome", "right", "verdict"),
    [
        ("answer", "answer", True, "right"),
        ("answer", "answer", False, "wrong"),
        ("answer", "clarification", True, "asked back"),
        ("answer", "refusal", True, "refused"),  # the best candidate was right, and held back
        ("answer", "smalltalk", False, "wrong"),
        ("refusal", "refusal", False, "right"),
        ("refusal", "answer", False, "wrong"),
        ("refusal", "clarification", False, "asked back"),
        ("smalltalk", "smalltalk", True, "right"),
        ("smalltalk", "smalltalk", False, "wrong"),
        ("smalltalk", "refusal", False, "refused"),
        ("clarification", "clarification", True, "right"),
    ],
)
def test_the_verdict_follows_from_what_was_expected(
    expects: Kind, outcome: Kind, right: bool, verdict: Verdict
) -> None:
    row = judged(expects, outcome, right=right)
    assert row.verdict == verdict
    assert row.failed is (verdict != "right")


def test_the_gate_decides_on_questions_alone() -> None:
    kinds: tuple[Kind, ...] = ("answer", "refusal", "smalltalk", "dialogue", "clarification")
    rows = [judged(kind, "refusal") for kind in kinds]
    assert [row.in_scope for row in rows] == [True, False, False, False, False]
    assert [row.out_of_scope for row in rows] == [False, True, False, False, False]
    assert [row.searched for row in rows] == [True, True, False, False, False]


def test_a_judgement_does_not_change() -> None:
    with pytest.raises(dataclasses.FrozenInstanceError):
        judged("answer", "answer").right = True  # type: ignore[misc]
