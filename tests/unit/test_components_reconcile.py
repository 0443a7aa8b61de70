"""What a message is, between what it sounds like and what can be answered."""

from __future__ import annotations

import pytest

from bot.components.linear import Scored
from bot.components.reconcile import Reading, decide
from knowledge.finding import Candidate, Finding, Outcome, Query


def found(text: str, outcome: Outcome = "answer", *terms: str) -> Finding:
    return Finding(Query(text, text, terms), outcome, 0.9, (Candidate("p1", 1.0),))


def reading(
    text: str,
    intent: str,
    confidence: float = 0.9,
    *,
    finding: Finding | None = None,
    slot: str | None = None,
) -> Reading:
    return Reading(
        text=text,
        intent=Scored(intent, confidence),
        finding=finding or found(text, "refuse"),
        slot=slot,
        sure=0.8,
    )


def test_a_clear_intent_stands() -> None:
    assert decide(reading("hello", "greet")) == "greet"
    assert decide(reading("which language first", "recommend_language")) == "recommend_language"


def test_an_answerable_question_beats_half_sure_small_talk() -> None:
    text = "thanks, and what is GraphQL?"
    assert decide(reading(text, "thanks", 0.6, finding=found(text))) == "ask"


def test_sure_small_talk_beats_the_search() -> None:
    text = "who are you?"
    assert decide(reading(text, "who_are_you", 0.95, finding=found(text))) == "who_are_you"


def test_a_sure_answer_on_a_term_beats_what_sounds_like_who_are_you() -> None:
    text = "the I in ACID"
    known = found(text, "answer", "ACID")
    assert decide(reading(text, "who_are_you", 0.95, finding=known)) == "ask"
    assert decide(reading(text, "thanks", 0.95, finding=known)) == "thanks"
    unsure = found(text, "clarify", "ACID")
    assert decide(reading(text, "who_are_you", 0.95, finding=unsure)) == "who_are_you"


def test_half_sure_small_talk_without_a_question_stands() -> None:
    assert decide(reading("great stuff", "thanks", 0.6, finding=found("x"))) == "thanks"


def test_half_sure_small_talk_without_an_answer_stands() -> None:
    assert decide(reading("what can you do", "help", 0.6)) == "help"


def test_a_half_sure_guess_does_not_begin_the_language_form() -> None:
    text = "what language is Spring written in"
    assert decide(reading(text, "recommend_language", 0.5)) == "ask"
    assert decide(reading(text, "recommend_language", 0.9)) == "recommend_language"
    assert decide(reading("how do I become a chef", "learning_path", 0.7)) == "ask"


def test_a_long_question_is_no_half_sure_small_talk() -> None:
    text = "what do you call the people who build what you see on a website?"
    assert decide(reading(text, "who_are_you", 0.5)) == "ask"
    assert decide(reading(text, "who_are_you", 0.9)) == "who_are_you"


def test_two_terms_set_against_each_other_are_a_comparison() -> None:
    text = "is OAuth the same as JWT?"
    both = found(text, "refuse", "OAuth", "JSON Web Tokens")
    assert decide(reading(text, "ask", finding=both)) == "compare"
    assert decide(reading(text, "ask", finding=found(text, "refuse", "OAuth"))) == "ask"


def test_a_comparison_without_its_words_is_a_question() -> None:
    text = "what about OAuth and JWT"
    both = found(text, "answer", "OAuth", "JSON Web Tokens")
    assert decide(reading(text, "compare", 0.9, finding=both)) == "ask"


def test_a_statement_outside_a_form_is_looked_up() -> None:
    assert decide(reading("python", "inform")) == "ask"


@pytest.mark.parametrize(
    ("text", "intent", "confidence", "slot", "expected"),
    [
        ("a web shop", "inform", 0.9, "goal", "inform"),
        ("python", "ask", 0.9, "background", "inform"),
        ("I'm a complete beginner", "learning_path", 0.7, "background", "inform"),
        ("nothing", "help", 0.4, "background", "inform"),
        ("Java or PHP", "compare", 0.9, "background", "inform"),
        ("no", "deny", 0.9, "background", "inform"),
        ("no", "deny", 0.9, "goal", "stop"),
        ("no thanks", "deny", 0.9, "background", "stop"),
        ("Never mind.", "stop", 0.9, "goal", "stop"),
        ("let's drop this", "stop", 0.9, "goal", "stop"),
        ("stop", "ask", 0.3, "goal", "stop"),
        ("thanks", "thanks", 0.9, "goal", "thanks"),
        ("bye", "bye", 0.9, "goal", "bye"),
        ("help", "help", 0.9, "goal", "help"),
        ("let me talk to a person", "human", 0.9, "goal", "human"),
        ("what is OAuth?", "ask", 0.9, "goal", "ask"),
        ("what is OAuth?", "inform", 0.9, "goal", "ask"),
        ("which language should I learn?", "recommend_language", 0.9, "goal", "recommend_language"),
        ("how do I get started?", "learning_path", 0.9, "goal", "learning_path"),
        ("yes", "affirm", 0.9, "goal", "affirm"),
        ("sure, a web shop", "affirm", 0.6, "goal", "inform"),
    ],
)
def test_inside_the_form(
    text: str, intent: str, confidence: float, slot: str, expected: str
) -> None:
    assert decide(reading(text, intent, confidence, slot=slot)) == expected


def test_a_comparison_inside_the_form_is_a_question() -> None:
    text = "what is the difference between OAuth and JWT?"
    both = found(text, "answer", "OAuth", "JSON Web Tokens")
    assert decide(reading(text, "ask", finding=both, slot="goal")) == "compare"


def test_a_declined_message_keeps_the_form_open() -> None:
    empty = Reading("", Scored("ask", 1.0), None, "goal", 0.8)
    assert decide(empty) == "inform"


def test_a_declined_message_outside_a_form_is_answered_like_a_question() -> None:
    assert decide(Reading("", Scored("ask", 1.0), None, None, 0.8)) == "ask"
