"""What became of the questions, counted for each sort of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from bot.judged import Judged

LENGTHS = ((3, "1 to 3 words"), (7, "4 to 7 words"), (12, "8 to 12 words"))
LONGEST = "13 words and more"


@dataclass(frozen=True)
class Tally:
    """What became of the questions of one sort.

    Attributes:
        name: the sort.
        right: as expected; for out-of-scope questions that is a refusal.
        wrong: answered, and not as expected.
        asked_back: asked back instead.
        refused: refused, and should not have been.
    """

    name: str
    right: int
    wrong: int
    asked_back: int
    refused: int

    @property
    def n(self) -> int:
        """How many questions."""
        return self.right + self.wrong + self.asked_back + self.refused


@dataclass(frozen=True)
class Division:
    """All questions, divided by one of their properties."""

    name: str
    tallies: tuple[Tally, ...]


def divisions(judged: Sequence[Judged]) -> tuple[Division, ...]:
    """Divide the questions by what is expected, by slice where they name one, and by length."""
    found = [Division("What is expected", _tallies(judged, _expectation))]
    if any(row.slice for row in judged):
        found.append(Division("Slice", _tallies(judged, lambda row: row.slice)))
    lengths = _tallies(judged, _length)
    order = [name for _, name in LENGTHS] + [LONGEST]
    by_length = sorted(lengths, key=lambda tally: order.index(tally.name))
    return (*found, Division("Length of the question", tuple(by_length)))


def _tallies(judged: Iterable[Judged], name_of: Callable[[Judged], str]) -> tuple[Tally, ...]:
    groups: dict[str, Counter[str]] = {}
    for row in judged:
        groups.setdefault(name_of(row), Counter())[row.verdict] += 1
    return tuple(
        Tally(name, seen["right"], seen["wrong"], seen["asked back"], seen["refused"])
        for name, seen in groups.items()
    )


def _expectation(row: Judged) -> str:
    if row.in_scope:
        return "An answer"
    return "A refusal" if row.out_of_scope else f"A reply of the kind {row.expects}"


def _length(row: Judged) -> str:
    n_words = len(row.question.split())
    return next((name for most, name in LENGTHS if n_words <= most), LONGEST)
