"""Questions that ask for two things."""

from __future__ import annotations

import pytest

from knowledge.language.terms import Gazetteer
from knowledge.parts import questions_of, sides_named, sides_of
from tests import tea


@pytest.mark.parametrize(
    ("question", "sides"),
    [
        ("frontend versus backend", ("frontend", "backend")),
        ("What is the difference between tea and coffee?", ("tea", "coffee")),
        ("what's different between tea and coffee", ("tea", "coffee")),
        ("is tea the same as coffee?", ("tea", "coffee")),
        ("compare green tea with black tea", ("green tea", "black tea")),
        ("how is a kettle different from a pot?", ("kettle", "pot")),
        ("What sets tea apart from coffee?", ("tea", "coffee")),
        ("tea or coffee?", ("tea", "coffee")),
        (
            "oxidised or non-oxidised teas: how do they differ?",
            ("oxidised teas", "non-oxidised teas"),
        ),
        ("fees for adults compared to children", ("fees for adults", "fees for children")),
        (
            "days off for a wedding versus for a move",
            ("days off for a wedding", "days off for a move"),
        ),
    ],
)
def test_a_comparison_has_two_sides(question: str, sides: tuple[str, str]) -> None:
    assert tuple(side.partition(":")[0] for side in sides_of(question)) == sides


@pytest.mark.parametrize(
    "question",
    [
        "What is tea?",
        "how do I warm and rinse a pot?",
        "what happens when it is hot or cold?",
        "my kettle is old and my pots leak, what shall I buy?",
        "it's late and I've no teapot: which cup will do",
        "",
    ],
)
def test_what_compares_nothing_has_no_sides(question: str) -> None:
    assert sides_of(question) == ()


def test_what_is_asked_of_both_is_asked_of_each() -> None:
    one, two = sides_of("green tea and black tea, which is stronger?")
    assert one == "green tea: which is stronger"
    assert two == "black tea: which is stronger"


@pytest.mark.parametrize(
    ("message", "questions"),
    [
        (
            "what is tea good for, and is it the same as coffee?",
            ("what is tea good for", "is it the same as coffee?"),
        ),
        ("what is a kettle? how do I clean it", ("what is a kettle", "how do I clean it")),
        ("what is tea?", ()),
        ("which teas are green and which ones are not?", ()),
        ("how do I rinse and dry a pot", ()),
    ],
)
def test_two_questions_are_told_apart(message: str, questions: tuple[str, ...]) -> None:
    assert questions_of(message) == questions


@pytest.mark.parametrize(
    "question",
    [
        "what does green tea taste of compared to black tea?",
        "which is stronger, green tea or black tea",
        "how do green tea and black tea differ in taste?",
        "should I begin with green tea or black tea, how strong are they?",
    ],
)
def test_two_entries_of_one_table_are_sides(question: str) -> None:
    sides = sides_named(question, Gazetteer.of(tea.passages()))
    assert [side.partition(":")[0] for side in sides] == ["Green tea", "Black tea"]


@pytest.mark.parametrize(
    "question",
    ["What is green tea?", "can I drink green tea or black tea", "green tea in a gaiwan", ""],
)
def test_entries_that_are_not_set_apart_are_no_sides(question: str) -> None:
    assert sides_named(question, Gazetteer.of(tea.passages())) == ()


def test_a_name_that_looks_like_a_small_word_is_a_side() -> None:
    assert sides_of("WHERE vs HAVING") == ()
    assert sides_of("WHERE vs HAVING", is_name=lambda side: True) == ("WHERE", "HAVING")
