"""Whether a probability of 80 % means that 80 in 100 are right."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bot.judged import Judged

N_BINS = 10


@dataclass(frozen=True)
class Bin:
    """The questions whose probability lies in one range.

    Attributes:
        lower: the range's lower end, included.
        upper: its upper end, excluded but for the last.
        n: how many questions.
        probability: their mean probability.
        right: the share whose best answer was right.
    """

    lower: float
    upper: float
    n: int
    probability: float
    right: float


def reliability(judged: Sequence[Judged]) -> tuple[Bin, ...]:
    """Return ten equal ranges of probability, without those that no question falls into."""
    groups: dict[int, list[Judged]] = {}
    for row in judged:
        if row.searched:
            groups.setdefault(min(int(row.probability * N_BINS), N_BINS - 1), []).append(row)
    return tuple(_bin(place, groups[place]) for place in sorted(groups))


def _bin(place: int, rows: Sequence[Judged]) -> Bin:
    n = len(rows)
    return Bin(
        lower=place / N_BINS,
        upper=(place + 1) / N_BINS,
        n=n,
        probability=sum(row.probability for row in rows) / n,
        right=sum(row.right for row in rows) / n,
    )


def expected_calibration_error(bins: Sequence[Bin]) -> float | None:
    """Return how far probability and truth are apart, on the mean over all questions."""
    n = sum(bin.n for bin in bins)
    return sum(bin.n * abs(bin.probability - bin.right) for bin in bins) / n if n else None
