"""What sort of passage answers what sort of question."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from knowledge.bundle import Bundle
from knowledge.search.prior import PRIOR_FILE, prior
from knowledge.search.sorts import PassageSorts, Sorts, gists
from knowledge.views import views_of
from tests import tea
from tests.fakes import StemEncoder

DURATION, PERSON = np.eye(4, dtype=np.float32)[:2]
HOW_LONG, WHO = np.eye(4, dtype=np.float32)[2:]


@pytest.fixture
def sorts() -> Sorts:
    """Questions for a duration and for a person; the latter seldom have an answer."""
    asks, tells = np.zeros((2, 4, 3), np.float32)
    asks[2, 0] = asks[3, 1] = tells[0, 0] = tells[1, 1] = 1
    asks[3, 2], tells[0, 2] = -2, 0.25
    return Sorts("stem-encoder", asks, tells)


def test_a_passage_fits_a_question_of_its_sort(sorts: Sorts) -> None:
    told = sorts.of_passages(np.stack([DURATION, PERSON]))
    assert told.fits(HOW_LONG).tolist() == [1.25, 0]
    assert told.fits(WHO).tolist() == [0.25, 1]


def test_some_sorts_of_questions_seldom_have_an_answer(sorts: Sorts) -> None:
    told = sorts.of_passages(np.stack([DURATION]))
    assert told.answerable(WHO) < told.answerable(HOW_LONG)


def test_new_passages_stand_behind_those_that_are_kept(sorts: Sorts) -> None:
    before = sorts.of_passages(np.stack([DURATION, PERSON]))
    now = before.extended(np.array([1]), DURATION[None])
    assert now.told.tolist() == sorts.of_passages(np.stack([PERSON, DURATION])).told.tolist()


def test_what_is_stored_is_read(sorts: Sorts) -> None:
    told = sorts.of_passages(np.stack([DURATION, PERSON]))
    again = PassageSorts.from_arrays(told.as_arrays())
    assert again.sorts.encoder == "stem-encoder"
    assert again.fits(WHO).tolist() == told.fits(WHO).tolist()


def test_a_gist_is_the_passage_under_its_heading_or_question() -> None:
    passages = tea.passages()
    found = gists(passages, views_of(passages))
    assert len(found) == len(passages)
    for passage, gist in zip(passages, found, strict=True):
        over = passage.key if passage.kind == "pair" else "".join(passage.path[-1:])
        assert over in gist


def test_a_bundle_keeps_them(tmp_path: Path, sorts: Sorts) -> None:
    passages = tea.passages()
    folder = tea.write(tmp_path, passages)
    assert Bundle(folder).sorts is None
    told = sorts.of_passages(np.zeros((len(passages), 4), np.float32))
    np.savez(folder / "sorts.npz", **told.as_arrays())
    found = Bundle(folder).sorts
    assert found is not None
    assert found.told.shape == (len(passages), 3)


def test_those_that_ship_are_of_the_encoder_that_ships_and_small() -> None:
    shipped = prior().sorts
    assert shipped is not None
    assert shipped.asks.shape == shipped.tells.shape
    assert np.isfinite(shipped.asks).all()
    assert np.isfinite(shipped.tells).all()
    assert PRIOR_FILE.stat().st_size < 1_000_000
    assert shipped.encoder != StemEncoder().id
