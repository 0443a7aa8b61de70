"""Linear models that start from what is known and learn the rest from little data.

Both fits are maximum a posteriori: the weights have a Gaussian prior around `prior`, so ten
examples move them a little and ten thousand decide them.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]


def sigmoid(scores: Array) -> Array:
    """Return the logistic function of scores, safe for large ones."""
    return np.asarray(0.5 * (1 + np.tanh(0.5 * scores)))


def fit_logistic(
    features: Array, labels: Array, *, prior: Array, strength: float, weights: Array | None = None
) -> Array:
    """Fit a logistic regression.

    Args:
        features: *Shape:* (n_examples, n_features); give a column of ones for an intercept.
        labels: 0 or 1. *Shape:* (n_examples,)
        prior: the weights before any example. *Shape:* (n_features,)
        strength: how many examples' worth the prior weighs.
        weights: each example's weight; all one where left out. *Shape:* (n_examples,)

    Returns:
        The fitted weights. *Shape:* (n_features,)
    """
    if not len(features):
        return prior
    signs = 2 * labels - 1
    weights = np.ones(len(labels)) if weights is None else weights

    def loss(candidate: Array) -> tuple[float, Array]:
        margins = signs * (features @ candidate)
        away = candidate - prior
        value = weights @ np.logaddexp(0, -margins) + 0.5 * strength * away @ away
        gradient = -features.T @ (weights * signs * sigmoid(-margins)) + strength * away
        return float(value), gradient

    return _minimise(loss, prior)


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
