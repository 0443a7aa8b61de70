"""Files of question-and-answer pairs: read, merged, written, and what is wrong with them said."""

from __future__ import annotations

import json
import time
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.errors import SourceError
from knowledge.parse.pairs import (
    Pair,
    PairSet,
    merge,
    pair_id,
    question_key,
    read_pairs,
    write_yaml,
)


def write(folder: Path, name: str, text: str) -> Path:
    path = folder / name
    path.write_text(text, "utf-8", newline="")
    return path


def pair(question: str, answer: str, *also: str) -> Pair:
    id = pair_id(question, answer)
    return Pair(id, question, answer, also, "Tea", None, "tea.yml", 1)


# -- what is read


def test_yaml(tmp_path: Path) -> None:
    text = """# all about tea
- question: What is  tea?
  also:
    - explain tea to me
    - what is tea
  answer: |
    Leaves in hot water.

    Mostly.
  topic: Basics
  url: https://tea.example
- question: Is it hot?
  also: how warm is it
  answer: Yes
- out_of_scope: Who won the match?
- out_of_scope:
    - What is coffee?
"""
    found = read_pairs(write(tmp_path, "green_tea.yml", text))
    assert found.out_of_scope == ("Who won the match?", "What is coffee?")
    answer = "Leaves in hot water.\n\nMostly."
    assert found.pairs == (
        Pair(
            pair_id("What is tea?", answer),
            "What is tea?",
            answer,
            ("explain tea to me",),
            "Basics",
            "https://tea.example",
            "green_tea.yml",
            2,
        ),
        Pair(
            pair_id("Is it hot?", "Yes"),
            "Is it hot?",
            "Yes",
            ("how warm is it",),
            "Green tea",
            None,
            "green_tea.yml",
            12,
        ),
    )


def test_csv_rows_with_the_same_answer_are_one_pair(tmp_path: Path) -> None:
    text = (
        '\ufeffNo, Question ,ANSWER\r\n1,What is tea?,"Leaves, in\r\nwater."\r\n,,\r\n'
        '2,explain tea,"Leaves, in\r\nwater."\r\n3,Who won?,\r\n4,Is it hot?,Yes.\r\n'
    )
    found = read_pairs(write(tmp_path, "tea.csv", text))
    assert [(p.question, p.answer, p.paraphrases, p.line) for p in found.pairs] == [
        ("What is tea?", "Leaves, in\nwater.", ("explain tea",), 2),
        ("Is it hot?", "Yes.", (), 8),
    ]
    assert found.out_of_scope == ("Who won?",)


def test_jsonl(tmp_path: Path) -> None:
    lines = [
        {"question": "What is tea?", "also": ["explain tea"], "answer": "Leaves.", "id": 7},
        {"question": "Who won?", "answer": None},
        {"question": "What is coffee?"},
        {"out_of_scope": ["Is it late?"]},
    ]
    text = "\n\n".join(map(json.dumps, lines))
    found = read_pairs(write(tmp_path, "tea.jsonl", text))
    assert [(p.question, p.paraphrases, p.line) for p in found.pairs] == [
        ("What is tea?", ("explain tea",), 1)
    ]
    assert found.out_of_scope == ("Who won?", "What is coffee?", "Is it late?")


def test_the_id_depends_on_question_and_answer_alone(tmp_path: Path) -> None:
    one = read_pairs(write(tmp_path, "a.csv", "question,answer\nWhat is tea?,Leaves.\n"))
    other = read_pairs(write(tmp_path, "b.yml", "- {question: What is tea?, answer: Leaves.}"))
    assert one.pairs[0].id == other.pairs[0].id == pair_id("What is tea?", "Leaves.")
    assert one.pairs[0].id.startswith("q-")


def test_the_same_question_twice_is_kept_once(tmp_path: Path) -> None:
    text = "question,answer\nWhat is tea?,Leaves.\nwhat is  TEA,Leaves.\nWho won?,\nwho won,\n"
    found = read_pairs(write(tmp_path, "tea.csv", text))
    assert [(p.question, p.paraphrases) for p in found.pairs] == [("What is tea?", ())]
    assert found.out_of_scope == ("Who won?",)


@pytest.mark.parametrize("question", ["What is tea?", " what  is TEA", "What is tea?!"])
def test_what_makes_no_difference_in_a_question(question: str) -> None:
    assert question_key(question) == "what is tea"


def test_marks_alone_are_different_questions() -> None:
    assert question_key("?") != question_key("!")


# -- what is wrong


@pytest.mark.parametrize(
    ("name", "text", "line", "problem"),
    [
        (
            "a.csv",
            "ask,answer\na,b\n",
            1,
            "the header is 'ask,answer'; it must name question,answer",
        ),
        ("a.csv", "question,answer\n,b\n", 2, "the question is empty"),
        ("a.csv", 'question,answer\na,b\n"a\nb",c\nd\n', 5, "the row has 1 cells, the header 2"),
        ("a.csv", "question,answer\na,b,c\n", 2, "quote texts with commas"),
        ("a.csv", 'question,answer\na,b\nc,"d\n', 3, "this is not CSV"),
        ("a.csv", "question,answer\na,b\nA?,c\n", 3, "'A?' has another answer: see line 2"),
        ("a.csv", "question,answer\na,b\na,\n", 3, "has an answer and is out of scope"),
        ("a.csv", "question,answer\n", None, "there is no question in it"),
        ("a.yml", "# nothing\n", None, "there is no question in it"),
        ("a.yml", "- question: a\n  answer: b: c\n", 2, "this is not YAML"),
        ("a.yml", "- question: 'a\n", 2, "this is not YAML"),
        ("a.yml", "question: a\nanswer: b\n", 1, "the file is not a list"),
        ("a.yml", "- a\n- b\n", 1, "the entry has no keys"),
        ("a.yml", "- question: a\n  anwser: b\n", 2, "'anwser' is no key; allowed are question,"),
        ("a.yml", "- question: a\n  answer: b\n  question: c\n", 1, "a key stands twice"),
        ("a.yml", "- question: a\n  answer: [b]\n", 2, "'answer' is a list; write a text"),
        ("a.yml", "- question: {a: b}\n  answer: c\n", 1, "'question' is a set of keys"),
        ("a.yml", "- question: a\n  answer: b\n  also: [c, {d: e}]\n", 3, "of 'also' is a set of"),
        ("a.yml", "- question: a\n  answer: b\n  also: ['']\n", 3, "of 'also' is empty"),
        ("a.yml", "- question: ''\n  answer: b\n", 1, "the question is empty"),
        ("a.yml", "- answer: b\n", 1, "the question is empty"),
        ("a.yml", "- question: a\n", 1, "the answer is empty; write it, or make the question"),
        ("a.yml", "- question: a\n  answer:\n", 2, "the answer is empty"),
        ("a.yml", "- out_of_scope: a\n  answer: b\n", 1, "stands in an entry of its own"),
        ("a.yml", "- out_of_scope:\n", 1, "'out_of_scope' takes questions"),
        (
            "a.yml",
            "- question: a\n  answer: b\n\n- question: c\n  also: [a]\n  answer: d\n",
            4,
            "'a' has another answer: see line 1; keep one of the two",
        ),
        ("a.jsonl", '{"question": "a", "answer": "b"}\n{"question": \n', 2, "is not JSON"),
        ("a.jsonl", "[1]\n", 1, "the line is a list; write an object"),
        ("a.jsonl", '\n{"question": "a", "anwser": "b"}\n', 2, "'anwser' is no key"),
        ("a.jsonl", '{"question": 3, "answer": "b"}\n', 1, "'question' is a number"),
        ("a.txt", "a\n", None, ".txt is not read; allowed are .yml,"),
    ],
)
def test_an_error_names_the_line_and_the_remedy(
    tmp_path: Path, name: str, text: str, line: int | None, problem: str
) -> None:
    path = write(tmp_path, name, text)
    with pytest.raises(SourceError) as raised:
        read_pairs(path)
    assert problem in str(raised.value)
    assert (raised.value.path, raised.value.line) == (path, line)


# -- merged


def test_merging_joins_pairs_with_the_same_answer_to_the_same_question() -> None:
    one = PairSet((pair("What is tea?", "Leaves.", "explain tea"),), ("Who won?",))
    other = PairSet((pair("what's tea", "Leaves.", "what is tea"),), ("who won",))
    merged = merge([one, other])
    assert [(p.question, p.paraphrases) for p in merged.pairs] == [
        ("What is tea?", ("explain tea", "what's tea"))
    ]
    assert merged.pairs[0].id == one.pairs[0].id
    assert len(merged.out_of_scope) == 1


def test_the_same_words_may_answer_different_questions(tmp_path: Path) -> None:
    text = "- {question: Is it hot?, answer: Yes.}\n- {question: Is it wet?, answer: Yes.}\n"
    found = read_pairs(write(tmp_path, "tea.yml", text))
    assert [p.question for p in found.pairs] == ["Is it hot?", "Is it wet?"]
    assert merge([found]) == found


def test_the_later_set_is_right_about_a_question() -> None:
    old = PairSet(
        (pair("What is tea?", "Herbs.", "is tea a herb"), pair("Hot?", "No.")), ("Cold?",)
    )
    new = PairSet(
        (pair("what is tea", "Leaves."), pair("hot", "Yes."), pair("Cold?", "Never.")), ()
    )
    merged = merge([old, new])
    assert [(p.question, p.answer) for p in merged.pairs] == [
        ("is tea a herb", "Herbs."),
        ("what is tea", "Leaves."),
        ("hot", "Yes."),
        ("Cold?", "Never."),
    ]
    assert merged.pairs[0].id == pair_id("is tea a herb", "Herbs.")
    assert merged.out_of_scope == ()


def test_a_later_refusal_takes_no_answer_away() -> None:
    answered = PairSet((pair("What is tea?", "Leaves."),), ())
    assert merge([answered, PairSet((), ("what is tea",))]) == answered


def test_merging_nothing() -> None:
    assert merge([]) == PairSet((), ())


# -- written

WORDS = st.text(st.characters(exclude_categories=["C", "Z"]), min_size=1, max_size=12)
LINE = st.lists(WORDS, min_size=1, max_size=5).map(" ".join)
LINES = st.lists(LINE, min_size=1, max_size=3).map("\n".join)


@st.composite
def pair_sets(draw: st.DrawFn) -> PairSet:
    questions = draw(st.lists(LINE, min_size=1, max_size=12, unique_by=question_key))
    answers = draw(st.lists(LINES, min_size=1, max_size=4, unique=True))
    pairs = []
    for answer in answers[: len(questions) - 1]:
        n = draw(st.integers(1, max(1, len(questions) - len(answers))))
        question, *also = questions[:n]
        questions = questions[n:]
        topic, url = draw(st.sampled_from(["Tea", "Basics"])), draw(st.none() | LINE)
        pairs.append(replace(pair(question, answer, *also), topic=topic, url=url))
        if not questions:
            break
    return PairSet(tuple(pairs), tuple(questions))


@given(pairs=pair_sets())
def test_what_is_written_is_read_again(
    tmp_path_factory: pytest.TempPathFactory, pairs: PairSet
) -> None:
    path = tmp_path_factory.getbasetemp() / "tea.yml"
    write_yaml(pairs, path)
    found = read_pairs(path)
    assert PairSet(tuple(replace(p, line=1) for p in found.pairs), found.out_of_scope) == pairs


def test_reading_many_pairs_is_quick(tmp_path: Path) -> None:
    rows = "".join(f"What is number {i} of them?,It is answer {i // 3}.\n" for i in range(15_000))
    path = write(tmp_path, "many.csv", "question,answer\n" + rows)
    start = time.process_time()
    found = read_pairs(path)
    assert time.process_time() - start < 1.5  # linear: 0.3 s on an idle machine
    assert len(found.pairs) == 5_000
    write_yaml(PairSet(found.pairs[:1_500], ()), tmp_path / "many.yml")
    start = time.process_time()
    assert len(read_pairs(tmp_path / "many.yml").pairs) == 1_500
    assert time.process_time() - start < 1.5  # linear: 0.3 s on an idle machine
