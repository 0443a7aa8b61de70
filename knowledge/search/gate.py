"""Knowing that it does not know: from a ranking to one calibrated probability, then to an outcome.

    ranking -> what speaks for and against its best -> trees -> probability that it is right
            -> answer where it reaches `answer_at`, ask back where it reaches `ask_at`, else refuse

The thresholds are not set by feel: a maintainer states the risk, the share of given answers that
may be wrong, and `Thresholds.for_risk` chooses them on questions whose answer is known.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from knowledge.errors import SettingError
from knowledge.finding import Outcome
from knowledge.search.linear import Array
from knowledge.search.trees import Trees

# What is read of a ranking; 1 where it can only speak for the best, -1 only against, 0 either.
DIRECTIONS = {
    "margin": 1,  # by how much the ranker puts the best before the best of another answer
    "dense": 1,
    "dense_question": 0,
    "dense_heading": 0,
    "dense_text": 0,
    "neighbours": 1,
    "bm25": 0,
    "coverage": 1,
    "about": 0,
    "key_named": 0,
    "path_named": 0,
    "concept_named": 0,
    "concept_opposed": -1,
    "unknown": -1,  # share of the query's content words, by rarity, that the knowledge never uses
    "lacks_fact": -1,  # the best holds no fact of the sort that is asked for
    "foreign": -1,  # names in the query that the knowledge never uses, at most two
    "outside": -1,  # best cosine to a known out-of-scope question less the best cosine inside
    "n_words": 0,  # content words, at most six: a bare word is hard to judge
    "beside_told": 1,  # 1 where the best stands where the last answer came from, -1 elsewhere
    "told_again": 0,
    "dense_context": 0,
    "fits": 1,
    "answerable": 1,  # how often questions of such a sort have an answer in any knowledge
    "is_pair": 0,
    "is_whole": 0,  # the best is a whole table or list
    "taught": 1,  # how much the query sounds like the best's phrasings
    "taught_lead": 1,  # by how much more than like any other pair's
    "taught_other": -1,  # how much it sounds like the phrasings of the pair that it fits most
}
SIGNALS = tuple(DIRECTIONS)
_OUTSIDE, _DENSE = SIGNALS.index("outside"), SIGNALS.index("dense")
MAX_WORDS = 6
WORD_FOR_WORD = 0.97  # the cosine from which on two questions are the same one
NEARER = 0.02  # by how much, at least: vectors are rounded
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
        trees: over `SIGNALS`.
        thresholds: where to answer and where to ask back.
    """

    trees: Trees
    thresholds: Thresholds

    def probability(self, signals: Array) -> float:
        """Return the probability that the best candidate is right.

        A question that a maintainer listed as one to refuse has no answer, whatever sounds like it.

        Args:
            signals: *Shape:* (n_signals,), in the order of `SIGNALS`.
        """
        outside, inside = signals[_OUTSIDE], signals[_DENSE]
        if outside >= NEARER and outside + inside >= WORD_FOR_WORD:
            return 0.0
        return self.trees.probability(signals)
