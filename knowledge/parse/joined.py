"""Tables whose cells run together, such as `PythonKnown for its simplicity`.

A web page copied as text often loses what stood between the cells. The cuts are searched for the
whole table at once: every line has the same number of cells, and of all ways to cut, the one wins
whose words look like words, whose left cells are short and whose columns are alike.

    lines -> places to cut -> for 2, 3, ... columns: best cuts, columns compared, cut again
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise, takewhile, zip_longest

from knowledge.parse.columns import Column, columns_of
from knowledge.parse.cutting import Cuts, Cutter, cells_of
from knowledge.parse.words import Vocabulary, joins, soft_joins

MAX_COLUMNS = 7
MAX_HEADER_WORDS = 14
MAX_HEADER_CHARACTERS = 160
MAX_ROW_CHARACTERS = 2000
MAX_ROWS = 60  # of a table that is looked for as a block of lines
MAX_PLACES = 40  # to cut in one line
N_ROUNDS = 4  # of cutting and comparing; it settles after two as a rule

# What cutting must bring at least over leaving the lines whole. A known word made out of a join
# brings 2; that all columns are alike brings a row 1.
MIN_HEADER_GAIN = 0.8
MIN_ROW_GAIN = 0.2
MIN_GAIN = 2.0  # the header's and the mean row's together


@dataclass(frozen=True)
class Grid:
    """Where the lines of a table are cut.

    Attributes:
        cuts: the header's cuts first, then each row's.
        gains: what cutting each of these lines brings over leaving it whole.
        score: what the whole is worth, to compare with other numbers of columns.
    """

    cuts: tuple[Cuts, ...]
    gains: tuple[float, ...]
    score: float


def could_be_header(line: str) -> bool:
    """Say whether a line is short, unpunctuated and has words that run together."""
    return (
        len(line) <= MAX_HEADER_CHARACTERS
        and len(line.split()) <= MAX_HEADER_WORDS
        and not line.endswith((".", "!", ",", ";", ":", "”"))
        and bool(joins(line))
    )


def could_be_row(line: str, vocabulary: Vocabulary) -> bool:
    """Say whether words of a line seem to run together."""
    return len(line) <= MAX_ROW_CHARACTERS and any(
        vocabulary.plausibility(token) <= 0 and (joins(token) or soft_joins(token, vocabulary))
        for token in line.split()
    )


def find_grid(lines: Sequence[str], vocabulary: Vocabulary) -> Grid | None:
    """Return the cuts of a header and at least one row below it, None if it is no table."""
    if not any(" " in line for line in lines) and not _knows_part(lines[0], vocabulary):
        return None  # names with inner capitals below each other, as likely as a table
    places = [_places(line, vocabulary) for line in lines]
    n_most = min(MAX_COLUMNS, len(places[0]) + 1)
    grids = (_grid(lines, places, n, vocabulary) for n in range(2, n_most + 1))
    return max((grid for grid in grids if grid), key=lambda grid: grid.score, default=None)


def document_vocabulary(lines: Sequence[str]) -> Vocabulary:
    """Return the whole words of a document, leaving out words that may be two cells run together.

    Args:
        lines: all lines without the white space around them, "" for a blank one.
    """
    in_table = _table_lines(lines)
    vocabulary = Vocabulary(
        token for i, line in enumerate(lines) if i not in in_table for token in line.split()
    )
    tokens = {token for i in in_table for token in lines[i].split() if not joins(token)}
    for _, same in groupby(sorted(tokens, key=len), key=len):  # the shorter ones show the joins
        vocabulary.add([token for token in same if not soft_joins(token, vocabulary)])
    return vocabulary


def _table_lines(lines: Sequence[str]) -> set[int]:
    """Return the lines of what may be such tables: below a line that could be a header."""
    filled = [i for i, line in enumerate(lines) if line]
    found: set[int] = set()
    is_inside = False
    for i, following in zip_longest(filled, filled[1:]):
        is_header = could_be_header(lines[i])
        starts = is_header and following is not None and bool(joins(lines[following]))
        is_inside = starts or (is_inside and bool(joins(lines[i])))
        if is_inside:
            found.add(i)
        if is_header and (i == 0 or not lines[i - 1]):
            block = range(i, min(i + MAX_ROWS, len(lines)))
            found.update(takewhile(lambda j: lines[j], block))
    return found


def _knows_part(header: str, vocabulary: Vocabulary) -> bool:
    places = (0, *joins(header), len(header))
    return any(vocabulary.knows(header[start:end]) for start, end in pairwise(places))


def _places(line: str, vocabulary: Vocabulary) -> list[int]:
    """Return where a line may be cut: at the joins, and beside a known word that runs on."""
    found = set(joins(line))
    for token in re.finditer(r"\S+", line):
        found.update(token.start() + i for i in soft_joins(token.group(), vocabulary))
    return sorted(found)[:MAX_PLACES]


def _grid(
    lines: Sequence[str], places: Sequence[Sequence[int]], n_columns: int, vocabulary: Vocabulary
) -> Grid | None:
    """Cut every line into so many columns; None if that gains too little."""
    header, *rows = lines
    titles = Cutter(vocabulary, n_columns, is_header=True)
    cutter = Cutter(vocabulary, n_columns)
    header_cuts = titles.cut(header, places[0])
    cuts = _settled(cutter, rows, places[1:])
    header_gain = titles.gain(header, header_cuts)
    gains = [cutter.gain(row, cut) for row, cut in zip(rows, cuts, strict=True)]
    fit = sum(cutter.fit(row, cuts[i], _others(rows, cuts, i)) for i, row in enumerate(rows))
    order = max(0.0, 1 + fit / (len(rows) * n_columns)) if len(rows) > 1 else 0.0
    row_gain = sum(gains) / len(gains) + order
    if min(header_gain - MIN_HEADER_GAIN, row_gain - MIN_ROW_GAIN) < 0:
        return None
    if header_gain + row_gain < MIN_GAIN:
        return None
    # People, too, take the number of columns from the header: it counts as much as all rows.
    score = (1 + len(rows)) * header_gain + sum(gains) + fit
    return Grid((header_cuts, *cuts), (header_gain, *gains), score)


def _settled(cutter: Cutter, rows: Sequence[str], places: Sequence[Sequence[int]]) -> list[Cuts]:
    """Cut the rows, and cut each again to be like the others, until nothing changes."""
    cuts = [cutter.cut(row, spots) for row, spots in zip(rows, places, strict=True)]
    for _ in range(N_ROUNDS):
        before = list(cuts)
        for i, row in enumerate(rows):
            cuts[i] = cutter.cut(row, places[i], _others(rows, cuts, i))
        if cuts == before:
            break
    return cuts


def _others(rows: Sequence[str], cuts: Sequence[Cuts], i: int) -> list[Column]:
    """Return the columns of all rows but one; a row that stayed whole tells nothing of them."""
    return columns_of(
        cells_of(row, cut)
        for j, (row, cut) in enumerate(zip(rows, cuts, strict=True))
        if j != i and any(cut)
    )
