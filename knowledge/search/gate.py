"""Knowing that it does not know: from a ranking to one calibrated probability, then to an outcome.

    ranking -> what speaks for and against its best -> probability that it is right
            -> answer where it reaches `answer_at`, ask back where it reaches `ask_at`, else refuse

The thresholds are not set by feel: a maintainer states the risk, the share of given answers that
may be wrong, and `Thresholds.for_risk` chooses them on questions whose answer is known.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from knowledge.errors import SettingError
from knowledge.finding import Outcome
from knowledge.search.linear import Array, sigmoid

SIGNALS = (
    "intercept",
    "score",  # of the best, by the ranker
    "margin",  # to the best of another answer
    "dense",
    "dense_question",
    "neighbours",
    "bm25",
    "coverage",
    "about",
    "unknown",  # share of the query's content words, by rarity, that the knowledge never uses
    "lacks_fact",  # the best holds no fact of the sort that is asked for
    "foreign",  # names in the query that the knowledge never uses, at most two
    "outside",  # best cosine to a known out-of-scope question less the best cosine inside
    "n_words",  # content words, at most four: a bare word is hard to judge
    "is_pair",
)
MAX_WORDS = 4
ASK_SHARE = 0.75  # of the answer's threshold: below, the options are seldom what was meant


@dataclass(frozen=True)
class Thresholds:
    """The probabilities from which on the mentor answers, and asks back.

    Attributes:
        answer_at: at least this probability: answer.
        ask_at: at least this one: ask back with the best options.
    """

    answer_at: float
    ask_at: float

    @classmethod
    def for_risk(
        cls, probabilities: Array, right: Array, *, max_wrong_rate: float, weights: Array
    ) -> Thresholds:
        """Choose the thresholds under which the most is answered within the stated risk.

        Args:
            probabilities: the gate's, of questions not learnt from. *Shape:* (n_questions,)
            right: whether the best candidate was right. *Shape:* (n_questions,)
            max_wrong_rate: the share of given answers that may be wrong, above 0 and below 1.
            weights: how much each question counts. *Shape:* (n_questions,)

        Raises:
            SettingError: when `max_wrong_rate` is out of range.
        """
        if not 0 < max_wrong_rate < 1:
            raise SettingError(
                f"max_wrong_rate must be above 0 and below 1. Got {max_wrong_rate}; set it in "
                "config.yml."
            )
        answer_at = _lowest_within(probabilities, right, weights, max_wrong_rate)
        return cls(answer_at, answer_at * ASK_SHARE)

    def outcome(self, probability: float) -> Outcome:
        """Return what to do with a best candidate of this probability."""
        if probability >= self.answer_at:
            return "answer"
        return "clarify" if probability >= self.ask_at else "refuse"


def _lowest_within(
    probabilities: Array, right: Array, weights: Array, max_wrong_rate: float
) -> float:
    """Return the lowest threshold whose measured wrong rate, a standard error up, is within."""
    order = np.argsort(-probabilities, kind="stable")
    answered = np.cumsum(weights[order])
    wrong = np.cumsum((weights * (1 - right))[order])
    rate = wrong / answered
    n_effective = answered**2 / np.cumsum(weights[order] ** 2)
    error = np.sqrt(np.maximum(rate * (1 - rate), 1e-4) / n_effective)
    ordered = probabilities[order]
    last_of_equals = np.append(ordered[1:] != ordered[:-1], True)
    within = np.flatnonzero((rate + error <= max_wrong_rate) & last_of_equals)
    if not len(within):
        return 1.0
    return float(ordered[within[-1]])


@dataclass(frozen=True)
class Gate:
    """Turns what was measured of a ranking into a probability and an outcome.

    Attributes:
        weights: of a logistic regression over `SIGNALS`. *Shape:* (n_signals,)
        thresholds: where to answer and where to ask back.
    """

    weights: Array
    thresholds: Thresholds

    def probability(self, signals: Array) -> float:
        """Return the probability that the best candidate is right.

        Args:
            signals: *Shape:* (n_signals,), in the order of `SIGNALS`.
        """
        return float(sigmoid(np.asarray(signals @ self.weights)))
