"""A person's words to a query."""

from __future__ import annotations

import pytest

from knowledge.finding import Query
from knowledge.language.spelling import Speller
from knowledge.language.terms import Gazetteer
from knowledge.passages import vocabulary_of
from knowledge.understanding import MAX_CHARACTERS, make_query
from tests import tea

PASSAGES = tea.passages()
TERMS = Gazetteer.of(PASSAGES)
SPELLER = Speller(vocabulary_of(PASSAGES), language=frozenset({"what", "is"}))


def query(raw: str, completed: str = "") -> Query:
    return make_query(raw, speller=SPELLER, terms=TERMS, completed=completed)


def test_slips_are_mended_before_terms_are_sought() -> None:
    found = query("Whats a  gaiwaan\nor wulong?")
    assert found.raw == "Whats a  gaiwaan\nor wulong?"
    assert found.text == "what is a gaiwan or wulong?"
    assert found.terms == ("Gaiwan", "Oolong (wulong)")


def test_a_term_is_named_once() -> None:
    assert query("gaiwan, Gaiwan and gaiwans").terms == ("Gaiwan",)


def test_a_completed_question_stands_for_the_written_one() -> None:
    found = query("and the kettle?", completed="What is the Kettle?")
    assert (found.raw, found.text) == ("and the kettle?", "What is the Kettle?")
    assert found.terms == ("Kettle",)


def test_a_comparison_has_two_sides() -> None:
    assert query("green tea versus black tea").sides == ("green tea", "black tea")
    assert query("What is green tea?").sides == ()


@pytest.mark.parametrize(
    "text", ["how do I warm and rinse a gaiwan?", "What happens when the pot or cup is cold?"]
)
def test_two_clauses_are_no_comparison(text: str) -> None:
    assert query(text).sides == ()


def test_two_questions_are_told_apart() -> None:
    found = query("What is a gaiwan? And what is a kettle?")
    assert found.questions == ("What is a gaiwan", "what is a kettle?")
    assert query("What is a gaiwan?").questions == ()


@pytest.mark.parametrize("raw", ["", " \n\t", "?!", "🍵"])
def test_no_words_name_nothing(raw: str) -> None:
    found = query(raw)
    assert (found.text, found.terms) == (raw.strip(), ())


def test_a_very_long_text_is_cut() -> None:
    found = query("tea " * 10_000)
    assert len(found.raw) == MAX_CHARACTERS
    assert len(found.text) <= MAX_CHARACTERS


def test_the_vocabulary_is_every_word_of_sources_and_questions() -> None:
    words = vocabulary_of(PASSAGES)
    assert {"gaiwan", "grassy", "shelf", "whisked", "vessels", "40"} <= words
    assert all(word == word.lower() for word in words)
    assert vocabulary_of([]) == frozenset()


def test_the_names_of_columns_are_known() -> None:
    assert "oxidation" in vocabulary_of(PASSAGES)
