"""What the gate learns from: signals of best candidates, and whether they were right."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from knowledge.search.linear import Array


@dataclass(frozen=True)
class Examples:
    """Judged questions; the arrays are aligned.

    Attributes:
        signals: in the order of `SIGNALS`. *Shape:* (n_examples, n_signals)
        right: 1 where the best candidate was right, else 0. *Shape:* (n_examples,)
        weights: how much each counts. *Shape:* (n_examples,)
        answerable: whether the knowledge holds an answer. *Shape:* (n_examples,)
    """

    signals: Array
    right: Array
    weights: Array
    answerable: NDArray[np.bool_]

    def some(self, which: NDArray[np.bool_]) -> Examples:
        """Return some of the examples. *Shape of `which`:* (n_examples,)."""
        return Examples(
            self.signals[which], self.right[which], self.weights[which], self.answerable[which]
        )

    def weighed(self, out_of_scope_share: float) -> Examples:
        """Return the examples so that those without an answer have the stated share of weight."""
        inside, outside = self.weights[self.answerable].sum(), self.weights[~self.answerable].sum()
        if not inside or not outside:
            return self
        scale = out_of_scope_share / (1 - out_of_scope_share) * inside / outside
        return replace(self, weights=np.where(self.answerable, 1.0, scale) * self.weights)

    def joined(self, others: Examples, *, total: float) -> Examples:
        """Return these examples with others behind them.

        Args:
            others: of other knowledges.
            total: what the others weigh together, as a share of these; all where there are none.
        """
        if not len(self.right):
            return others
        scale = total * self.weights.sum() / max(others.weights.sum(), 1e-9)
        return Examples(
            np.concatenate([self.signals, others.signals]),
            np.concatenate([self.right, others.right]),
            np.concatenate([self.weights, scale * others.weights]),
            np.concatenate([self.answerable, others.answerable]),
        )
