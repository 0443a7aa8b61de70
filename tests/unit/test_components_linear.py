"""The intent model: fitted, kept, loaded, ranked."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from bot.components.linear import FILE, LinearIntents, Scored, settle
from tests.fakes import StemEncoder

EXAMPLES = {
    "greet": ["hello there", "hi friend", "good morning", "hello friend"],
    "bye": ["goodbye now", "see you later", "bye friend", "goodbye friend"],
    "ask": ["what is a database", "what is an index", "what does a server do", "what is it"],
}


@pytest.fixture(scope="module")
def model() -> LinearIntents:
    encoder = StemEncoder()
    texts = [(text, name) for name, texts in EXAMPLES.items() for text in texts]
    vectors = np.stack([encoder.encode(text) for text, _ in texts])
    return LinearIntents.fit(vectors, [name for _, name in texts], c=30.0, max_iterations=200)


def test_it_ranks_all_intents_by_probability(model: LinearIntents) -> None:
    ranking = model.rank(StemEncoder().encode("hello good friend"))
    assert ranking[0].name == "greet"
    assert {one.name for one in ranking} == set(EXAMPLES)
    assert sum(one.confidence for one in ranking) == pytest.approx(1.0)
    assert list(ranking) == sorted(ranking, key=lambda one: -one.confidence)


def test_what_is_loaded_ranks_as_what_was_saved(model: LinearIntents, tmp_path: Path) -> None:
    model.save(tmp_path)
    vector = StemEncoder().encode("what is this")
    assert LinearIntents.load(tmp_path).rank(vector) == model.rank(vector)


def test_the_file_holds_no_code(model: LinearIntents, tmp_path: Path) -> None:
    model.save(tmp_path)
    with np.load(tmp_path / FILE, allow_pickle=False) as stored:
        assert sorted(stored) == ["bias", "names", "weights"]


def test_two_intents_are_told_apart_as_well() -> None:
    encoder = StemEncoder()
    texts = ["yes", "yes please", "no", "no thanks"]
    vectors = np.stack([encoder.encode(text) for text in texts])
    names = ["affirm", "affirm", "deny", "deny"]
    model = LinearIntents.fit(vectors, names, c=30.0, max_iterations=200)
    assert model.rank(encoder.encode("yes"))[0].name == "affirm"
    assert model.rank(encoder.encode("no"))[0].name == "deny"


def test_one_intent_is_not_enough() -> None:
    with pytest.raises(ValueError, match=r"at least two intents\. Got \['ask'\]"):
        LinearIntents.fit(np.eye(2, dtype=np.float32), ["ask", "ask"], c=1.0, max_iterations=10)


@pytest.mark.parametrize(
    ("ranking", "expected"),
    [
        ([Scored("greet", 0.9), Scored("ask", 0.05)], "greet"),
        ([Scored("greet", 0.35), Scored("ask", 0.1)], "ask"),  # unsure
        ([Scored("greet", 0.5), Scored("ask", 0.45)], "ask"),  # not clearly ahead
        ([Scored("ask", 0.3), Scored("greet", 0.2)], "ask"),
        ([Scored("greet", 0.39)], "ask"),
    ],
)
def test_what_is_unclear_is_taken_for_a_question(ranking: list[Scored], expected: str) -> None:
    settled = settle(ranking, default="ask", min_confidence=0.4, min_lead=0.15)
    assert settled.name == expected
