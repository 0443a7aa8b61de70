"""What sort of fact a question asks for, and whether a text holds one."""

from __future__ import annotations

import pytest

from knowledge.language.expected import missing_sort


def answers(question: str, text: str) -> bool:
    wanted = missing_sort(question)
    return wanted is None or bool(wanted.search(text))


@pytest.mark.parametrize(
    ("question", "text"),
    [
        ("How much does a gaiwan cost?", "It is sold for 20 €."),
        ("what's the price", "It is free of charge."),
        ("Who invented the teabag?", "It was created by Thomas Sullivan."),
        ("How long does it steep?", "Three minutes."),
        ("how often do I clean it", "Weekly."),
        ("when was it founded?", "In 1908."),
        ("How many kinds are there?", "Six kinds."),
        ("Where is the shop located?", "The office is in Lisbon."),
        ("What is a gaiwan?", "A lidded bowl."),  # any text may
        ("", ""),
    ],
)
def test_a_text_holds_what_is_asked(question: str, text: str) -> None:
    assert answers(question, text)


@pytest.mark.parametrize(
    ("question", "text"),
    [
        ("How much does a gaiwan cost?", "A lidded bowl of porcelain."),
        ("Who invented the teabag?", "A bag of leaves."),
        ("How long does it steep?", "Pour water over the leaves."),
        ("How many kinds are there?", "Green and black."),
        ("which city is it in?", "A shop for tea."),
    ],
)
def test_a_text_lacks_what_is_asked(question: str, text: str) -> None:
    assert not answers(question, text)


@pytest.mark.parametrize("text", ["The payload is JSON.", "Give feedback.", "In the last century."])
def test_the_beginning_of_another_word_is_no_money(text: str) -> None:
    assert not answers("How much does it cost?", text)
