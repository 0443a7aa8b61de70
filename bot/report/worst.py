"""The questions to look at first."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import chain, islice, zip_longest

from bot.judged import Judged


def worst(judged: Sequence[Judged], n: int = 20) -> tuple[Judged, ...]:
    """Return what went wrong, first where the mentor was the surest of the wrong thing.

    Wrong answers, the highest probability first, and wrong refusals come in turn, refusals whose
    best candidate was right before those that had found nothing. What was asked back comes last.
    """
    answered = [row for row in judged if row.verdict == "wrong"]
    refused = [row for row in judged if row.failed and row.verdict == "refused"]
    asked_back = [row for row in judged if row.verdict == "asked back" and row.failed]
    answered.sort(key=lambda row: -row.probability)
    refused.sort(key=lambda row: (not row.right, row.probability))
    return tuple(islice(chain(_in_turn(answered, refused), asked_back), n))


def _in_turn(ones: Iterable[Judged], others: Iterable[Judged]) -> Iterator[Judged]:
    for pair in zip_longest(ones, others):
        yield from filter(None, pair)
