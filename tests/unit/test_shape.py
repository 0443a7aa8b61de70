"""What form of answer a question wants."""

from __future__ import annotations

import pytest

from knowledge.language.shape import wants_comparison, wants_list


@pytest.mark.parametrize(
    "question",
    [
        "which cloud services are there?",
        "What kinds of tea exist?",
        "list the frameworks",
        "how many HTTP methods are there",
        "name some NoSQL databases",
        "What are the benefits of caching?",
        "examples of message queues",
        "What types of APIs do you know?",
    ],
)
def test_a_question_for_several_things(question: str) -> None:
    assert wants_list(question)


@pytest.mark.parametrize(
    "question",
    [
        "What is Kubernetes?",
        "what is HTTPS",
        "How does caching work?",
        "What are the best frameworks?",
        "Which kind of frameworks should I learn?",
        "which database should I learn?",
        "What is the difference between frameworks?",
        "why is this slow",
        "what is the process",
        "",
        "?",
    ],
)
def test_a_question_for_one_thing(question: str) -> None:
    assert not wants_list(question)


@pytest.mark.parametrize(
    "question",
    [
        "REST vs GraphQL",
        "Is OAuth the same as JWT?",
        "what's the difference between SQL and NoSQL",
        "Python or Java?",
        "how do threads differ from processes",
        "Compare Django, Flask",
    ],
)
def test_a_question_that_sets_things_against_each_other(question: str) -> None:
    assert wants_comparison(question)


@pytest.mark.parametrize("question", ["What is OAuth?", "How do I compile it?", "", "orders"])
def test_a_question_that_compares_nothing(question: str) -> None:
    assert not wants_comparison(question)
