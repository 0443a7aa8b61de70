"""What people think of the answers they got."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sql

from knowledge.notebook.database import now
from knowledge.notebook.masking import mask
from knowledge.notebook.part import BookPart
from knowledge.notebook.tables import feedback


@dataclass(frozen=True)
class Rating:
    """What one person thinks of one answer."""

    question_id: str
    person: str
    given_at: datetime
    helpful: bool
    reason: str


class RatingsPart(BookPart):
    """The feedback."""

    def rate(self, question_id: str, person: str, *, helpful: bool, reason: str = "") -> None:
        """Keep what a person thinks of an answer, in place of what they thought before.

        Args:
            question_id: as the reply's payload names it.
            person: a hash, from `hash_person`.
            helpful: whether the answer helped.
            reason: why not, in the person's words.
        """
        own = self.salted(person)
        mine = (feedback.c.question_id == question_id[:32]) & (feedback.c.person == own)
        row = {
            "question_id": question_id[:32],
            "person": own,
            "given_at": now(),
            "helpful": helpful,
            "reason": mask(reason),
        }
        with self._engine.begin() as connection:
            connection.execute(feedback.delete().where(mine))
            connection.execute(feedback.insert().values(**row))

    def ratings(self, *, limit: int = 100) -> tuple[Rating, ...]:
        """Return the newest feedback."""
        query = sql.select(feedback).order_by(feedback.c.given_at.desc()).limit(limit)
        with self._engine.connect() as connection:
            return tuple(Rating(**row._mapping) for row in connection.execute(query))
