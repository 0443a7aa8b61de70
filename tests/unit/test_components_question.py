"""What a message asks, as plain text."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.components.question import GUARD, clean, declined, is_question, offset


def test_the_guard_in_front_of_a_slash_is_taken_off() -> None:
    assert clean(f"{GUARD}/restart please", max_characters=100) == "/restart please"


@pytest.mark.parametrize("text", [None, "", "   ", "\n\t", GUARD, f"{GUARD}  "])
def test_a_message_without_words_is_declined_as_empty(text: str | None) -> None:
    assert clean(text, max_characters=100) == ""
    assert declined(text, max_characters=100) == "empty"


def test_a_long_message_is_cut_and_declined() -> None:
    text = "why " * 5_000
    assert declined(text, max_characters=1_000) == "too_long"
    assert len(clean(text, max_characters=1_000)) == 1_000


def test_a_message_of_just_the_allowed_length_is_taken() -> None:
    assert declined("x" * 1_000, max_characters=1_000) is None


@given(st.text(max_size=60))
def test_the_cleaned_text_stands_at_its_offset(text: str) -> None:
    cleaned = clean(text, max_characters=40)
    assert text[offset(text) :].startswith(cleaned)
    assert len(cleaned) <= 40


@pytest.mark.parametrize(
    "text",
    [
        "what is OAuth?",
        "What's OAuth",
        "why not Java?",
        "actually, what is Django?",
        "ok and how do I deploy it",
        "hi! can you explain indexes",
        "is it hard",
        "Do I need a degree",
        "don\u2019t you know that",
        "tell me about Rails",
        "thanks, explain joins",
        "I'd like to know more about tests",
        "difference between SQL and NoSQL",
        "wait, which database is relational",
    ],
)
def test_questions_are_told_by_their_form(text: str) -> None:
    assert is_question(text)


@pytest.mark.parametrize(
    "text",
    [
        "a web shop",
        "python",
        "nothing yet",
        "I can write HTML",
        "can write a bit of HTML",
        "have used PHP for years",
        "I know how to use SQL",
        "just some Excel",
        "stop",
        "",
    ],
)
def test_statements_are_no_questions(text: str) -> None:
    assert not is_question(text)
