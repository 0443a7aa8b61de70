"""What people say before a question."""

from __future__ import annotations

import pytest

from knowledge.language.lead_in import (
    asked_part,
    changes_subject,
    without_lead_in,
    without_manner,
    without_politeness,
)


@pytest.mark.parametrize(
    ("text", "rest"),
    [
        ("thanks. and a teapot?", "and a teapot?"),
        ("thank you so much! And the kettle?", "And the kettle?"),
        ("ok thanks, what is tea?", "what is tea?"),
        ("great, and black tea?", "and black tea?"),
        ("by the way, is tea healthy?", "is tea healthy?"),
        ("one more thing, unrelated: is it hot?", "is it hot?"),
        ("changing the subject, what is a gaiwan?", "what is a gaiwan?"),
        ("ok, and now to something different, what's a pot?", "what's a pot?"),
        ("new topic - what is matcha?", "what is matcha?"),
        ("now about money, what does it cost?", "what does it cost?"),
        ("Other question: is it hot", "is it hot"),
    ],
)
def test_what_leads_to_a_question_is_left_out(text: str, rest: str) -> None:
    assert without_lead_in(text) == rest


@pytest.mark.parametrize(
    "text",
    [
        "thanks",
        "ok thanks!",
        "",
        "What is tea?",
        "nice teapots",
        "right of return",
        "another tea please",
        "something else",
        "different teas",
    ],
)
def test_a_message_without_one_is_whole(text: str) -> None:
    assert without_lead_in(text) == text


@pytest.mark.parametrize(
    ("text", "changes"),
    [
        ("changing the subject, what is a gaiwan?", True),
        ("ok, different topic: what is a gaiwan?", True),
        ("thanks, and black tea?", False),
        ("one more thing: and black tea?", False),
        ("are other topics: tea and coffee?", False),
    ],
)
def test_another_subject_is_announced(text: str, changes: bool) -> None:
    assert changes_subject(text) == changes


@pytest.mark.parametrize(
    ("text", "asked"),
    [
        ("tea in a nutshell", "tea"),
        ("what is tea, in simple words?", "what is tea"),
        ("explain tea like I'm five", "explain tea"),
        ("what is tea in one sentence please", "what is tea"),
        ("briefly: what is tea?", "what is tea?"),
        ("tea (eli5)", "tea"),
        ("tea explained simply", "tea"),
        ("in short", "in short"),  # nothing else is said
        ("which tea is for beginners", "which tea is for beginners"),
        (
            "what is the word for tea in other languages",
            "what is the word for tea in other languages",
        ),
        ("how long is tea in the pot", "how long is tea in the pot"),
    ],
)
def test_how_it_is_to_be_told_is_not_what_is_asked(text: str, asked: str) -> None:
    assert without_manner(text) == asked


@pytest.mark.parametrize(
    ("text", "rest"),
    [
        ("why not, if I may ask?", "why not?"),
        ("where is it, please", "where is it"),
        ("what is tea please?", "what is tea?"),
        ("what is tea lol", "what is tea"),
        ("how long, then, please?", "how long?"),
        ("please", "please"),
        ("and then", "and then"),
        ("does she please you?", "does she please you?"),
    ],
)
def test_politeness_behind_a_question_is_left_out(text: str, rest: str) -> None:
    assert without_politeness(text) == rest
    assert asked_part(text) == rest


@pytest.mark.parametrize(
    ("text", "rest"),
    [
        ("Good morning! Sorry to bother you. What is tea? Thank you in advance.", "What is tea?"),
        (
            "Hello, I hope you are well! Could you kindly tell me how tea is made?",
            "how tea is made?",
        ),
        ("I would be very grateful if you could tell me where it grows", "where it grows"),
        (
            "I am very sorry for the long message, do you know why it is bitter?",
            "why it is bitter?",
        ),
        ("could you tell me about tea", "could you tell me about tea"),  # it is no question then
        ("I want to know tea", "I want to know tea"),
        ("I hope you are well!", "I hope you are well!"),
    ],
)
def test_courtesy_around_a_question_is_left_out(text: str, rest: str) -> None:
    assert asked_part(text) == rest
