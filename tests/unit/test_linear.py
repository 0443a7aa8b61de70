"""A linear ranker that starts from what is known."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.search.linear import fit_ranking, sigmoid

PRIOR = np.array([0.5, -0.5])


@given(st.floats(-1e6, 1e6))
def test_the_sigmoid_is_a_probability_and_symmetric(score: float) -> None:
    up, down = sigmoid(np.array([score, -score]))
    assert 0 <= up <= 1
    assert up + down == pytest.approx(1)


def test_without_examples_the_prior_stands() -> None:
    assert fit_ranking([], prior=PRIOR, strength=1.0).tolist() == PRIOR.tolist()


def test_a_strong_prior_resists() -> None:
    groups = [(np.eye(2), np.array([False, True]))] * 50
    free = fit_ranking(groups, prior=PRIOR, strength=0.01)
    held = fit_ranking(groups, prior=PRIOR, strength=1e6)
    assert free[1] > free[0] + 2
    assert held == pytest.approx(PRIOR, abs=1e-3)


def test_a_ranking_puts_the_right_candidate_first() -> None:
    candidates = np.array([[0.9, 0.0], [0.8, 1.0], [0.7, 0.0]])  # the second feature tells
    right = np.array([False, True, False])
    fitted = fit_ranking([(candidates, right)] * 20, prior=np.array([1.0, 0.0]), strength=0.1)
    assert int((candidates @ fitted).argmax()) == 1


@pytest.mark.parametrize("right", [[False, False], [True, True]])
def test_a_query_that_teaches_nothing_is_skipped(right: list[bool]) -> None:
    group = (np.eye(2), np.array(right))
    assert fit_ranking([group], prior=PRIOR, strength=1.0).tolist() == PRIOR.tolist()
