"""What answering more costs: coverage and wrong rate at every threshold."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from bot.judged import Judged

if TYPE_CHECKING:
    from knowledge.bundle import Bundle


@dataclass(frozen=True)
class Limits:
    """What the release decides by.

    Attributes:
        answer_at: the probability from which on it answers.
        ask_at: the one from which on it asks back.
        max_wrong_rate: the share of given answers that may be wrong, as the maintainer stated it;
            None where the release does not say.
    """

    answer_at: float
    ask_at: float
    max_wrong_rate: float | None

    @classmethod
    def of(cls, bundle: Bundle) -> Limits:
        """Return the thresholds of a bundle and the risk that it was trained for."""
        thresholds = bundle.model.gate.thresholds
        stated = bundle.manifest.get("settings", {}).get("max_wrong_rate")
        return cls(thresholds.answer_at, thresholds.ask_at, stated)


@dataclass(frozen=True)
class RiskPoint:
    """What a threshold would have given.

    Attributes:
        threshold: answers from this probability on.
        coverage: the share of the questions with an answer that it would have answered.
        wrong_rate: the share of wrong ones in all that it would have answered.
    """

    threshold: float
    coverage: float
    wrong_rate: float


def risk_curve(judged: Sequence[Judged]) -> tuple[RiskPoint, ...]:
    """Return a point for each probability that occurs, the highest first.

    Without a question that has an answer there is no coverage, and so no curve.
    """
    rows = sorted((row for row in judged if row.searched), key=lambda row: -row.probability)
    n_inside = sum(row.in_scope for row in rows)
    if not n_inside:
        return ()
    probabilities = np.array([row.probability for row in rows])
    wrong = np.cumsum([not row.right for row in rows]) / np.arange(1, len(rows) + 1)
    inside = np.cumsum([row.in_scope for row in rows]) / n_inside
    last_of_equals = np.flatnonzero(np.append(probabilities[1:] != probabilities[:-1], True))
    return tuple(
        RiskPoint(float(probabilities[at]), float(inside[at]), float(wrong[at]))
        for at in last_of_equals
    )


def widest_within(curve: Sequence[RiskPoint], max_wrong_rate: float) -> RiskPoint | None:
    """Return the point of the most coverage whose wrong rate is within the stated one."""
    within = [point for point in curve if point.wrong_rate <= max_wrong_rate]
    return max(within, key=lambda point: point.coverage, default=None)


def thinned(curve: Sequence[RiskPoint], n: int) -> tuple[RiskPoint, ...]:
    """Return at most `n` points of a curve, first and last among them."""
    if len(curve) <= n:
        return tuple(curve)
    places = np.unique(np.linspace(0, len(curve) - 1, n).astype(int))
    return tuple(curve[place] for place in places)
