"""A query to ranked passages: vectors, words and terms weighed together.

    vector ─ nearest views ──┐
    words  ─ BM25, coverage ─┼─ features of each candidate passage ─ linear ranker ─ best first
    terms  ─ what it is about┘

Passages and pairs stand in one ranking. The features mean the same in every knowledge, so a ranker
that was fitted on one serves another.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from knowledge.finding import Query
from knowledge.language.terms import Gazetteer
from knowledge.passages import Passage
from knowledge.search.encoder import Vectors
from knowledge.search.lexical import LexicalIndex
from knowledge.search.linear import Array
from knowledge.search.phrasings import PhrasingClassifier
from knowledge.search.sorts import PassageSorts
from knowledge.search.traits import Traits
from knowledge.search.vectors.nearest import ViewIndex
from knowledge.search.withheld import NOTHING, Withheld
from knowledge.views import VIEW_KINDS, View

N_NEAREST_VIEWS = 256
N_LEXICAL = 24
N_TAUGHT = 8
STANDS_BY_ITSELF = 0.9  # the best cosine from which on a question needs none before it
WORD_FOR_WORD = 0.995  # the cosine of a question and a phrasing that are the same
TAUGHT_SCALE = 10  # a score of 1 is all but certain; the fits hold weights near their prior
N_NEIGHBOURS = 5  # a pair's nearest phrasings, averaged
STEP_WITHOUT_VIEW = 0.15  # what a passage without a view of some kind lacks there against its best


@dataclass(frozen=True)
class Candidates:
    """Passages that may answer, with what speaks for each.

    Attributes:
        passages: their positions. *Shape:* (n_candidates,)
        features: *Shape:* (n_candidates, n_features), columns as in `FEATURES`.
        sentences: the best sentence of each, -1 for the whole. *Shape:* (n_candidates,)
    """

    passages: NDArray[np.int64]
    features: Array
    sentences: NDArray[np.int64]

    def ranked(self, weights: Array) -> Ranking:
        """Order the candidates by a linear ranker, best first."""
        scores = self.features @ weights
        order = np.argsort(-scores, kind="stable")
        return Ranking(
            self.passages[order], scores[order], self.features[order], self.sentences[order]
        )


@dataclass(frozen=True)
class Ranking:
    """Candidates in order, best first; the arrays are aligned."""

    passages: NDArray[np.int64]
    scores: Array
    features: Array
    sentences: NDArray[np.int64]


class Retriever:
    """Finds the passages that may answer a query."""

    def __init__(
        self,
        *,
        passages: Sequence[Passage],
        views: Sequence[View],
        index: ViewIndex,
        lexical: LexicalIndex,
        terms: Gazetteer,
        taught: PhrasingClassifier | None = None,
        sorts: PassageSorts | None = None,
    ) -> None:
        self._index = index
        self._taught = taught
        self._sorts = sorts
        self._lexical = lexical
        self._terms = terms
        self._owner = np.array([view.passage for view in views], np.int64)
        self._kind = np.array([VIEW_KINDS.index(view.kind) for view in views], np.int8)
        self._sentence = np.array([view.sentence for view in views], np.int64)
        self._tells = np.array([_tells(view, passages[view.passage]) for view in views], np.bool_)
        self._ids = [passage.id for passage in passages]
        self._traits = Traits(passages)

    def candidates(
        self,
        query: Query,
        vector: Vectors,
        withheld: Withheld = NOTHING,
        *,
        context: Callable[[], Vectors] | None = None,
    ) -> Candidates:
        """Collect what may answer a query.

        Args:
            query: the question.
            vector: its embedding. *Shape:* (n_dims + n_earlier,)
            withheld: what must not be used, in a rehearsal.
            context: gives the embedding of `query.context`, where it has one; is not asked where
                the question is known nearly word for word, as it stands by itself then.
        """
        n_nearest = N_NEAREST_VIEWS + len(withheld.views)
        found, cosines = self._index.nearest(vector[: self._index.n_dims], n_nearest)
        if withheld.views:
            keep = ~np.isin(found, list(withheld.views))
            found, cosines = found[keep], cosines[keep]
        by_itself = len(cosines) > 0 and cosines[0] >= STANDS_BY_ITSELF
        near, closeness = self._near_context(None if by_itself or not context else context())
        lexical = (withheld.lexical or self._lexical).score(query.text)
        named = self._named(query)
        by_words = _highest(lexical.bm25, N_LEXICAL)
        sounds_like = self._sounds_like(vector, withheld.taught)
        by_sound = _highest(sounds_like, N_TAUGHT)
        pool = np.unique(
            np.concatenate(
                [self._owner[found], near, by_words, by_sound, np.array(list(named), np.int64)]
            )
        )
        if withheld.passages:
            pool = pool[~np.isin(pool, list(withheld.passages))]
        dense, sentences = self._dense(pool, found, cosines)
        n_terms = max(1, len(query.terms))
        one_of = self._singled_out(query)
        is_pair = self._traits.is_pair[pool]
        columns = [
            *dense,
            lexical.bm25[pool],
            lexical.coverage[pool],
            np.array([named.get(int(p), 0) / n_terms for p in pool]),
            np.array([self._ids[p] in one_of for p in pool]),
            *self._traits.columns(query, pool),
            _spread(pool, near, closeness),
            self._sorts.fits(vector)[pool] if self._sorts else np.zeros(len(pool)),
            (dense[1] > WORD_FOR_WORD) & is_pair,
            TAUGHT_SCALE * sounds_like[pool],
            TAUGHT_SCALE * _lead(sounds_like[pool]) * is_pair,
        ]
        features = np.stack(columns, axis=1).astype(np.float64)
        return Candidates(pool, features, sentences)

    def taught_without(self, vector: Vectors, phrasing: int, passage: int) -> Vectors | None:
        """Return the pairs' scores for a phrasing as if it alone had not been taught.

        Args:
            vector: its embedding. *Shape:* (n_dims + n_earlier,)
            phrasing: its place among all phrasings.
            passage: the pair that it belongs to.
        """
        if self._taught is None:
            return None
        return self._taught.scores_untaught(vector, phrasing, passage)

    def words_without(self, passage: int, words: Iterable[str]) -> LexicalIndex:
        """Return the words of the knowledge as if a passage did not have some of them."""
        return self._lexical.without(passage, words)

    def _sounds_like(self, vector: Vectors, taught: Vectors | None) -> Vectors:
        """Return how much a query sounds like each passage's phrasings. *Shape:* (n_passages,)."""
        found = np.zeros(len(self._ids), np.float32)
        if self._taught is not None:
            scores = self._taught.scores(vector) if taught is None else taught
            found[self._taught.passages] = np.maximum(scores, 0)
        return found

    def _singled_out(self, query: Query) -> set[str]:
        """Return the tables and lists of which the query names just one entry."""
        known = (self._terms.terms.get(name) for name in set(query.terms))
        groups = Counter(term.group for term in known if term and term.group)
        return {group for group, n_named in groups.items() if n_named == 1}

    def _near_context(self, context: Vectors | None) -> tuple[NDArray[np.int64], Vectors]:
        """Return the passages nearest to a question and the one before it, with their cosines."""
        if context is None:
            return np.zeros(0, np.int64), np.zeros(0, np.float32)
        found, cosines = self._index.nearest(context[: self._index.n_dims], N_NEAREST_VIEWS)
        owners, first = np.unique(self._owner[found], return_index=True)  # cosines fall
        return owners, cosines[first]

    def _named(self, query: Query) -> dict[int, int]:
        """Count for each passage the terms of the query that it is about."""
        counts: dict[int, int] = {}
        known = (self._terms.terms.get(name) for name in set(query.terms))
        for term in filter(None, known):
            for position in term.passages:
                counts[position] = counts.get(position, 0) + 1
        return counts

    def _dense(
        self, pool: NDArray[np.int64], found: NDArray[np.int64], cosines: Vectors
    ) -> tuple[list[Vectors], NDArray[np.int64]]:
        """Reduce the nearest views to each passage's best of every kind.

        A passage without a view among the nearest gets the last cosine seen: it has no more.
        """
        if not len(pool):
            nothing = np.zeros(0, np.float32)
            return [nothing] * (len(VIEW_KINDS) + 2), np.zeros(0, np.int64)
        floor = float(cosines[-1]) if len(cosines) else 0.0
        places = np.searchsorted(pool, self._owner[found])
        places = np.minimum(places, len(pool) - 1)
        mine = pool[places] == self._owner[found]
        places, found, cosines = places[mine], found[mine], cosines[mine]
        best = np.full((len(VIEW_KINDS), len(pool)), -1, np.float32)
        np.maximum.at(best, (self._kind[found], places), cosines)
        dense = np.maximum(best.max(axis=0), floor)
        best = np.where(best < 0, dense - STEP_WITHOUT_VIEW, best)
        sentences = np.full(len(pool), -1, np.int64)
        tells = self._tells[found]
        # Cosines fall, so reversed the best comes last, and the last of several stays.
        sentences[places[tells][::-1]] = self._sentence[found[tells][::-1]]
        return [dense, *best, _neighbours(dense, places, cosines)], sentences


def _tells(view: View, passage: Passage) -> bool:
    """Whether a view says where an answer begins: what is told whole, or else a sentence."""
    return view.sentence >= 0 or (view.kind == "text" and passage.is_told_whole)


def _spread(pool: NDArray[np.int64], owners: NDArray[np.int64], cosines: Vectors) -> Vectors:
    """Return the cosines of the pool's passages; the least for one that is not among the owners."""
    if not len(owners):
        return np.zeros(len(pool), np.float32)
    found = np.full(len(pool), cosines.min(), np.float32)
    places = np.minimum(np.searchsorted(owners, pool), len(owners) - 1)
    known = owners[places] == pool
    found[known] = cosines[places[known]]
    return found


def _highest(scores: Vectors, n: int) -> NDArray[np.int64]:
    """Return the positions of the `n` highest scores, those above 0."""
    found = np.flatnonzero(scores > 0)
    highest: NDArray[np.int64] = found[np.argsort(-scores[found], kind="stable")[:n]]
    return highest


def _neighbours(dense: Vectors, places: NDArray[np.int64], cosines: Vectors) -> Vectors:
    """Average each passage's nearest views; `places` come best first. *Shape:* (n_pool,)."""
    order = np.argsort(places, kind="stable")
    grouped = places[order]
    rank = np.arange(len(grouped)) - np.searchsorted(grouped, grouped)
    near = order[rank < N_NEIGHBOURS]
    counted = np.bincount(places[near], minlength=len(dense))
    total = np.bincount(places[near], weights=cosines[near], minlength=len(dense))
    mean: Vectors = np.where(counted > 0, total / np.maximum(counted, 1), dense)
    return mean.astype(np.float32)


def _lead(scores: Vectors) -> Vectors:
    """Return by how much each score is above the best other; below it, by how much. Same shape."""
    if len(scores) < 2:
        return scores
    second, first = np.partition(scores, len(scores) - 2)[-2:]
    lead: Vectors = scores - np.where(scores == first, second, first)
    return lead
