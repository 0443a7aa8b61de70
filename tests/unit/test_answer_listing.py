"""The whole table or list that a question asks for."""

from __future__ import annotations

from pathlib import Path

import pytest

from knowledge.answer.listing import LEAST_COVERED, Lists, Whole
from knowledge.bundle import Bundle
from knowledge.finding import Candidate, Finding, Outcome, Query
from knowledge.language.listing import listing_of
from knowledge.passages import Passage
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


def test_more_than_half_of_what_is_asked_stands_above_the_whole(tea_bundle: Path) -> None:
    assert asked(tea_bundle, "which vessels are there in chemistry?") == ""
    assert asked(tea_bundle, "which vessels are there?", "refuse") == "Vessels"


def whole(heading: str, header: tuple[str, ...], *, lead: str = "") -> Whole:
    path = tuple(heading.split(" > "))
    return Whole.of(Passage("t", "table", "Guide", None, path, path[-1], lead, header=header))


def test_names_weigh_more_than_what_is_only_mentioned() -> None:
    asked = listing_of("which cloud services are there?")
    assert asked
    platforms = whole("Servers > Cloud computing", ("Platform", "Typical services"))
    duties = whole("Role > Duties", ("Duty",), lead="Five return: APIs, servers, cloud services.")
    assert platforms.fits(asked) > LEAST_COVERED > duties.covered(asked.words)


def test_an_answer_is_at_least_as_sure_as_one_must_be(tea_bundle: Path) -> None:
    question = "which vessels are there?"
    found = Lists(Bundle(tea_bundle)).asked(Finding(Query(question, question), "clarify", 0.3, ()))
    assert found is not None
    assert found.confidence == tea.GATE.thresholds.answer_at
