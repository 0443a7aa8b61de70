"""Which expected answer was taken for which."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bot.judged import Judged


@dataclass(frozen=True)
class Confusion:
    """Two answers that are taken for each other.

    Attributes:
        expected: the answer that was right; "" where a refusal was expected.
        said: the one that came.
        n: how often.
        n_back: how often it went the other way round.
        examples: the questions, those of `n` alone.
    """

    expected: str
    said: str
    n: int
    n_back: int
    examples: tuple[str, ...]


def confusions(judged: Sequence[Judged]) -> tuple[Confusion, ...]:
    """Return the pairs of answers that are confused, the most frequent first.

    Out-of-scope questions count where they were answered.
    """
    found: dict[tuple[str, str], list[str]] = {}
    for row in judged:
        if _confused(row):
            found.setdefault((row.expected, row.said), []).append(row.question)
    pairs = [
        Confusion(
            expected, said, len(questions), len(found.get((said, expected), ())), tuple(questions)
        )
        for (expected, said), questions in found.items()
    ]
    once = [pair for pair in pairs if _is_first(pair)]
    return tuple(sorted(once, key=lambda pair: -(pair.n + pair.n_back)))


def _confused(row: Judged) -> bool:
    if row.out_of_scope:
        return row.answered
    return row.in_scope and not row.right and bool(row.said)


def _is_first(pair: Confusion) -> bool:
    """Whether a pair stands for its way back as well."""
    return not pair.n_back or (pair.n, pair.expected) > (pair.n_back, pair.said)
