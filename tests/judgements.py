"""Judged questions made by hand."""

from __future__ import annotations

from bot.judged import Judged
from knowledge.reply import Kind


def row(
    expected: str = "leaves",
    *,
    said: str = "",
    outcome: Kind = "answer",
    probability: float = 0.5,
    question: str = "q",
    rank: int | None = None,
    slice: str = "",
    latency_ms: float = 1.0,
) -> Judged:
    """Return a row of a table: right where what was said is expected; "" expects a refusal."""
    return Judged(
        question=question,
        expected=expected,
        said=said,
        right=bool(expected) and said == expected,
        outcome=outcome,
        probability=probability,
        latency_ms=latency_ms,
        expects="answer" if expected else "refusal",
        rank=rank,
        slice=slice,
    )


def right(probability: float = 0.9, expected: str = "leaves", outcome: Kind = "answer") -> Judged:
    """Return a question whose best candidate is right."""
    return row(expected, said=expected, probability=probability, outcome=outcome, rank=1)


def wrong(probability: float = 0.6, expected: str = "leaves", said: str = "water") -> Judged:
    """Return a question that got a wrong answer."""
    return row(expected, said=said, probability=probability, rank=2)


def outside(probability: float = 0.1, outcome: Kind = "refusal", said: str = "water") -> Judged:
    """Return a question that should be refused."""
    return row("", said=said, probability=probability, outcome=outcome)


# Eight questions of all sorts, as a small evaluation has them.
SMALL = (
    right(0.95),
    right(0.85, "steam"),
    wrong(0.75),
    right(0.65, "cup"),
    outside(0.55, "answer"),
    right(0.45, "pot", outcome="clarification"),
    right(0.25, "milk", outcome="refusal"),
    outside(0.05),
)
