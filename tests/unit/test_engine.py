"""A bundle's search, wired: a query in, a finding out."""

from __future__ import annotations

import pytest

from knowledge.finding import Finding, Query
from knowledge.search.engine import N_CANDIDATES
from knowledge.search.gate import Gate, Thresholds
from tests import tea
from tests.fakes import StemEncoder

SURE = Gate(tea.stump("dense", [-1], start=7), Thresholds(0.6, 0.2))


def found(text: str, gate: Gate = tea.GATE) -> Finding:
    vector = StemEncoder().encode(text)
    engine = tea.engine(tea.passages())
    return engine.find(Query(text, text), vector, ranker=tea.RANKER, gate=gate)


@pytest.mark.parametrize(
    ("text", "outcome"),
    [("What is a gaiwan?", "answer"), ("bitterness of hot water", "clarify"), ("zebra", "refuse")],
)
def test_the_gate_decides(text: str, outcome: str) -> None:
    finding = found(text)
    assert finding.outcome == outcome == tea.GATE.thresholds.outcome(finding.confidence)


def test_candidates_are_the_best_that_differ() -> None:
    candidates = found("tea leaves in hot water").candidates
    assert 1 < len(candidates) <= N_CANDIDATES
    assert len({one.id for one in candidates}) == len(candidates)
    assert [one.score for one in candidates] == sorted((c.score for c in candidates), reverse=True)


def test_a_candidate_names_its_best_sentence() -> None:
    best = found("Nothing is strained.").candidates[0]
    matcha = tea.passage("What is matcha?", "paragraph")
    assert best.id == matcha.id
    assert matcha.sentences[best.sentence] == "Nothing is strained."


@pytest.mark.parametrize("text", ["", " \n"])
def test_an_empty_question_is_refused_however_sure_the_gate_is(text: str) -> None:
    assert found("zebra", SURE).outcome == "answer"
    assert found(text, SURE) == Finding(Query(text, text), "refuse", 0.0, ())
