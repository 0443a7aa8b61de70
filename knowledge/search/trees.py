"""Boosted decision trees: fitted by scikit-learn, kept as plain arrays, read with NumPy alone.

Gradient boosting on the logistic loss (Friedman, "Greedy Function Approximation", 2001). Signals
that can only speak for, or only against, are held to that: little data cannot teach the opposite.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from knowledge.search.linear import Array, sigmoid

N_TREES = 150
LEARNING_RATE = 0.05
MAX_LEAVES = 8
MIN_IN_LEAF = 25
L2 = 2.0
SEED = 5


@dataclass(frozen=True)
class Trees:
    """A sum of trees, one row of each array a tree; a leaf points at itself.

    Attributes:
        start: the log odds before the first tree.
        signals: which signal a node looks at. *Shape:* (n_trees, n_nodes)
        thresholds: up to here the left child is next. *Shape:* (n_trees, n_nodes)
        left: *Shape:* (n_trees, n_nodes)
        right: *Shape:* (n_trees, n_nodes)
        values: what a leaf adds to the log odds. *Shape:* (n_trees, n_nodes)
        depth: steps from a root to the deepest leaf.
    """

    start: float
    signals: NDArray[np.int64]
    thresholds: Array
    left: NDArray[np.int64]
    right: NDArray[np.int64]
    values: Array
    depth: int

    @classmethod
    def fit(
        cls, signals: Array, right: Array, weights: Array, *, directions: Sequence[int]
    ) -> Trees:
        """Fit trees to examples.

        Args:
            signals: *Shape:* (n_examples, n_signals)
            right: 0 or 1. *Shape:* (n_examples,)
            weights: how much each example counts. *Shape:* (n_examples,)
            directions: 1 for a signal that can only speak for, -1 only against, 0 for either.
        """
        from sklearn.ensemble import HistGradientBoostingClassifier  # training only
        from threadpoolctl import threadpool_limits

        if len(set(right.tolist())) < 2:
            return cls._constant(float(right[0]) if len(right) else 0.0)
        model = HistGradientBoostingClassifier(
            max_iter=N_TREES,
            learning_rate=LEARNING_RATE,
            max_leaf_nodes=MAX_LEAVES,
            min_samples_leaf=MIN_IN_LEAF,
            l2_regularization=L2,
            monotonic_cst=list(directions),
            early_stopping=False,
            random_state=SEED,
        )
        with threadpool_limits(1, "openmp"):  # so little work only waits for a second thread
            model.fit(signals, right, sample_weight=weights)
        return cls._of(
            [row[0].nodes for row in model._predictors], float(model._baseline_prediction)
        )

    @classmethod
    def _of(cls, trees: Sequence[Any], start: float) -> Trees:
        width = max(len(nodes) for nodes in trees)
        itself = np.arange(width)
        rows: dict[str, list[Any]] = {name: [] for name in ("s", "t", "l", "r", "v")}
        for nodes in trees:
            n, is_leaf = len(nodes), nodes["is_leaf"].astype(bool)
            rows["s"].append(_padded(np.where(is_leaf, 0, nodes["feature_idx"]), width))
            rows["t"].append(_padded(np.where(is_leaf, 0, nodes["num_threshold"]), width))
            rows["l"].append(np.append(np.where(is_leaf, itself[:n], nodes["left"]), itself[n:]))
            rows["r"].append(np.append(np.where(is_leaf, itself[:n], nodes["right"]), itself[n:]))
            rows["v"].append(_padded(np.where(is_leaf, nodes["value"], 0), width))
        depth = max(int(nodes["depth"].max()) for nodes in trees)
        found = [np.stack(rows[name]) for name in ("s", "t", "l", "r", "v")]
        return cls(
            start,
            found[0].astype(np.int64),
            found[1].astype(np.float64),
            found[2].astype(np.int64),
            found[3].astype(np.int64),
            found[4].astype(np.float64),
            depth,
        )

    @classmethod
    def _constant(cls, right: float) -> Trees:
        """Say the same of everything: there was only one kind of example."""
        nowhere, nothing = np.zeros((1, 1), np.int64), np.zeros((1, 1))
        return cls(4.0 if right else -4.0, nowhere, nothing, nowhere, nowhere, nothing, 0)

    def probability(self, signals: Array) -> float:
        """Return the probability that goes with signals. *Shape:* (n_signals,)."""
        return float(self.probabilities(signals[None, :])[0])

    def probabilities(self, signals: Array) -> Array:
        """Return the probability of each row of signals. *Shape:* (n_rows,).

        Args:
            signals: *Shape:* (n_rows, n_signals)
        """
        every, rows = np.arange(len(self.signals)), np.arange(len(signals))[:, None]
        at = np.zeros((len(signals), len(every)), np.int64)
        for _ in range(self.depth):
            goes_left = signals[rows, self.signals[every, at]] <= self.thresholds[every, at]
            at = np.where(goes_left, self.left[every, at], self.right[every, at])
        return sigmoid(self.start + self.values[every, at].sum(axis=1))

    def as_dict(self) -> dict[str, Any]:
        """Return plain JSON."""
        return {
            "start": self.start,
            "depth": self.depth,
            "signals": self.signals.tolist(),
            "thresholds": self.thresholds.round(6).tolist(),
            "left": self.left.tolist(),
            "right": self.right.tolist(),
            "values": self.values.round(6).tolist(),
        }

    @classmethod
    def from_dict(cls, stored: dict[str, Any]) -> Trees:
        """Return the trees that `as_dict` described."""
        return cls(
            stored["start"],
            np.array(stored["signals"], np.int64),
            np.array(stored["thresholds"], np.float64),
            np.array(stored["left"], np.int64),
            np.array(stored["right"], np.int64),
            np.array(stored["values"], np.float64),
            stored["depth"],
        )


def _padded(row: Array, width: int) -> Array:
    return np.append(row, np.zeros(width - len(row)))
