"""How much was asked and how it went, day by day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sql

from knowledge.notebook.part import BookPart
from knowledge.notebook.tables import feedback, questions


@dataclass(frozen=True)
class Figure:
    """A count.

    Attributes:
        day: as 2026-01-31, in UTC.
        channel: where it was asked.
        kind: of the reply; "helpful" and "unhelpful" for what people thought of it.
        n: how many.
    """

    day: str
    channel: str
    kind: str
    n: int


class FiguresPart(BookPart):
    """The counts."""

    def figures(self, since: datetime) -> tuple[Figure, ...]:
        """Return the counts of all days since a moment, in UTC."""
        day = sql.func.date(questions.c.asked_at).label("day")
        asked = (
            sql.select(day, questions.c.channel, questions.c.kind, sql.func.count().label("n"))
            .where(questions.c.asked_at >= since)
            .group_by(day, questions.c.channel, questions.c.kind)
        )
        rated = (
            sql.select(day, questions.c.channel, feedback.c.helpful, sql.func.count().label("n"))
            .where(questions.c.asked_at >= since, feedback.c.question_id == questions.c.id)
            .group_by(day, questions.c.channel, feedback.c.helpful)
        )
        with self._engine.connect() as connection:
            counts = [
                Figure(str(row.day), row.channel, row.kind, row.n)
                for row in connection.execute(asked)
            ]
            opinions = [
                Figure(str(row.day), row.channel, _opinion(row.helpful), row.n)
                for row in connection.execute(rated)
            ]
        return tuple(sorted([*counts, *opinions], key=lambda one: (one.day, one.channel)))


def _opinion(helpful: bool) -> str:
    return "helpful" if helpful else "unhelpful"
