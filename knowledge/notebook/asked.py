"""What people asked and how it was answered."""

from __future__ import annotations

import json
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sql

from knowledge.finding import Finding
from knowledge.notebook.database import now
from knowledge.notebook.masking import hash_person, mask
from knowledge.notebook.part import BookPart
from knowledge.notebook.tables import questions
from knowledge.reply import Reply

_INSERT = questions.insert()  # made once: each message runs it


@dataclass(frozen=True)
class Asked:
    """One recorded question.

    Attributes:
        id: as the reply's payload names it.
        asked_at: in UTC.
        person: a salted hash.
        channel: where it was asked.
        text: masked.
        query: what was searched: spelling mended, completed from the conversation; masked.
        kind: of the reply.
        confidence: of the best candidate.
        best: the best candidates' ids, the best first.
        release: which answered.
    """

    id: str
    asked_at: datetime
    person: str
    channel: str
    text: str
    kind: str
    confidence: float
    query: str = ""
    best: tuple[str, ...] = ()
    release: str = ""


class AskedPart(BookPart):
    """The recorded questions."""

    def record(
        self, question: str, sender: str, channel: str, finding: Finding | None, reply: Reply
    ) -> str:
        """Keep a question with its outcome and return the question's id."""
        id = uuid.uuid4().hex
        row = {
            "id": id,
            "asked_at": now(),
            "person": self.salted(hash_person(sender)),
            "channel": channel[:40],
            "text": mask(question),
            "query": mask(finding.query.text) if finding else "",
            "kind": reply.kind,
            "confidence": reply.confidence,
            "candidates": json.dumps(finding.as_dict()["candidates"] if finding else []),
            "release": reply.release,
        }
        with self._engine.begin() as connection:
            connection.execute(_INSERT, row)
        return id

    def asked(
        self, *, kind: str = "", limit: int = 100, since: datetime | None = None
    ) -> tuple[Asked, ...]:
        """Return the newest questions.

        Args:
            kind: only those with this kind of reply.
            limit: at most so many.
            since: only those asked later, in UTC.
        """
        query = sql.select(questions).order_by(questions.c.asked_at.desc(), questions.c.id)
        if kind:
            query = query.where(questions.c.kind == kind)
        if since:
            query = query.where(questions.c.asked_at > since)
        with self._engine.connect() as connection:
            return tuple(map(_asked, connection.execute(query.limit(limit))))

    def question(self, id: str) -> Asked | None:
        """Return one recorded question."""
        return next(iter(self.questions([id])), None)

    def questions(self, ids: Sequence[str]) -> tuple[Asked, ...]:
        """Return recorded questions by their ids, the oldest first."""
        query = sql.select(questions).where(questions.c.id.in_(list(ids)))
        query = query.order_by(questions.c.asked_at, questions.c.id)
        with self._engine.connect() as connection:
            return tuple(map(_asked, connection.execute(query)))

    def drop_older(self, before: datetime) -> int:
        """Erase the questions asked before a moment and return how many that was."""
        with self._engine.begin() as connection:
            gone = connection.execute(questions.delete().where(questions.c.asked_at < before))
            return int(gone.rowcount)


def _asked(row: Any) -> Asked:
    best = tuple(str(candidate[0]) for candidate in json.loads(row.candidates))
    names = [name for name in Asked.__dataclass_fields__ if name != "best"]
    return Asked(**{name: row._mapping[name] for name in names}, best=best)
