"""A bundle's search, wired: query in, ranking and signals out."""

from __future__ import annotations

from collections.abc import Callable, Container
from dataclasses import dataclass

import numpy as np

from knowledge.finding import Candidate, Finding, Query
from knowledge.language.terms import Gazetteer
from knowledge.passages import Passage
from knowledge.search.encoder import Vectors
from knowledge.search.gate import Gate
from knowledge.search.lexical import LexicalIndex
from knowledge.search.linear import Array
from knowledge.search.phrasings import PhrasingClassifier
from knowledge.search.retriever import Retriever
from knowledge.search.signals import SignalReader
from knowledge.search.sorts import PassageSorts
from knowledge.search.vectors.nearest import ViewIndex
from knowledge.views import View

N_CANDIDATES = 5


@dataclass(frozen=True)
class Engine:
    """Ranks and judges.

    Attributes:
        passages: what can be found.
        retriever: collects candidates.
        signals: reads what the gate weighs.
    """

    passages: tuple[Passage, ...]
    retriever: Retriever
    signals: SignalReader

    @classmethod
    def of(
        cls,
        *,
        passages: tuple[Passage, ...],
        views: tuple[View, ...],
        index: ViewIndex,
        lexical: LexicalIndex,
        terms: Gazetteer,
        outside: Vectors,
        language: Container[str],
        taught: PhrasingClassifier | None = None,
        sorts: PassageSorts | None = None,
    ) -> Engine:
        """Wire the parts of a bundle."""
        retriever = Retriever(
            passages=passages,
            views=views,
            index=index,
            lexical=lexical,
            terms=terms,
            taught=taught,
            sorts=sorts,
        )
        signals = SignalReader(
            passages=passages,
            texts=_passage_vectors(len(passages), views, index),
            lexical=lexical,
            outside=outside,
            language=language,
            sorts=sorts,
        )
        return cls(passages, retriever, signals)

    def find(
        self,
        query: Query,
        vector: Vectors,
        *,
        context: Callable[[], Vectors] | None = None,
        ranker: Array,
        gate: Gate,
    ) -> Finding:
        """Rank the passages for a query and decide what to do with the best."""
        ranking = self.retriever.candidates(query, vector, context=context).ranked(ranker)
        if not len(ranking.passages) or not query.text.strip():
            return Finding(query, "refuse", 0.0, ())
        probability = gate.probability(self.signals.read(query, vector, ranking))
        candidates = tuple(
            Candidate(
                self.passages[ranking.passages[place]].id,
                float(ranking.scores[place]),
                int(ranking.sentences[place]),
            )
            for place in self.signals.distinct(ranking, N_CANDIDATES)
        )
        support = self.signals.support(ranking)
        return Finding(
            query,
            gate.thresholds.outcome(probability),
            probability,
            candidates,
            support=self.passages[support].id if support >= 0 else "",
        )


def _passage_vectors(n_passages: int, views: tuple[View, ...], index: ViewIndex) -> Vectors:
    """Return the vector of each passage's first whole-text view. *Shape:* (n_passages, n_dims)."""
    chosen = np.zeros(n_passages, np.int64)
    for place, view in reversed(list(enumerate(views))):
        if view.kind == "text" and view.sentence < 0:
            chosen[view.passage] = place
    return index.vectors_at(chosen)
