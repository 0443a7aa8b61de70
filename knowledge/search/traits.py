"""What a passage is, where it stands and what it names, set against a query's words."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from knowledge.finding import Query
from knowledge.language.concepts import concepts_of, opposites_of
from knowledge.language.expected import missing_sort
from knowledge.language.shape import wants_list
from knowledge.language.words import content_stems
from knowledge.passages import Passage
from knowledge.search.linear import Array


class Traits:
    """The traits of all passages.

    Attributes:
        is_pair: which of them are pairs. *Shape:* (n_passages,)
    """

    def __init__(self, passages: Sequence[Passage]) -> None:
        self._keys = [frozenset(content_stems(passage.key)) for passage in passages]
        self._paths = [frozenset(content_stems(" ".join(passage.path))) for passage in passages]
        self._concepts = [concepts_of(_headings(passage)) for passage in passages]
        self._places = {passage.id: place for place, passage in enumerate(passages)}
        self._sections = _numbered([(passage.title, passage.path) for passage in passages])
        self._facts = [" ".join([p.key, *(p.cells or (p.text,))]) for p in passages]
        self.is_pair = np.array([passage.kind == "pair" for passage in passages], np.bool_)
        self._is_whole = np.array([p.kind in ("table", "list") for p in passages], np.bool_)
        self._is_part = np.array([p.kind in ("row", "item") for p in passages], np.bool_)

    def columns(self, query: Query, pool: NDArray[np.int64]) -> list[NDArray[np.generic]]:
        """Return the features from "key_named" to "is_pair", each of *shape:* (n_pool,).

        Args:
            query: the question.
            pool: the passages that may answer; positions among all.
        """
        words = frozenset(content_stems(query.text))
        listing = wants_list(query.text)
        return [
            np.array([_share(self._keys[p], words) for p in pool]),
            np.array([_share(self._paths[p], words) for p in pool]),
            *self._named_concepts(query, pool),
            self._is_whole[pool] * listing,
            self._is_whole[pool] * (not listing),
            self._is_part[pool] * listing,
            self._lacking(query, pool),
            *self._told(query, pool),
            self.is_pair[pool],
        ]

    def _named_concepts(self, query: Query, pool: NDArray[np.int64]) -> tuple[Array, Array]:
        """Tell which passages' headings name the notions asked for, and which their opposites."""
        asked = concepts_of(query.text)
        if not asked:
            return np.zeros(len(pool)), np.zeros(len(pool))
        opposites = opposites_of(asked)
        named = np.array([len(asked & self._concepts[p]) / len(asked) for p in pool])
        opposed = np.array([bool(opposites & self._concepts[p]) for p in pool])
        return named, opposed * (named == 0)

    def _lacking(self, query: Query, pool: NDArray[np.int64]) -> NDArray[np.bool_]:
        """Tell which passages hold no fact of the sort that is asked for; tables as a whole may."""
        wanted = missing_sort(query.text)
        if wanted is None:
            return np.zeros(len(pool), np.bool_)
        return np.array(
            [not self._is_whole[p] and not wanted.search(self._facts[p]) for p in pool], np.bool_
        )

    def _told(self, query: Query, pool: NDArray[np.int64]) -> tuple[NDArray[np.bool_], ...]:
        """Tell which passages stand in the section that was told of last, and which was told."""
        place = self._places.get(query.told, -1)
        if place < 0:
            return np.zeros(len(pool), np.bool_), np.zeros(len(pool), np.bool_)
        again = pool == place
        section = self._sections[place]
        return (self._sections[pool] == section) & (section > 0) & ~again, again


def _numbered(sections: Sequence[tuple[str, tuple[str, ...]]]) -> NDArray[np.int64]:
    """Number the sections from 1; 0 is what stands under no heading. *Shape:* (n_passages,)."""
    numbers: dict[tuple[str, tuple[str, ...]], int] = {}
    found = [numbers.setdefault(s, len(numbers) + 1) if s[1] else 0 for s in sections]
    return np.array(found, np.int64)


def _headings(passage: Passage) -> str:
    """Return what a passage stands under: its heading, its name, its lead-in and its columns."""
    keys = passage.cells if passage.kind == "table" else ()
    return " ".join([*passage.path[-1:], passage.key, passage.lead, *passage.header, *keys])


def _share(wanted: frozenset[str], words: frozenset[str]) -> float:
    return len(wanted & words) / len(wanted) if wanted else 0.0
