"""How right, how honest, how fast."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.evaluation import Judged, auroc, evaluate, same_answer, summarise
from knowledge.mentor import Mentor
from knowledge.parse.pairs import PairSet
from tests import tea


def judged(
    expected: str = "",
    *,
    right: bool = False,
    answered: bool = False,
    probability: float = 0.5,
    latency_ms: float = 1.0,
) -> Judged:
    return Judged("q", expected, "said", right, answered, probability, latency_ms)


def test_every_phrasing_is_put_to_the_mentor(tea_mentor: Mentor) -> None:
    question, answer, paraphrases = tea.PAIRS[0]
    questions = PairSet((tea.pair(question, answer, paraphrases),), tea.OUTSIDE[:1])
    rows = evaluate(tea_mentor, questions)
    assert [row.question for row in rows] == [question, *paraphrases, tea.OUTSIDE[0]]
    assert [row.right for row in rows] == [True, True, True, False]
    assert [row.answered for row in rows] == [True, True, True, False]
    assert [row.expected for row in rows] == [answer] * 3 + [""]
    assert all(row.latency_ms > 0 for row in rows)


def test_a_wrong_answer_is_not_right(tea_mentor: Mentor) -> None:
    (row,) = evaluate(tea_mentor, PairSet((tea.pair("What is a gaiwan?", "A kind of rice."),), ()))
    assert (row.right, row.answered) == (False, True)


@pytest.mark.parametrize(
    ("said", "expected", "same"),
    [
        ("Leaves.", "leaves.", True),
        ("Dry and\n dark", "dry and dark", True),
        ("Leaves in hot water", "Leaves in water", False),  # too few words to tell
        ("The open standard for secure authorisation", "an open standard for authorisation", True),
        ("An open window for air", "an open standard for authorisation", False),
        ("", "an open standard for authorisation", False),
    ],
)
def test_an_answer_is_the_same_by_most_of_its_words(said: str, expected: str, same: bool) -> None:
    assert same_answer(said, expected) is same


def test_the_figures_are_those_of_the_rows() -> None:
    rows = [
        judged("a", right=True, answered=True, probability=0.9, latency_ms=1),
        judged("a", right=True, answered=False, probability=0.6, latency_ms=2),
        judged("a", right=False, answered=True, probability=0.7, latency_ms=3),
        judged("a", right=False, answered=False, probability=0.2, latency_ms=4),
        judged(answered=True, probability=0.8, latency_ms=5),
        judged(answered=False, probability=0.1, latency_ms=6),
    ]
    assert summarise(rows) == {
        "questions": 6,
        "accuracy": 0.5,
        "coverage": 0.5,
        "wrong_rate": pytest.approx(2 / 3, abs=1e-4),
        "refusal": {
            "precision": pytest.approx(1 / 3, abs=1e-4),
            "recall": 0.5,
            "auroc": pytest.approx(5 / 8),
        },
        "latency_ms": {"p50": 3.5, "p95": 5.75},
    }


def test_no_rows_have_no_figures() -> None:
    figures = summarise([])
    assert json.loads(json.dumps(figures)) == figures
    assert (figures["questions"], figures["accuracy"], figures["wrong_rate"]) == (0, None, None)
    assert figures["refusal"] == {"precision": None, "recall": None, "auroc": None}
    assert figures["latency_ms"] == {"p50": None, "p95": None}


@pytest.mark.parametrize(
    ("higher", "lower", "expected"),
    [
        ([0.9, 0.8], [0.1], 1.0),
        ([0.1], [0.9, 0.8], 0.0),
        ([0.5], [0.5], 0.5),
        ([], [0.5], None),
        ([0.5], [], None),
    ],
)
def test_the_auroc_of_few(higher: list[float], lower: list[float], expected: float | None) -> None:
    assert auroc(higher, lower) == expected


SCORES = st.lists(st.integers(0, 9).map(lambda n: n / 10), min_size=1, max_size=12)


@given(SCORES, SCORES)
def test_the_auroc_is_the_share_of_pairs_in_order(higher: list[float], lower: list[float]) -> None:
    pairs = [(h > low) + 0.5 * (h == low) for h in higher for low in lower]
    assert auroc(higher, lower) == pytest.approx(sum(pairs) / len(pairs), abs=1e-4)
    both = auroc(higher, lower), auroc(lower, higher)
    assert sum(share or 0.0 for share in both) == pytest.approx(1, abs=1e-3)
