"""What a question for several things asks to be listed."""

from __future__ import annotations

import pytest

from knowledge.language.listing import listing_of
from knowledge.language.words import stem


@pytest.mark.parametrize(
    ("question", "head"),
    [
        ("which teas are there?", "teas"),
        ("what are the main vessels", "vessels"),
        ("name the seven layers of the OSI model", "layers"),
        ("Which topics are in the learning path?", "topics"),
        ("list the kinds of tea leaves", "leaves"),
        ("what green teas do you offer", "teas"),
        ("how many vessels are there?", "vessels"),
        ("which stages does a brew have?", "stages"),
        ("what types of cups exist", "cups"),
        ("what are the kinds of tea?", "tea"),
        ("what kinds of pots are there and what do they cost?", "pots"),
    ],
)
def test_a_question_asks_for_a_list(question: str, head: str) -> None:
    found = listing_of(question)
    assert found is not None
    assert found.head == stem(head)


@pytest.mark.parametrize(
    "question",
    [
        "What is tea?",
        "which teas are bitter?",
        "which tea should I buy?",
        "what are the best teas",
        "how many grams are in a cup?",
        "what happens when it boils?",
        "what is the process",
        "how does it work",
        "",
        "?",
    ],
)
def test_a_question_asks_for_one_thing(question: str) -> None:
    assert listing_of(question) is None


def test_all_that_is_asked_is_kept() -> None:
    found = listing_of("name the layers of the OSI model")
    assert found is not None
    assert found.words == {"layer", "osi", "model"}
