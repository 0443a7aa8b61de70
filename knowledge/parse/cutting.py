"""How to cut a line into cells: each way is rated, and the best one found."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from knowledge.parse.columns import Column, likeness
from knowledge.parse.words import Vocabulary

Cuts = tuple[int, ...]

WHOLE = -1.0  # the gain of a line that cannot be cut
_EMPTY = -10.0  # the rating of a cell with nothing in it
_UNFINISHED = {"a", "an", "the", "and", "or", "of", "for", "to", "in"}


def split_cells(line: str, cuts: Cuts) -> list[tuple[int, int]]:
    """Return the start and end of each cell, white space around it left out."""
    spans = []
    for start, end in pairwise((0, *cuts, len(line))):
        cell = line[start:end]
        lead = len(cell) - len(cell.lstrip())
        spans.append((start + lead, start + lead + len(cell.strip())))
    return spans


def cells_of(line: str, cuts: Cuts) -> list[str]:
    """Return the text of each cell."""
    return [line[start:end] for start, end in split_cells(line, cuts)]


@dataclass(frozen=True)
class Cutter:
    """Cuts lines of one table so that words look like words and left cells are short.

    Attributes:
        vocabulary: which words are whole.
        n_columns: how many cells each line gets.
        is_header: whether the lines name columns; then no cell is prose.
    """

    vocabulary: Vocabulary
    n_columns: int
    is_header: bool = False

    def cut(self, line: str, places: Sequence[int], columns: Sequence[Column] = ()) -> Cuts:
        """Return the best cuts.

        Args:
            line: what to cut.
            places: where it may be cut; with too few it stays whole, in the last column.
            columns: what the cells should be like, if that is known.
        """
        if len(places) < self.n_columns - 1:
            return (0,) * (self.n_columns - 1)
        reached: dict[int, tuple[float, Cuts]] = {0: (0.0, ())}
        for c in range(self.n_columns):
            step: dict[int, tuple[float, Cuts]] = {}
            for end in places if c < self.n_columns - 1 else [len(line)]:
                for start, (so_far, cuts) in reached.items():
                    score = so_far + self._rate(line, start, end, c, columns)
                    if start < end and (end not in step or score > step[end][0]):
                        step[end] = score, (*cuts, end)
            reached = step
        return reached[len(line)][1][:-1]

    def gain(self, line: str, cuts: Cuts) -> float:
        """Return how much higher the cells are rated than the line as a single cell."""
        if not any(cuts):
            return WHOLE
        bounds = pairwise((0, *cuts, len(line)))
        cut = sum(self._rate(line, start, end, c) for c, (start, end) in enumerate(bounds))
        first = self.vocabulary.plausibility(line.split()[0])
        return cut - self._words(line) - 0.5 * min(0.0, first)

    def fit(self, line: str, cuts: Cuts, columns: Sequence[Column]) -> float:
        """Return how well the cells fit their columns: 0 fully, else below."""
        if not any(cuts) or not columns:
            return 0.0
        return sum(map(likeness, cells_of(line, cuts), columns))

    def _rate(
        self, line: str, start: int, end: int, c: int, columns: Sequence[Column] = ()
    ) -> float:
        cell = line[start:end].strip()
        if not cell:
            return _EMPTY
        fit = likeness(cell, columns[c]) if columns else 0.0
        return self._cell(cell, c) + _ease(line, start) + fit

    def _cell(self, cell: str, c: int) -> float:
        words = cell.split()
        is_last = c == self.n_columns - 1
        score = self._words(cell) - 0.3 * cell[0].islower()
        first = self.vocabulary.plausibility(words[0])
        if first < 0 and not self.is_header:
            # Names with inner capitals stand on the left; prose begins with a plain word.
            score += -0.4 * first if c == 0 else 0.5 * first if is_last else 0.0
        if not is_last:
            score -= 0.1 * max(0, len(words) - 2) + 1.5 * (words[-1].lower() in _UNFINISHED)
        return score

    def _words(self, cell: str) -> float:
        return sum(map(self.vocabulary.plausibility, cell.split()))


def _ease(line: str, cut: int) -> float:
    """Return how readily a reader cuts here: between two small letters only for want of better."""
    if cut == 0:
        return 0.0
    before, after = line[cut - 1], line[cut]
    if after.islower() and before.islower():
        return -1.0
    if before.isdigit():
        return -0.4 if after.isalpha() else 0.0
    return -0.2 if after.isdigit() else 0.0
