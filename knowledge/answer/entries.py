"""Two things found where one table holds both: as two of its rows, or as two of its columns."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from knowledge.bundle import Bundle
from knowledge.language.columns import asked_columns
from knowledge.language.words import content_stems, stems
from knowledge.passages import Passage

# How well an entry's key is the name of a thing: the same words, more words, fewer words; or the
# same with what the headings above say as well ("Basic account"), or a cell that is the name.
EXACT, ABOVE, CELL, WITHIN, AROUND = 3.0, 2.5, 2.2, 2.0, 1.0
MIN_SCORE = 2 * AROUND + 1
NAMED_WORD = 0.5  # a word of the question in the headings above a table


@dataclass(frozen=True)
class RowPair:
    """Two entries of one table or list, and the columns that are asked for; () for all."""

    one: Passage
    two: Passage
    columns: tuple[int, ...]


@dataclass(frozen=True)
class ColumnPair:
    """Two columns of a table, and the rows that are asked for."""

    table: Passage
    one: int
    two: int
    rows: tuple[Passage, ...]


class Entries:
    """The rows, items and columns of a bundle by their names."""

    def __init__(self, bundle: Bundle) -> None:
        self._bundle = bundle

    @cached_property
    def _keys(self) -> list[tuple[Passage, frozenset[str], frozenset[frozenset[str]]]]:
        """The entries, each with the words of its key and of its cells."""
        parts = (p for p in self._bundle.passages if p.kind in ("row", "item") and p.parent)
        return [(p, words_of(p.key), frozenset(map(words_of, p.cells))) for p in parts]

    def rows(self, things: tuple[str, str], question: str) -> RowPair | None:
        """Return the two entries of one table that are two things; None where no table has both.

        Args:
            things: the names of the two things.
            question: what is asked; it tells which of several tables and columns is meant.
        """
        named = [list(self._named(thing)) for thing in things]
        pairs = [
            (one_score + two_score, RowPair(one, two, self._columns(one, two, things, question)))
            for one, one_score in named[0]
            for two, two_score in named[1]
            if one.parent == two.parent and one.id != two.id
        ]
        words = set(content_stems(question))
        best = max(pairs, key=lambda pair: pair[0] + _fit(pair[1], words), default=None)
        return best[1] if best and best[0] >= MIN_SCORE else None

    def columns(self, things: tuple[str, str], question: str) -> ColumnPair | None:
        """Return the two columns of one table that are two things; None where no table has both."""
        words = set(content_stems(question)) - words_of(things[0]) - words_of(things[1])
        for table in self._bundle.passages:
            if table.kind != "table":
                continue
            one, two = (_column(table.header, thing) for thing in things)
            if one and two and one != two:
                rows = self._bundle.members.get(table.id, [])
                asked = [row for row in rows if words & set(content_stems(row.key))]
                return ColumnPair(table, one, two, tuple(asked or rows))
        return None

    def _named(self, thing: str) -> Iterator[tuple[Passage, float]]:
        """Yield the entries that a name may mean, with how well it does."""
        words = words_of(thing)
        every = words | frozenset(stems(thing))  # "Basic" is a small word beside "account"
        terms = {match.term for match in self._bundle.terms.find(thing)}
        for passage, key, cells in self._keys:
            if key == words or (len(terms) == 1 and passage.key in terms):
                yield passage, EXACT
            elif words < key:
                yield passage, WITHIN - 0.1 * len(key - words)
            elif key < every:
                is_above = words - key <= _above(passage)
                yield passage, ABOVE if is_above else AROUND - 0.1 * len(words - key)
            elif words in cells:
                yield passage, CELL

    def _columns(
        self, one: Passage, two: Passage, things: Sequence[str], question: str
    ) -> tuple[int, ...]:
        if not one.header:
            return ()
        for thing in things:
            question = question.replace(thing, " ")
        return asked_columns(question, one.header, (one.cells, two.cells))


def words_of(name: str) -> frozenset[str]:
    """Return the stems that make a name, small words only where there are no others."""
    return frozenset(content_stems(name)) or frozenset({name.strip().lower()} - {""})


def _fit(pair: RowPair, words: set[str]) -> float:
    """Score how well a table fits a question: the columns it asks for, the words above it."""
    above = NAMED_WORD * len(_above(pair.one) & words)
    return bool(pair.columns) + above + 0.01 * len(pair.one.header)


def _above(passage: Passage) -> set[str]:
    """Return the stems of the headings, columns and the line above an entry."""
    return set(content_stems(" ".join((*passage.path, *passage.header, passage.lead))))


def _column(header: Sequence[str], thing: str) -> int:
    """Return the position of the column that a thing is; 0 for none."""
    words = words_of(thing)
    names = [words_of(name) for name in header]
    exact = [place for place in range(1, len(names)) if names[place] == words]
    part = [place for place in range(1, len(names)) if names[place] and names[place] < words]
    found = exact or part
    return found[0] if len(found) == 1 else 0
