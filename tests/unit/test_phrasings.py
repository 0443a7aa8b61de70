"""Which pair a question is a phrasing of."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from knowledge.search.encoder import Vectors
from knowledge.search.phrasings import PhrasingClassifier

N_PAIRS, N_EACH, N_DIMS = 12, 8, 24


def made_up(seed: int = 0, n_layers: int = 2) -> tuple[Vectors, NDArray[np.int64]]:
    """Phrasings around a centre for each pair, which stand at the passages 5, 6, 7, ..."""
    chance = np.random.default_rng(seed)
    owners = np.repeat(np.arange(N_PAIRS), N_EACH) + 5
    centres = np.random.default_rng(1).normal(size=(N_PAIRS, n_layers, N_DIMS))
    layers = centres[owners - 5] + 0.6 * chance.normal(size=(len(owners), n_layers, N_DIMS))
    layers /= np.linalg.norm(layers, axis=2, keepdims=True)
    return layers.reshape(len(owners), -1).astype(np.float32), owners


@pytest.fixture(scope="module")
def learnt() -> PhrasingClassifier:
    return PhrasingClassifier.fit(*made_up(), n_dims=N_DIMS)


def best(learnt: PhrasingClassifier, scores: Vectors) -> int:
    return int(learnt.passages[scores.argmax()])


def test_phrasings_that_were_not_taught_find_their_pair(learnt: PhrasingClassifier) -> None:
    embeddings, owners = made_up(seed=2)
    found = [best(learnt, learnt.scores(embedding)) for embedding in embeddings]
    assert np.mean(found == owners) > 0.95


def test_what_is_far_from_all_phrasings_scores_low(learnt: PhrasingClassifier) -> None:
    strange = np.random.default_rng(9).normal(size=(50, 2 * N_DIMS)).astype(np.float32)
    inside = [learnt.scores(embedding).max() for embedding in made_up(seed=2)[0]]
    outside = [learnt.scores(embedding).max() for embedding in strange]
    assert np.median(outside) < 0.5 * np.median(inside)


@pytest.mark.parametrize("left_out", [0, 17, 95])
def test_a_phrasing_left_out_scores_as_if_it_had_not_been_taught(left_out: int) -> None:
    embeddings, owners = made_up()
    whole = PhrasingClassifier.fit(embeddings, owners, n_dims=N_DIMS)
    told = whole.scores_untaught(embeddings[left_out], left_out, int(owners[left_out]))
    others = np.arange(len(owners)) != left_out
    without = PhrasingClassifier.fit(embeddings[others], owners[others], n_dims=N_DIMS)
    assert without.shape == whole.shape
    # The means of the layers move a little with each phrasing; the rest is exact.
    np.testing.assert_allclose(told, without.scores(embeddings[left_out]), atol=0.05)
    assert abs(told - whole.scores(embeddings[left_out])).max() > 0.05


def test_the_classifier_is_read_as_it_was_written(learnt: PhrasingClassifier) -> None:
    again = PhrasingClassifier.from_arrays(learnt.as_arrays())
    embedding = made_up()[0][3]
    np.testing.assert_allclose(again.scores(embedding), learnt.scores(embedding), atol=5e-3)
    assert again.shape == learnt.shape


def test_pairs_that_are_gone_have_no_score(learnt: PhrasingClassifier) -> None:
    places = np.full(30, -1)
    places[[6, 9]] = [0, 1]
    moved = learnt.moved(places, leverages=np.zeros(2, np.float32))
    assert moved.passages.tolist() == [0, 1]
    assert moved.scores(made_up()[0][0]).shape == (2,)


def test_a_pair_that_is_added_is_found_and_the_others_still_are() -> None:
    embeddings, owners = made_up()
    new = int(owners.max())
    old = owners != new
    before = PhrasingClassifier.fit(embeddings[old], owners[old], n_dims=N_DIMS)
    leverages = np.append(before.leverages, np.zeros(N_EACH, np.float32))
    after = before.with_pairs([new], embeddings, owners, leverages=leverages)
    asked, wanted = made_up(seed=2)
    found = [best(after, after.scores(embedding)) for embedding in asked]
    assert np.mean(found == wanted) > 0.95
    of_new = [after.scores(embedding)[-1] for embedding in asked[wanted == new]]
    of_old = [after.scores(embedding).max() for embedding in asked[wanted != new]]
    assert np.median(of_new) > 0.5 * np.median(of_old)
    assert PhrasingClassifier.from_arrays(after.as_arrays()).passages.tolist()[-1] == new
