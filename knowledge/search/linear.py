"""A linear ranker that starts from what is known and learns the rest from little data.

The fit is maximum a posteriori: the weights have a Gaussian prior around `prior`, so ten examples
move them a little and ten thousand decide them.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]


def sigmoid(scores: Array) -> Array:
    """Return the logistic function of scores, safe for large ones."""
    return np.asarray(0.5 * (1 + np.tanh(0.5 * scores)))


def fit_ranking(
    groups: Sequence[tuple[Array, NDArray[np.bool_]]], *, prior: Array, strength: float
) -> Array:
    """Fit weights under which each query's right candidates score above its wrong ones.

    The loss is the negative log of the right candidates' share of the softmax over all candidates
    of the query (ListNet's top-one probability, Cao et al. 2007).

    Args:
        groups: for each query its candidates' features, *Shape:* (n_candidates, n_features), and
            which of them are right, *Shape:* (n_candidates,); queries without one are skipped.
        prior: the weights before any query. *Shape:* (n_features,)
        strength: how many queries' worth the prior weighs.

    Returns:
        The fitted weights. *Shape:* (n_features,)
    """
    useful = [(features, right) for features, right in groups if right.any() and not right.all()]
    if not useful:
        return prior

    def loss(candidate: Array) -> tuple[float, Array]:
        away = candidate - prior
        value = 0.5 * strength * float(away @ away)
        gradient = strength * away
        for features, right in useful:
            share = _softmax(features @ candidate)
            hit = max(float(share[right].sum()), 1e-12)
            value -= float(np.log(hit))
            gradient = gradient + features.T @ (share - np.where(right, share / hit, 0.0))
        return value, gradient

    return _minimise(loss, prior)


def _softmax(scores: Array) -> Array:
    raised = np.exp(scores - scores.max())
    return np.asarray(raised / raised.sum())


def _minimise(loss: object, start: Array) -> Array:
    from scipy.optimize import minimize  # training only

    found = minimize(loss, start, jac=True, method="L-BFGS-B", options={"maxiter": 500})
    return np.asarray(found.x)
