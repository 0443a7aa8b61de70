"""Linear models that start from what is known."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.search.linear import fit_logistic, fit_ranking, sigmoid

PRIOR = np.array([0.5, -0.5])


@given(st.floats(-1e6, 1e6))
def test_the_sigmoid_is_a_probability_and_symmetric(score: float) -> None:
    up, down = sigmoid(np.array([score, -score]))
    assert 0 <= up <= 1
    assert up + down == pytest.approx(1)


def test_without_examples_the_prior_stands() -> None:
    none = np.zeros((0, 2))
    fitted = fit_logistic(none, np.zeros(0), prior=PRIOR, strength=1.0)
    assert fitted.tolist() == PRIOR.tolist()
    assert fit_ranking([], prior=PRIOR, strength=1.0).tolist() == PRIOR.tolist()


def test_many_examples_decide_and_a_strong_prior_resists() -> None:
    features = np.array([[1.0, x] for x in (-1, -1, 1, 1)] * 25)
    labels = (features[:, 1] > 0).astype(float)
    free = fit_logistic(features, labels, prior=PRIOR, strength=0.01)
    held = fit_logistic(features, labels, prior=PRIOR, strength=1e6)
    assert free[1] > 2
    assert held == pytest.approx(PRIOR, abs=1e-3)
    assert ((sigmoid(features @ free) > 0.5) == labels.astype(bool)).all()


def test_the_fit_is_calibrated() -> None:
    features = np.ones((100, 1))
    labels = np.array([1.0] * 80 + [0.0] * 20)
    fitted = fit_logistic(features, labels, prior=np.zeros(1), strength=1e-6)
    assert float(sigmoid(fitted)[0]) == pytest.approx(0.8, abs=1e-3)


def test_an_example_of_double_weight_counts_as_two() -> None:
    features = np.array([[1.0, 0.0], [1.0, 1.0], [1.0, 0.3]])
    labels = np.array([0.0, 1.0, 1.0])
    doubled = fit_logistic(
        features, labels, prior=PRIOR, strength=1.0, weights=np.array([1.0, 2.0, 1.0])
    )
    twice = fit_logistic(features[[0, 1, 1, 2]], labels[[0, 1, 1, 2]], prior=PRIOR, strength=1.0)
    assert doubled == pytest.approx(twice, abs=1e-4)


def test_a_ranking_puts_the_right_candidate_first() -> None:
    candidates = np.array([[0.9, 0.0], [0.8, 1.0], [0.7, 0.0]])  # the second feature tells
    right = np.array([False, True, False])
    fitted = fit_ranking([(candidates, right)] * 20, prior=np.array([1.0, 0.0]), strength=0.1)
    assert int((candidates @ fitted).argmax()) == 1


@pytest.mark.parametrize("right", [[False, False], [True, True]])
def test_a_query_that_teaches_nothing_is_skipped(right: list[bool]) -> None:
    group = (np.eye(2), np.array(right))
    assert fit_ranking([group], prior=PRIOR, strength=1.0).tolist() == PRIOR.tolist()
