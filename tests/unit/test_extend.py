"""A bundle made from the one before: the same as one that is built as a whole."""

from __future__ import annotations

import numpy as np
import pytest

from knowledge.bundle import FITTED, Bundle
from knowledge.content import Content
from knowledge.extend import MAX_CHANGED, can_extend, extend
from knowledge.home import Home
from knowledge.mentor import Mentor
from knowledge.passages import Passage
from knowledge.search.lexical import LexicalIndex
from knowledge.settings import Settings
from tests import tea
from tests.fakes import StemEncoder

SPILL = tea.pair("How do I remove tea stains?", "Baking soda removes them.", ("stain of tea",))


def content(passages: tuple[Passage, ...], outside: tuple[str, ...] = tea.OUTSIDE) -> Content:
    return Content(passages, outside, (), frozenset())


@pytest.fixture
def before(home: Home) -> Bundle:
    return Bundle(tea.write(home.state, tea.passages()))


def with_spill(*, without: str = "") -> tuple[Passage, ...]:
    kept = [p for p in tea.passages() if p.key != without]
    return (*kept, *tea.passages("", [SPILL]))


def extended(home: Home, before: Bundle, passages: tuple[Passage, ...]) -> Bundle:
    return Bundle(extend(home, before, content(passages), StemEncoder()))


def test_a_taught_pair_is_answered(home: Home, before: Bundle) -> None:
    after = extended(home, before, with_spill())
    mentor = Mentor(after, load_encoder=lambda folder: StemEncoder())
    assert mentor.ask("how do I remove stains of tea?").text == SPILL.answer
    assert mentor.ask("how long does tea keep?").text.startswith("Dry and dark")


@pytest.mark.parametrize("without", ["", "How long does tea keep?", "Green tea"])
def test_it_holds_what_a_whole_build_holds(home: Home, before: Bundle, without: str) -> None:
    passages = with_spill(without=without)
    after, whole = extended(home, before, passages), tea.parts(passages)
    assert after.passages == passages
    assert after.views == whole["views"]
    np.testing.assert_allclose(after.index.vectors(), whole["index"].vectors(), atol=1e-6)
    assert postings(after.lexical) == postings(whole["lexical"])
    np.testing.assert_allclose(after.outside, whole["outside"], atol=1e-6)
    assert after.outside_texts == tea.OUTSIDE
    kept = {name: term.passages for name, term in whole["terms"].terms.items()}
    assert {name: term.passages for name, term in after.terms.terms.items()} == kept


def postings(index: LexicalIndex) -> set[tuple[str, int]]:
    arrays = index.as_arrays()
    words = np.repeat(arrays["words"], np.diff(arrays["ends"], prepend=0))
    return set(zip(words.tolist(), arrays["passages"].tolist(), strict=True))


def test_its_ranker_and_gate_are_those_of_the_bundle_before(home: Home, before: Bundle) -> None:
    after = extended(home, before, with_spill())
    assert after.manifest[FITTED] == before.id
    np.testing.assert_array_equal(after.model.ranker, before.model.ranker)
    again = extended(home, after, with_spill(without="Green tea"))
    assert again.manifest[FITTED] == before.id


def test_an_answered_question_is_out_of_scope_no_longer(home: Home, before: Bundle) -> None:
    outside = tea.OUTSIDE[1:]
    after = Bundle(extend(home, before, content(with_spill(), outside), StemEncoder()))
    assert after.outside_texts == outside
    assert after.outside.shape[0] == len(outside)


def test_what_was_extended_before_is_found(home: Home, before: Bundle) -> None:
    one, two = (extend(home, before, content(with_spill()), StemEncoder()) for _ in range(2))
    assert one == two
    assert len(list((home.state / "bundles").iterdir())) == 2


def test_much_that_is_new_or_other_settings_want_a_whole_training(
    home: Home, before: Bundle
) -> None:
    settings = Settings()
    before.manifest["settings"] = vars(settings)
    few = content(with_spill())
    assert can_extend(before, few, settings)
    assert not can_extend(before, few, Settings(max_wrong_rate=0.2))
    n_many = int(MAX_CHANGED * len(before.passages)) + 11
    pairs = [tea.pair(f"What is tea {n}?", f"Tea number {n}.") for n in range(n_many)]
    many = (*tea.passages(), *tea.passages("", pairs))
    assert not can_extend(before, content(many), settings)
