"""Who asked what can now be answered: each of them is told once, where they asked."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sql

from knowledge.notebook.database import now
from knowledge.notebook.part import BookPart
from knowledge.notebook.tables import to_tell


@dataclass(frozen=True)
class ToTell:
    """An answer that came later.

    Attributes:
        question_id: of the question that was not answered then.
        question: its text, masked.
        text: the answer as Markdown.
        payload: the reply's payload, as `Reply.payload`.
    """

    question_id: str
    question: str
    text: str
    payload: dict[str, Any]


class TellingPart(BookPart):
    """The answers that came later."""

    def tell_later(
        self,
        question_id: str,
        channel: str,
        question: str,
        text: str,
        payload: dict[str, Any],
        *,
        told: bool = False,
    ) -> bool:
        """Keep an answer for who asked; tell whether it is the first for that question.

        Args:
            question_id: of the recorded question.
            channel: where it was asked.
            question: its text, masked.
            text: the answer as Markdown.
            payload: of the reply.
            told: whether the person hears of it with another question of theirs.
        """
        row = {
            "question_id": question_id,
            "channel": channel,
            "question": question,
            "text": text,
            "payload": json.dumps(payload),
            "found_at": now(),
            "told_at": now() if told else None,
        }
        try:
            with self._engine.begin() as connection:
                connection.execute(to_tell.insert().values(**row))
        except sql.exc.IntegrityError:
            return False
        return True

    def to_tell(self, channel: str, *, limit: int = 50) -> tuple[ToTell, ...]:
        """Return what is still to be told in a channel, the oldest first.

        Args:
            channel: the name with which the questions were recorded.
            limit: at most so many.
        """
        query = sql.select(to_tell).where(to_tell.c.channel == channel, to_tell.c.told_at.is_(None))
        query = query.order_by(to_tell.c.found_at, to_tell.c.question_id).limit(limit)
        with self._engine.connect() as connection:
            return tuple(
                ToTell(row.question_id, row.question, row.text, json.loads(row.payload))
                for row in connection.execute(query)
            )

    def mark_told(self, question_id: str) -> bool:
        """Take it upon oneself to tell; True for exactly one caller, in whatever process."""
        open_one = (to_tell.c.question_id == question_id) & to_tell.c.told_at.is_(None)
        with self._engine.begin() as connection:
            done = connection.execute(to_tell.update().where(open_one).values(told_at=now()))
            return bool(done.rowcount)

    def known_to_tell(self) -> frozenset[str]:
        """Return the ids of all questions for which an answer came later, told or not."""
        with self._engine.connect() as connection:
            return frozenset(connection.execute(sql.select(to_tell.c.question_id)).scalars())
