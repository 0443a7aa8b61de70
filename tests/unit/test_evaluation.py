"""How right, how honest, how fast."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.evaluation import auroc, evaluate, rank_of, retrieval, same_answer, summarise
from knowledge.mentor import Mentor
from knowledge.parse.pairs import PairSet
from tests import tea
from tests.judgements import SMALL, outside, row

CUP = tea.PAIRS[1][1]


def test_every_phrasing_is_put_to_the_mentor(tea_mentor: Mentor) -> None:
    question, answer, paraphrases = tea.PAIRS[0]
    questions = PairSet((tea.pair(question, answer, paraphrases),), tea.OUTSIDE[:1])
    rows = evaluate(tea_mentor, questions)
    assert [row.question for row in rows] == [question, *paraphrases, tea.OUTSIDE[0]]
    assert [row.right for row in rows] == [True, True, True, False]
    assert [row.answered for row in rows] == [True, True, True, False]
    assert [row.expected for row in rows] == [answer] * 3 + [""]
    assert [row.expects for row in rows] == ["answer"] * 3 + ["refusal"]
    assert [row.rank for row in rows] == [1, 1, 1, None]
    assert all(row.latency_ms > 0 for row in rows)


def test_a_wrong_answer_is_not_right(tea_mentor: Mentor) -> None:
    (one,) = evaluate(tea_mentor, PairSet((tea.pair("What is a gaiwan?", "A kind of rice."),), ()))
    assert (one.right, one.answered, one.verdict) == (False, True, "wrong")


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


def test_the_expected_answer_is_looked_for_among_the_candidates(tea_mentor: Mentor) -> None:
    (found,) = evaluate(tea_mentor, PairSet((tea.pair("How long does tea keep?", CUP),), ()))
    assert found.right is False
    assert found.rank is not None
    assert found.rank > 1
    assert found.said != CUP
    (absent, outside) = evaluate(
        tea_mentor, PairSet((tea.pair("How long does tea keep?", "Rice."),), tea.OUTSIDE[:1])
    )
    assert (absent.rank, outside.rank) == (0, None)


@pytest.mark.parametrize(
    ("texts", "rank"), [(["Cup", "Pot"], 1), (["Pot", "cup"], 2), (["Pot"], 0), ([], 0)]
)
def test_a_rank_counts_from_one(texts: list[str], rank: int) -> None:
    assert rank_of("cup", texts) == rank


def test_ranks_become_recall_and_reciprocal_rank() -> None:
    assert retrieval([1, 2, 4, 0]) == {
        "recall@1": 0.25,
        "recall@3": 0.5,
        "mrr": pytest.approx((1 + 1 / 2 + 1 / 4) / 4, abs=1e-4),
    }
    assert retrieval([]) == {"recall@1": None, "recall@3": None, "mrr": None}


def test_the_share_done_is_told(tea_mentor: Mentor) -> None:
    shares: list[float] = []
    questions = PairSet((), tea.OUTSIDE)
    rows = evaluate(tea_mentor, questions, slice="far", progress=shares.append)
    assert shares == [0.0, pytest.approx(1 / 3), pytest.approx(2 / 3)]
    assert {row.slice for row in rows} == {"far"}


def test_the_figures_are_those_of_the_rows() -> None:
    rows = [
        row("a", said="a", rank=1, probability=0.9, latency_ms=1),
        row("a", said="a", rank=1, outcome="clarification", probability=0.6, latency_ms=2),
        row("a", said="b", rank=3, probability=0.7, latency_ms=3),
        row("a", said="b", rank=0, outcome="refusal", probability=0.2, latency_ms=4),
        row("", said="b", probability=0.8, latency_ms=5),
        row("", said="b", outcome="refusal", probability=0.1, latency_ms=6),
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
        "retrieval": {"recall@1": 0.5, "recall@3": 0.75, "mrr": pytest.approx(7 / 12, abs=1e-4)},
    }


def test_small_talk_is_no_matter_of_the_gate() -> None:
    talk = replace(row(outcome="smalltalk"), expects="smalltalk")
    answered = replace(row(outcome="answer"), expects="smalltalk")
    only, with_talk = summarise(SMALL), summarise([*SMALL, talk, answered])
    assert with_talk["questions"] == only["questions"] + 2
    for name in ("accuracy", "coverage", "wrong_rate", "refusal", "retrieval"):
        assert with_talk[name] == only[name]


def test_rows_to_refuse_alone_have_figures() -> None:
    figures = summarise([outside(), outside(outcome="answer")])
    assert (figures["accuracy"], figures["coverage"], figures["wrong_rate"]) == (None, None, 1.0)
    assert figures["refusal"] == {"precision": 1.0, "recall": 0.5, "auroc": None}


def test_no_rows_have_no_figures() -> None:
    figures = summarise([])
    assert json.loads(json.dumps(figures)) == figures
    assert (figures["questions"], figures["accuracy"], figures["wrong_rate"]) == (0, None, None)
    assert figures["refusal"] == {"precision": None, "recall": None, "auroc": None}
    assert figures["latency_ms"] == {"p50": None, "p95": None}
    assert figures["retrieval"] == {"recall@1": None, "recall@3": None, "mrr": None}


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
