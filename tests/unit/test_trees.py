"""Boosted trees: what scikit-learn fits is what NumPy reads."""

from __future__ import annotations

import itertools
import json

import numpy as np
import pytest

from knowledge.search.linear import Array
from knowledge.search.trees import Trees


@pytest.fixture(scope="module")
def examples() -> tuple[Array, Array]:
    chance = np.random.default_rng(0)
    signals = chance.normal(size=(600, 3))
    right = (signals[:, 0] * signals[:, 1] + 0.3 * chance.normal(size=600) > 0).astype(float)
    return signals, right


@pytest.fixture(scope="module")
def trees(examples: tuple[Array, Array]) -> Trees:
    signals, right = examples
    return Trees.fit(signals, right, np.ones(len(right)), directions=(0, 0, 0))


def test_what_two_signals_say_together_is_learnt(
    trees: Trees, examples: tuple[Array, Array]
) -> None:
    signals, right = examples
    told = trees.probabilities(signals)
    assert ((told > 0.5) == right).mean() > 0.8
    assert trees.probability(signals[3]) == pytest.approx(told[3])


def test_the_trees_are_read_as_the_library_reads_them(examples: tuple[Array, Array]) -> None:
    from sklearn.ensemble import HistGradientBoostingClassifier

    from knowledge.search import trees as ours

    signals, right = examples
    model = HistGradientBoostingClassifier(
        max_iter=ours.N_TREES,
        learning_rate=ours.LEARNING_RATE,
        max_leaf_nodes=ours.MAX_LEAVES,
        min_samples_leaf=ours.MIN_IN_LEAF,
        l2_regularization=ours.L2,
        early_stopping=False,
        random_state=ours.SEED,
    ).fit(signals, right)
    found = Trees.fit(signals, right, np.ones(len(right)), directions=(0, 0, 0))
    told = found.probabilities(signals[:50])
    np.testing.assert_allclose(told, model.predict_proba(signals[:50])[:, 1], atol=1e-6)


def test_a_signal_that_can_only_speak_for_is_held_to_it() -> None:
    signals = np.linspace(0, 1, 200)[:, None]
    against = (signals[:, 0] < 0.5).astype(float)
    held = Trees.fit(signals, against, np.ones(200), directions=(1,))
    told = held.probabilities(signals).tolist()
    assert all(a <= b + 1e-9 for a, b in itertools.pairwise(told))


def test_the_trees_are_plain_json(trees: Trees, examples: tuple[Array, Array]) -> None:
    again = Trees.from_dict(json.loads(json.dumps(trees.as_dict())))
    for row in examples[0][:20]:
        assert again.probability(row) == pytest.approx(trees.probability(row), abs=1e-3)


@pytest.mark.parametrize("right", [0.0, 1.0])
def test_examples_of_one_kind_are_enough(right: float) -> None:
    trees = Trees.fit(np.ones((9, 2)), np.full(9, right), np.ones(9), directions=(0, 0))
    assert (trees.probability(np.ones(2)) > 0.5) == bool(right)
