"""Intents from vectors, by one linear model."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

Vectors = NDArray[np.float32]
FILE = "intents.npz"


@dataclass(frozen=True)
class Scored:
    """An intent and its probability."""

    name: str
    confidence: float


@dataclass(frozen=True)
class LinearIntents:
    """A multinomial logistic regression, fitted.

    Attributes:
        names: the intents. *Shape:* (n_intents,)
        weights: *Shape:* (n_intents, n_dims)
        bias: *Shape:* (n_intents,)
    """

    names: tuple[str, ...]
    weights: NDArray[np.float64]
    bias: NDArray[np.float64]

    @classmethod
    def fit(
        cls, vectors: Vectors, names: Sequence[str], *, c: float, max_iterations: int
    ) -> LinearIntents:
        """Fit the model; every intent weighs the same, however many examples it has.

        Args:
            vectors: *Shape:* (n_examples, n_dims)
            names: each example's intent, at least two different ones.
            c: the inverse of the regularisation's strength.
            max_iterations: of the solver.

        Raises:
            ValueError: when the examples name fewer than two intents.
        """
        from sklearn.linear_model import LogisticRegression

        if len(set(names)) < 2:
            raise ValueError(
                f"The examples must name at least two intents. Got {sorted(set(names))}; "
                "add examples to bot/data/nlu.yml."
            )
        model = LogisticRegression(
            C=c, class_weight="balanced", max_iter=max_iterations, multi_class="multinomial"
        )
        model.fit(vectors, list(names))
        weights, bias = model.coef_, model.intercept_
        if len(model.classes_) == 2:  # scikit-learn keeps one row for two classes
            weights, bias = np.vstack([-weights, weights]), np.concatenate([-bias, bias])
        return cls(tuple(str(name) for name in model.classes_), weights, bias)

    def rank(self, vector: Vectors) -> tuple[Scored, ...]:
        """Return all intents, the most probable first.

        Args:
            vector: *Shape:* (n_dims,)
        """
        scores = self.weights @ vector + self.bias
        shares = np.exp(scores - scores.max())
        shares /= shares.sum()
        order = np.argsort(-shares, kind="stable")
        return tuple(Scored(self.names[place], float(shares[place])) for place in order)

    def save(self, folder: Path) -> None:
        """Write the model into a folder."""
        np.savez(folder / FILE, names=np.array(self.names), weights=self.weights, bias=self.bias)

    @classmethod
    def load(cls, folder: Path) -> LinearIntents:
        """Return the model that `save` wrote. Nothing in the file is run."""
        with np.load(folder / FILE, allow_pickle=False) as stored:
            names = tuple(str(name) for name in stored["names"])
            return cls(names, stored["weights"], stored["bias"])


def settle(
    ranking: Sequence[Scored], *, default: str, min_confidence: float, min_lead: float
) -> Scored:
    """Return the first intent if it is sure enough, else the default.

    Args:
        ranking: the most probable first.
        default: the intent of whatever is unclear.
        min_confidence: what the first must reach.
        min_lead: how far it must be ahead of the default.
    """
    first = ranking[0]
    fallback = next((one for one in ranking if one.name == default), Scored(default, 0.0))
    clear = first.confidence >= min_confidence
    return first if clear and first.confidence - fallback.confidence >= min_lead else fallback
