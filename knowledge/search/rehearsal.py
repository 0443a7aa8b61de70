"""Questions whose answer is known, asked before the mentor is let out.

    a pair's phrasing   with that phrasing untaught          -> its own answer is right, or its like
    the same            with the whole pair untaught         -> nothing is right: near out-of-scope
    an out-of-scope question, overlooked among its like      -> nothing is right

From these the ranker and the gate are fitted and the thresholds chosen.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from knowledge.finding import Query
from knowledge.language.lead_in import asked_part
from knowledge.language.words import content_stems
from knowledge.passages import Passage, words_of
from knowledge.search.encoder import Vectors, text_key
from knowledge.search.engine import Engine
from knowledge.search.examples import Examples
from knowledge.search.gate import DIRECTIONS, SIGNALS, Gate, Thresholds
from knowledge.search.linear import Array, fit_ranking
from knowledge.search.prior import Prior
from knowledge.search.retriever import Candidates
from knowledge.search.signals import SAME_MATTER_COSINE, SignalReader
from knowledge.search.trees import Trees
from knowledge.search.withheld import NOTHING, Withheld
from knowledge.views import View, phrasings

MAX_REHEARSED = 1500  # questions of one kind; more would only take longer
RANKER_STRENGTH = 0.3  # queries' worth of the prior on each squared unit of weight
MIN_ANSWERABLE = 60  # fewer say too little of their own: the prior stands
PRIOR_SHARE = 0.5  # what the other knowledges' questions weigh beside a home's own
N_FOLDS = 5
MAX_CURVE_POINTS = 40  # of a report
PARAPHRASE_WEIGHT = 0.3  # written to be far from the pair's own question, further than most ask
UNTAUGHT_WEIGHT = 0.25  # without its own pair a question often has another answer all the same
SEED = 7


@dataclass(frozen=True)
class Rehearsed:
    """One question with what the retriever offered for it.

    Attributes:
        query: the question.
        vector: its embedding.
        candidates: what may answer.
        right: the passages that do; empty for out-of-scope. Positions among all passages.
        also: those that do as well, but say more than was asked: the ranker is to put them behind,
            the gate may let them through.
        withheld: what was kept back when it was asked.
        weight: how much it counts.
        unsure: the passages of which nobody can tell whether they answer; where one of them is
            the best, nothing is learnt.
    """

    query: Query
    vector: Vectors
    candidates: Candidates
    right: frozenset[int]
    withheld: Withheld = NOTHING
    weight: float = 1.0
    unsure: frozenset[int] = frozenset()
    also: frozenset[int] = frozenset()


@dataclass(frozen=True)
class Fitted:
    """What was learnt from rehearsals.

    Attributes:
        ranker: *Shape:* (n_features,)
        gate: with its thresholds.
        n_rehearsed: this knowledge's own questions among the examples.
        examples: what the gate was fitted on.
        probabilities: of the examples, by a gate that had not seen them. *Shape:* (n_examples,)
    """

    ranker: Array
    gate: Gate
    n_rehearsed: int
    examples: Examples
    probabilities: Array

    def report(self) -> dict[str, Any]:
        """Return what is to be expected, for people.

        Its `curve` has a row (answered, wrong_rate, threshold) for each of some thresholds.
        """
        own = slice(0, self.n_rehearsed or None)
        weights, thresholds = self.examples.weights[own], self.gate.thresholds
        answered = weights * (self.probabilities[own] >= thresholds.answer_at)
        wrong = (answered * (1 - self.examples.right[own])).sum()
        return {
            "rehearsed": self.n_rehearsed,
            "answered": float(answered.sum() / weights.sum()) if weights.sum() else 0.0,
            "wrong_rate": float(wrong / answered.sum()) if answered.sum() else 0.0,
            "answer_at": thresholds.answer_at,
            "ask_at": thresholds.ask_at,
            "curve": _curve(
                self.probabilities[own], self.examples.right[own], weights, thresholds.answer_at
            ),
        }


def _curve(
    probabilities: Array, right: Array, weights: Array, answer_at: float
) -> list[list[float]]:
    """Return what each threshold would give, the highest first: at most so many, and the chosen.

    Args:
        probabilities: *Shape:* (n_examples,)
        right: whether the best candidate was right. *Shape:* (n_examples,)
        weights: how much each example counts. *Shape:* (n_examples,)
        answer_at: the threshold that was chosen.
    """
    if not weights.sum():
        return []
    order = np.argsort(-probabilities, kind="stable")
    ordered, counted = probabilities[order], np.cumsum(weights[order])
    wrong = np.cumsum((weights * (1 - right))[order]) / counted
    ends = np.flatnonzero(np.append(ordered[1:] != ordered[:-1], True) & (counted > 0))
    places = np.linspace(0, len(ends) - 1, min(len(ends), MAX_CURVE_POINTS)).astype(int)
    chosen = np.flatnonzero(ordered[ends] >= answer_at)[-1:]
    rows = np.stack([counted / counted[-1], wrong, ordered], axis=1)
    found: list[list[float]] = rows[ends[np.union1d(places, chosen)]].round(4).tolist()
    return found


def rehearse(
    engine: Engine,
    views: Sequence[View],
    vectors: Sequence[Vectors],
    outside: Sequence[str],
    outside_vectors: Sequence[Vectors],
    *,
    understand: Callable[[str], Query],
    only: Collection[str] = (),
) -> Iterator[Rehearsed]:
    """Ask what is known; see the module's head for the three kinds.

    Args:
        engine: what is rehearsed.
        views: all views, aligned with `vectors`.
        vectors: those of phrasings with their earlier layers, one array a view.
        outside: out-of-scope questions, aligned with `outside_vectors`.
        outside_vectors: their embeddings.
        understand: makes a query of a question's text.
        only: the keys of the phrasings to ask, where the encoder was tuned on all others; none
            where it was not tuned.
    """
    chance = random.Random(SEED)
    asked = phrasings(engine.passages, views)
    numbers = {view: number for number, view in enumerate(asked)}
    # A passage of a document may answer as well, but nobody says so: pairs compete with pairs only.
    prose = frozenset(p for p, passage in enumerate(engine.passages) if passage.kind != "pair")
    unseen = [view for view in asked if not only or text_key(views[view].text) in only]
    plain = {
        view
        for view in unseen
        if views[view].text == asked_part(engine.passages[views[view].passage].key)
    }
    sample = _sample(chance, [view for view in unseen if view in plain])
    others = _sample(chance, [view for view in unseen if view not in plain])
    sample += others[: MAX_REHEARSED - len(sample)]
    for place, view in enumerate(sample):
        text, passage, vector = views[view].text, views[view].passage, vectors[view]
        query = understand(text)
        taught = engine.retriever.taught_without(vector, numbers[view], passage)
        words = _words_only_in(text, engine.passages[passage])
        withheld = Withheld(
            views=frozenset([view]),
            passages=prose,
            taught=taught,
            lexical=engine.retriever.words_without(passage, words),
        )
        offered = engine.retriever.candidates(query, vector, withheld)
        same = frozenset([passage, *engine.signals.alike(passage)])
        weight = 1.0 if view in plain else PARAPHRASE_WEIGHT
        yield Rehearsed(query, vector, offered, same, withheld, weight)
        if place >= len(sample) // 3:
            continue
        gone = Withheld(
            passages=prose | same,
            taught=taught,
            lexical=engine.retriever.words_without(passage, content_stems(text)),
        )
        offered = engine.retriever.candidates(query, vector, gone)
        unsure = frozenset(engine.signals.alike(passage, SAME_MATTER_COSINE))
        yield Rehearsed(query, vector, offered, frozenset(), gone, UNTAUGHT_WEIGHT, unsure)
    for place in _sample(chance, range(len(outside))):
        query, withheld = understand(outside[place]), Withheld(outside=place)
        offered = engine.retriever.candidates(query, outside_vectors[place], withheld)
        yield Rehearsed(query, outside_vectors[place], offered, frozenset(), withheld)


def fit(
    reader_of: Callable[[Rehearsed], SignalReader],
    rehearsed: Sequence[Rehearsed],
    *,
    start: Prior,
    max_wrong_rate: float,
    out_of_scope_share: float,
) -> Fitted:
    """Fit the ranker and the gate and choose the thresholds.

    The gate learns from the questions of other knowledges as well: no home's own rehearsal has all
    that people ask.

    Args:
        reader_of: who reads the signals of a question's ranking.
        rehearsed: the questions.
        start: the weights to start from, and the other knowledges' questions.
        max_wrong_rate: the share of given answers that may be wrong.
        out_of_scope_share: the share of questions without an answer, as expected of people.
    """
    own = sum(bool(r.right) for r in rehearsed) >= MIN_ANSWERABLE
    ranker = start.ranker
    if own:
        groups = [
            (r.candidates.features, np.isin(r.candidates.passages, list(r.right)))
            for r in rehearsed
        ]
        ranker = fit_ranking(groups, prior=start.ranker, strength=RANKER_STRENGTH)
    judged = _judged(reader_of, rehearsed if own else (), ranker)
    examples = judged.weighed(out_of_scope_share).joined(
        start.examples.weighed(out_of_scope_share), total=PRIOR_SHARE
    )
    probabilities = _unseen_probabilities(examples)
    # The risk is stated for this knowledge: its own questions choose, where there are enough.
    own_examples = slice(0, len(judged.right) or None)
    thresholds = Thresholds.for_risk(
        probabilities[own_examples],
        examples.right[own_examples],
        max_wrong_rate=max_wrong_rate,
        weights=examples.weights[own_examples],
    )
    gate = Gate(_trees(examples), thresholds)
    return Fitted(ranker, gate, len(judged.right), examples, probabilities)


def _judged(
    reader_of: Callable[[Rehearsed], SignalReader], rehearsed: Sequence[Rehearsed], ranker: Array
) -> Examples:
    """Read the signals of each question's best candidate."""
    signals, right, weights, answerable = [], [], [], []
    for one in rehearsed:
        ranking = one.candidates.ranked(ranker)
        if len(ranking.passages) and int(ranking.passages[0]) not in one.unsure:
            signals.append(reader_of(one).read(one.query, one.vector, ranking, one.withheld))
            right.append(int(ranking.passages[0]) in one.right | one.also)
            weights.append(one.weight)
            answerable.append(bool(one.right))
    return Examples(
        np.array(signals, np.float64).reshape(len(right), len(SIGNALS)),
        np.array(right, np.float64),
        np.array(weights, np.float64),
        np.array(answerable, np.bool_),
    )


def _trees(examples: Examples) -> Trees:
    directions = tuple(DIRECTIONS.values())
    return Trees.fit(examples.signals, examples.right, examples.weights, directions=directions)


def _unseen_probabilities(examples: Examples) -> Array:
    """Judge each example by a gate that was fitted without its fold. *Shape:* (n_examples,)."""
    probabilities = np.zeros(len(examples.right))
    folds = np.arange(len(examples.right)) % N_FOLDS
    for fold in range(N_FOLDS):
        trees = _trees(examples.some(folds != fold))
        probabilities[folds == fold] = trees.probabilities(examples.signals[folds == fold])
    return probabilities


def _sample(chance: random.Random, places: Sequence[int]) -> list[int]:
    return chance.sample(list(places), min(len(places), MAX_REHEARSED))


def _words_only_in(question: str, passage: Passage) -> set[str]:
    """Return the words of a question that its passage has nowhere else."""
    asked, all_words = Counter(content_stems(question)), Counter(content_stems(words_of(passage)))
    return {word for word, n in asked.items() if all_words[word] <= n}
