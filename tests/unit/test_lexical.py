"""Words in common between a query and passages."""

from __future__ import annotations

import io

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.language.words import stem
from knowledge.search.lexical import LexicalIndex

TEXTS = (
    "green tea is steamed",
    "black tea is oxidised, black as ink",
    "a kettle heats water",
    "tea and tea again",
)


@pytest.fixture
def index() -> LexicalIndex:
    return LexicalIndex.of(TEXTS)


@pytest.mark.parametrize(
    ("query", "best"), [("what is green?", 0), ("black tea", 1), ("a kettle for tea", 2)]
)
def test_the_passage_with_the_rarest_words_is_best(
    index: LexicalIndex, query: str, best: int
) -> None:
    scores = index.score(query)
    assert int(scores.bm25.argmax()) == int(scores.coverage.argmax()) == best


def test_a_query_that_a_passage_covers_whole_is_covered(index: LexicalIndex) -> None:
    assert index.score("the kettle's water").coverage.tolist() == pytest.approx([0, 0, 1, 0])


def test_a_word_said_twice_in_a_query_counts_once(index: LexicalIndex) -> None:
    once, twice = index.score("green kettle"), index.score("green green kettle")
    assert once.bm25.tolist() == twice.bm25.tolist()


def test_an_unknown_word_takes_from_the_coverage(index: LexicalIndex) -> None:
    known, unknown = index.score("green"), index.score("green elephants")
    assert 0 < unknown.coverage[0] < known.coverage[0] == pytest.approx(1)


@pytest.mark.parametrize("query", ["", "what is it?", "elephants", "?!"])
def test_a_query_without_known_words_matches_nothing(index: LexicalIndex, query: str) -> None:
    scores = index.score(query)
    assert not scores.bm25.any()
    assert not scores.coverage.any()


def test_a_rare_word_weighs_more_and_an_unseen_one_most(index: LexicalIndex) -> None:
    assert index.idf(stem("elephant")) > index.idf(stem("kettle")) > index.idf(stem("tea")) > 0
    assert index.knows("tea")
    assert not index.knows("elephant")


@pytest.mark.parametrize("texts", [TEXTS, (), ("", ""), ("čaj 北京",)])
def test_what_is_read_scores_as_what_was_written(texts: tuple[str, ...]) -> None:
    index, file = LexicalIndex.of(texts), io.BytesIO()
    np.savez(file, **index.as_arrays())
    file.seek(0)
    with np.load(file, allow_pickle=False) as arrays:
        read = LexicalIndex.from_arrays(arrays)
    for query in ("black tea", "čaj", "北京", ""):
        assert read.score(query).bm25.tolist() == index.score(query).bm25.tolist()
        assert read.score(query).coverage.tolist() == index.score(query).coverage.tolist()


WORDS = st.lists(st.sampled_from("tea kettle green black water is the".split())).map(" ".join)


@given(st.lists(WORDS, max_size=5), WORDS)
def test_scores_are_shares(texts: list[str], query: str) -> None:
    scores = LexicalIndex.of(texts).score(query)
    for array in (scores.bm25, scores.coverage):
        assert array.shape == (len(texts),)
        assert ((array >= 0) & (array <= 1 + 1e-6)).all()
