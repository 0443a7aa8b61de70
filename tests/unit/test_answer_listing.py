"""The whole table or list that a question asks for."""

from __future__ import annotations

from pathlib import Path

import pytest

from knowledge.answer.listing import Lists
from knowledge.bundle import Bundle
from knowledge.finding import Candidate, Finding, Outcome, Query
from tests import tea


def asked(bundle: Path, question: str, outcome: Outcome = "answer", best: str = "") -> str:
    """Return the key of the whole that a question asks for; "" for none."""
    candidates = (Candidate(tea.passage(best).id, 1.0),) if best else ()
    opened = Bundle(bundle)
    found = Lists(opened).asked(Finding(Query(question, question), outcome, 0.5, candidates))
    whole = opened.passage(found.id) if found else None
    return whole.key if whole else ""


@pytest.mark.parametrize(
    ("question", "key"),
    [
        ("which vessels are there?", "Vessels"),
        ("what are the kinds of tea?", "Kinds of tea"),
        ("list the vessels", "Vessels"),
        ("which things does a beginner need for brewing?", ""),
        ("which cars are there?", ""),
        ("what is a vessel?", ""),
        ("which tastes does green tea have?", ""),  # names one entry
        ("how many vessels of porcelain are there?", ""),
    ],
)
def test_a_list_is_found_by_what_it_holds(tea_bundle: Path, question: str, key: str) -> None:
    assert asked(tea_bundle, question) == key


def test_what_the_gate_refused_must_be_named_more_fully(tea_bundle: Path) -> None:
    assert asked(tea_bundle, "which vessels are there in chemistry?") == "Vessels"
    assert asked(tea_bundle, "which vessels are there in chemistry?", "refuse") == ""
    assert asked(tea_bundle, "which vessels are there?", "refuse") == "Vessels"


def test_an_answer_is_at_least_as_sure_as_one_must_be(tea_bundle: Path) -> None:
    question = "which vessels are there?"
    found = Lists(Bundle(tea_bundle)).asked(Finding(Query(question, question), "clarify", 0.3, ()))
    assert found is not None
    assert found.confidence == tea.GATE.thresholds.answer_at
