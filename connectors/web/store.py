"""What visitors asked and were told.

Numbers count up within one conversation without gaps: the primary key makes of two writers at once
a first and a second, so whoever has read up to `n` has missed nothing before it.
"""

from __future__ import annotations

import json
import secrets
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sql
from sqlalchemy.engine import Connection

from connectors.clock import WallClock
from connectors.web.database import Database
from connectors.web.tables import (
    append,
    as_json,
    askers,
    feedback,
    forgotten,
    messages,
    note_asker,
    public,
    row_of,
)

PAGE_MESSAGES = 200


@dataclass(frozen=True)
class Question:
    """A question that a worker has claimed."""

    visitor: str
    n: int
    text: str
    claim: str


@dataclass(frozen=True)
class View:
    """What a client has not seen yet.

    Attributes:
        messages: in order, as JSON has them.
        open: the questions without a reply, each with `id` and `state`.
    """

    messages: tuple[dict[str, Any], ...]
    open: tuple[dict[str, str], ...]

    def waits_for(self, client_id: str) -> bool:
        """Tell whether that question is still to be answered."""
        return any(q["id"] == client_id and q["state"] == "asked" for q in self.open)

    @property
    def waits(self) -> bool:
        """Whether a question is still to be answered."""
        return any(q["state"] == "asked" for q in self.open)


class Store:
    """Reads and writes the conversations.

    Args:
        database: where they are kept.
        clock: tells how long a worker has a question.
    """

    def __init__(self, database: Database, *, clock: WallClock | None = None) -> None:
        self._database = database
        self._clock = clock or WallClock()

    def add(self, visitor: str, client_id: str, text: str) -> None:
        """Keep a question; the same one again changes nothing, but takes up one that failed."""
        same = (messages.c.visitor == visitor) & (messages.c.client_id == client_id)

        def add_or_take_up(connection: Connection) -> None:
            state = connection.execute(sql.select(messages.c.state).where(same)).scalar()
            if state is None:
                row = row_of(visitor, "person", text, state="asked", client_id=client_id)
                append(connection, visitor, row)
            elif state == "failed":
                connection.execute(messages.update().where(same).values(state="asked"))

        self._database.write(add_or_take_up)

    def view(self, visitor: str, *, after: int) -> View:
        """Return what came after a number; after 0, the newest part of the conversation."""
        mine = sql.select(messages).where(messages.c.visitor == visitor)
        unseen = mine.where(messages.c.n > after).limit(PAGE_MESSAGES)
        unseen = unseen.order_by(messages.c.n if after else messages.c.n.desc())
        waiting = mine.where(messages.c.state != "answered").order_by(messages.c.n)

        def read(connection: Connection) -> View:
            rows = sorted(connection.execute(unseen), key=lambda row: int(row.n))
            judged = {row.n: row.helpful for row in connection.execute(_judged(visitor, rows))}
            left = connection.execute(waiting).all()
            return View(
                tuple(public(row, judged.get(row.n)) for row in rows),
                tuple({"id": row.client_id, "state": row.state} for row in left),
            )

        return self._database.read(read)

    def claim_next(self, visitor: str, *, lease_seconds: float) -> Question | None:
        """Take the visitor's first unanswered question, unless another worker has it."""
        claim = secrets.token_hex(16)
        asked = (messages.c.visitor == visitor) & (messages.c.state == "asked")
        first = sql.select(messages).where(asked).order_by(messages.c.n).limit(1)

        def take(connection: Connection) -> Question | None:
            row = connection.execute(first).first()
            if row is None or not self._clock.is_over(
                row.claimed_until, lease_seconds=lease_seconds
            ):
                return None
            free = asked & (messages.c.n == row.n) & (messages.c.claimed_until == row.claimed_until)
            values = {"claim": claim, "claimed_until": self._clock.now() + lease_seconds}
            if connection.execute(messages.update().where(free).values(values)).rowcount:
                return Question(visitor, row.n, row.text, claim)
            return None

        return self._database.write(take)

    def renew(self, question: Question, *, lease_seconds: float) -> None:
        """Say that the worker still lives."""
        values = {"claimed_until": self._clock.now() + lease_seconds}
        self._database.write(lambda connection: _settle(connection, question, values))

    def finish(self, question: Question, replies: Sequence[dict[str, Any]]) -> None:
        """Keep all replies to a question at once, unless another worker has answered it."""

        def answer(connection: Connection) -> None:
            if not _settle(connection, question, {"state": "answered", "claimed_until": 0.0}):
                return
            rows = [
                row_of(
                    question.visitor,
                    "mentor",
                    reply.get("text") or "",
                    custom=as_json(reply.get("custom") or {}),
                )
                for reply in replies
            ]
            append(connection, question.visitor, *rows)
            for reply in replies:
                note_asker(connection, question.visitor, (reply.get("custom") or {}))

        self._database.write(answer)

    def fail(self, question: Question) -> None:
        """Say that no reply could be made; the person may try again."""
        values = {"state": "failed", "claimed_until": 0.0}
        self._database.write(lambda connection: _settle(connection, question, values))

    def tell(self, question_id: str, text: str, custom: Mapping[str, Any]) -> str | None:
        """Add what was learnt since to the conversation of who asked it; the same once only.

        Returns:
            The visitor; None where nobody is known to have asked it, or who did was forgotten.
        """
        asker = sql.select(askers.c.visitor).where(askers.c.question_id == question_id)
        client_id = f"told-{question_id}"[:64]

        def add(connection: Connection) -> str | None:
            visitor: str | None = connection.execute(asker).scalar()
            same = (messages.c.visitor == visitor) & (messages.c.client_id == client_id)
            if visitor and not connection.execute(sql.select(messages.c.n).where(same)).first():
                row = row_of(visitor, "mentor", text, custom=as_json(custom), client_id=client_id)
                append(connection, visitor, row)
            return visitor

        return self._database.write(add)

    def judge(self, visitor: str, n: int, *, helpful: bool) -> str | None:
        """Keep whether a reply helped, so that the widget shows it again; the last word counts.

        Returns:
            The id of the question that was answered, "" without one; None without that reply.
        """
        mentors = (messages.c.role == "mentor") & (messages.c.visitor == visitor)
        custom_of = sql.select(messages.c.custom).where(mentors & (messages.c.n == n))
        same = (feedback.c.visitor == visitor) & (feedback.c.n == n)
        row = {"visitor": visitor, "n": n, "helpful": helpful, "at": time.time()}

        def judge(connection: Connection) -> str | None:
            custom = connection.execute(custom_of).scalar()
            if custom is None:
                return None
            connection.execute(feedback.delete().where(same))
            connection.execute(feedback.insert().values(row))
            return str(json.loads(custom).get("question_id") or "")

        return self._database.write(judge)

    def is_forgotten(self, visitor: str) -> bool:
        """Tell whether the visitor was erased."""
        known = sql.select(forgotten).where(forgotten.c.visitor == visitor)
        return self._database.read(lambda connection: connection.execute(known).first()) is not None

    def forget(self, visitor: str) -> int:
        """Erase a conversation for good and return how many messages that was."""

        def erase(connection: Connection) -> int:
            for table in (feedback, askers, forgotten):
                connection.execute(table.delete().where(table.c.visitor == visitor))
            connection.execute(forgotten.insert().values(visitor=visitor))
            gone = connection.execute(messages.delete().where(messages.c.visitor == visitor))
            return int(gone.rowcount)

        return self._database.write(erase)


def _settle(connection: Connection, question: Question, values: dict[str, Any]) -> bool:
    """Change a question that this worker holds and nobody has answered."""
    held = (
        (messages.c.visitor == question.visitor)
        & (messages.c.n == question.n)
        & (messages.c.claim == question.claim)
        & (messages.c.state == "asked")
    )
    return bool(connection.execute(messages.update().where(held).values(values)).rowcount)


def _judged(visitor: str, rows: Sequence[Any]) -> Any:
    first = rows[0].n if rows else 0
    mine = (feedback.c.visitor == visitor) & (feedback.c.n >= first)
    return sql.select(feedback.c.n, feedback.c.helpful).where(mine)
