"""Questions whose answer is known, asked before the mentor is let out.

    a pair's phrasing   with that phrasing untaught          -> its own answer is right
    the same            with the whole pair untaught         -> nothing is right: near out-of-scope
    an out-of-scope question, overlooked among its like      -> nothing is right

From these the ranker and the gate are fitted and the thresholds chosen.
"""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from knowledge.finding import Query
from knowledge.search.encoder import Vectors
from knowledge.search.engine import Engine
from knowledge.search.gate import Gate, Thresholds
from knowledge.search.linear import Array, fit_logistic, fit_ranking, sigmoid
from knowledge.search.prior import Prior
from knowledge.search.retriever import Candidates, Ranking
from knowledge.search.signals import SignalReader
from knowledge.views import View

MAX_REHEARSED = 3000  # questions of one kind; more would only take longer
RANKER_STRENGTH = 2.0  # queries' worth of the prior on each squared unit of weight
GATE_STRENGTH = 1.0
MIN_ANSWERABLE = 60  # fewer say too little of their own: the prior stands
N_FOLDS = 5
UNTAUGHT_WEIGHT = 0.25  # without its own pair a question often has another answer all the same
SEED = 7


@dataclass(frozen=True)
class Rehearsed:
    """One question with what the retriever offered for it.

    Attributes:
        query: the question.
        vector: its embedding. *Shape:* (n_dims,)
        candidates: what may answer.
        right: the passages that do; empty for out-of-scope. Positions among all passages.
        outside: its position among the out-of-scope questions; -1 for all else.
        weight: how much it counts.
    """

    query: Query
    vector: Vectors
    candidates: Candidates
    right: frozenset[int]
    outside: int = -1
    weight: float = 1.0


def rehearse(
    engine: Engine,
    views: Sequence[View],
    vectors: Vectors,
    outside: Sequence[str],
    outside_vectors: Vectors,
    *,
    understand: Callable[[str], Query],
) -> Iterator[Rehearsed]:
    """Ask what is known; see the module's head for the three kinds.

    Args:
        engine: what is rehearsed.
        views: all views, aligned with `vectors`.
        vectors: *Shape:* (n_views, n_dims)
        outside: out-of-scope questions, aligned with `outside_vectors`.
        outside_vectors: *Shape:* (n_questions, n_dims)
        understand: makes a query of a question's text.
    """
    chance = random.Random(SEED)
    asked = _phrasings(engine, views)
    # A passage of a document may answer as well, but nobody says so: pairs compete with pairs only.
    prose = [place for place, passage in enumerate(engine.passages) if passage.kind != "pair"]
    for view in _sample(chance, asked):
        query = understand(views[view].text)
        candidates = engine.retriever.candidates(
            query, vectors[view], without_views=[view], without_passages=prose
        )
        yield Rehearsed(query, vectors[view], candidates, frozenset([views[view].passage]))
    for view in _sample(chance, asked)[: MAX_REHEARSED // 3]:
        query = understand(views[view].text)
        without = [*_like(engine, views[view].passage), *prose]
        candidates = engine.retriever.candidates(query, vectors[view], without_passages=without)
        yield Rehearsed(query, vectors[view], candidates, frozenset(), weight=UNTAUGHT_WEIGHT)
    for place in _sample(chance, range(len(outside))):
        query = understand(outside[place])
        candidates = engine.retriever.candidates(query, outside_vectors[place])
        yield Rehearsed(query, outside_vectors[place], candidates, frozenset(), outside=place)


def fit(
    reader_of: Callable[[Rehearsed], SignalReader],
    rehearsed: Sequence[Rehearsed],
    *,
    start: Prior,
    max_wrong_rate: float,
    out_of_scope_share: float,
) -> tuple[Array, Gate, Array, Array, Array]:
    """Fit the ranker and the gate and choose the thresholds.

    Args:
        reader_of: who reads the signals of a question's ranking.
        rehearsed: the questions.
        start: the weights to start from.
        max_wrong_rate: the share of given answers that may be wrong.
        out_of_scope_share: the share of questions without an answer, as expected of people.

    Returns:
        The ranker's weights, the gate, and for each usable rehearsed question its probability,
        whether the best was right, and its weight.
    """
    if sum(bool(r.right) for r in rehearsed) < MIN_ANSWERABLE:
        return _unfitted(start, max_wrong_rate)
    groups = [
        (r.candidates.features, np.isin(r.candidates.passages, list(r.right))) for r in rehearsed
    ]
    ranker = fit_ranking(groups, prior=start.ranker, strength=RANKER_STRENGTH)
    judged = [r for r in rehearsed if len(r.candidates.passages)]
    rankings = [r.candidates.ranked(ranker) for r in judged]
    signals = np.array(
        [
            reader_of(r).read(r.query, r.vector, ranking, without_outside=r.outside)
            for r, ranking in zip(judged, rankings, strict=True)
        ]
    ).reshape(len(judged), len(start.gate))
    right = np.array(
        [_is_right(r, ranking) for r, ranking in zip(judged, rankings, strict=True)], np.float64
    )
    weights = _weights(judged, out_of_scope_share)
    gate = fit_logistic(signals, right, prior=start.gate, strength=GATE_STRENGTH, weights=weights)
    probabilities = _unseen_probabilities(signals, right, weights, start.gate)
    thresholds = Thresholds.for_risk(
        probabilities, right, max_wrong_rate=max_wrong_rate, weights=weights
    )
    return ranker, Gate(gate, thresholds), probabilities, right, weights


def _unseen_probabilities(signals: Array, right: Array, weights: Array, start: Array) -> Array:
    """Judge each question by a gate that was fitted without its fold. *Shape:* (n_questions,)."""
    probabilities = np.zeros(len(right))
    folds = np.arange(len(right)) % N_FOLDS
    for fold in range(N_FOLDS):
        seen, unseen = folds != fold, folds == fold
        gate = fit_logistic(
            signals[seen],
            right[seen],
            prior=start,
            strength=GATE_STRENGTH,
            weights=weights[seen],
        )
        probabilities[unseen] = sigmoid(signals[unseen] @ gate)
    return probabilities


def _unfitted(start: Prior, max_wrong_rate: float) -> tuple[Array, Gate, Array, Array, Array]:
    """Take the prior as it is, where too little is known to move away from it."""
    thresholds = Thresholds.for_risk(
        start.probabilities, start.right, max_wrong_rate=max_wrong_rate, weights=start.weights
    )
    gate = Gate(start.gate, thresholds)
    return start.ranker, gate, start.probabilities, start.right, start.weights


def _phrasings(engine: Engine, views: Sequence[View]) -> list[int]:
    """Return the question views of pairs that have at least one more."""
    by_passage: dict[int, list[int]] = defaultdict(list)
    for place, view in enumerate(views):
        if view.kind == "question" and engine.passages[view.passage].kind == "pair":
            by_passage[view.passage].append(place)
    return [place for places in by_passage.values() if len(places) > 1 for place in places]


def _sample(chance: random.Random, places: Sequence[int]) -> list[int]:
    return chance.sample(list(places), min(len(places), MAX_REHEARSED))


def _like(engine: Engine, passage: int) -> list[int]:
    """Return the passages that say the same as one, itself included."""
    alike = engine.signals.alike(passage)
    return [passage, *alike]


def _is_right(rehearsed: Rehearsed, ranking: Ranking) -> bool:
    return int(ranking.passages[0]) in rehearsed.right


def _weights(rehearsed: Sequence[Rehearsed], out_of_scope_share: float) -> Array:
    """Weigh the questions so that those without an answer have the stated share."""
    own = np.array([r.weight for r in rehearsed], np.float64)
    outside = np.array([not r.right for r in rehearsed], np.bool_)
    if outside.all() or not outside.any():
        return own
    heavier = out_of_scope_share / (1 - out_of_scope_share)
    scale = heavier * own[~outside].sum() / own[outside].sum()
    weighed: Array = np.where(outside, scale, 1.0) * own
    return weighed
