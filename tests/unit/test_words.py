"""Words as the lexical score sees them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.language.words import content_stems, stem, stems, tokens


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("C++ or C#?", ["c++", "or", "c#"]),
        ("Node.js", ["node", "js"]),
        ("CI/CD", ["ci", "cd"]),
        ("snake_case", ["snake", "case"]),
        ("Don’t!", ["don't"]),
        ("'quoted'", ["quoted"]),
        ("Čapek 北京 ß", ["čapek", "北京", "ß"]),
        ("HTTP/2, 2 times", ["http", "2", "2", "times"]),
        ("", []),
        ("?! …", []),
    ],
)
def test_a_text_becomes_lower_case_words(text: str, expected: list[str]) -> None:
    assert tokens(text) == expected


@pytest.mark.parametrize(
    ("one", "other"),
    [("databases", "database"), ("caching", "cached"), ("python's", "python"), ("api", "apis")],
)
def test_forms_of_one_word_share_a_stem(one: str, other: str) -> None:
    assert stem(one) == stem(other)


def test_names_with_signs_stay_apart() -> None:
    assert len({stem("c"), stem("c++"), stem("c#")}) == 3


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("What is the difference between databases?", ["databas"]),
        ("what are they", []),
        ("", []),
        ("tea, tea and TEA", ["tea", "tea", "tea"]),
    ],
)
def test_content_words_carry_the_topic(text: str, expected: list[str]) -> None:
    assert content_stems(text) == expected


@pytest.mark.parametrize("text", ["what's OAuth?", "that’s OAuth", "OAuth's use"])
def test_a_small_word_with_s_is_still_small(text: str) -> None:
    assert content_stems(text) == ["oauth"]


@pytest.mark.parametrize("text", ["I don't know OAuth", "isn't it OAuth?", "I'm using OAuth"])
def test_contractions_carry_no_topic(text: str) -> None:
    assert content_stems(text) == ["oauth"]


@given(st.text())
def test_any_text_has_as_many_stems_as_words(text: str) -> None:
    words = tokens(text)
    assert len(stems(text)) == len(words)
    assert all(word and not word.isspace() for word in words)


@given(st.text("abc é'+#-_ ", max_size=30))
def test_words_read_again_are_the_same_words(text: str) -> None:
    assert tokens(" ".join(tokens(text))) == tokens(text)
