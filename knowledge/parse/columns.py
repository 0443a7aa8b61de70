"""What the cells of one column have in common, and how well another cell fits in."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from statistics import median


@dataclass(frozen=True)
class Column:
    """Features of a column's cells, each counted over the rows.

    Attributes:
        starts: what sort of character a cell starts with.
        ends: what sort of character it ends with.
        shapes: where its first word has capitals.
        cells: the texts themselves.
        n_words: of the middle one.
    """

    starts: Counter[str]
    ends: Counter[str]
    shapes: Counter[str]
    cells: Counter[str]
    n_words: float


def columns_of(rows: Iterable[Sequence[str]]) -> list[Column]:
    """Return the columns of rows that have as many cells each; none without rows."""
    return [_column(cells) for cells in zip(*rows, strict=True)]


def likeness(cell: str, column: Column) -> float:
    """Return how well a cell fits the other rows' cells of its column: 0 fully, else below."""
    n_rows = sum(column.cells.values())
    score = (
        1.0 * (column.starts[_kind(cell[:1])] / n_rows - 1)
        + 0.5 * (column.ends[_kind(cell[-1:])] / n_rows - 1)
        + 1.0 * (column.shapes[_shape(cell)] / n_rows - 1)
        + 0.7 * (column.cells[cell] > 0)
    )
    return score - 0.4 * abs(math.log((1 + len(cell.split())) / (1 + column.n_words)))


def _column(cells: Sequence[str]) -> Column:
    return Column(
        starts=Counter(_kind(cell[:1]) for cell in cells),
        ends=Counter(_kind(cell[-1:]) for cell in cells),
        shapes=Counter(map(_shape, cells)),
        cells=Counter(cells),
        n_words=median(len(cell.split()) for cell in cells),
    )


def _kind(character: str) -> str:
    if character.isupper():
        return "A"
    if character.islower():
        return "a"
    return "9" if character.isdigit() else character


def _shape(cell: str) -> str:
    """Return the pattern of capitals of a cell's first word: `AWS` A, `Google` Aa, `MySQL` AaA."""
    word = cell.split()[0] if cell.split() else ""
    kinds = [_kind(character) for character in word if character.isalnum()]
    return "".join(kind for i, kind in enumerate(kinds) if i == 0 or kinds[i - 1] != kind)
