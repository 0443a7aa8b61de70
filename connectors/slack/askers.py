"""Who asked which question of the notebook, and where: to tell them when there is an answer."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import sqlalchemy as sql
from sqlalchemy.engine import Engine

from connectors.slack.job import Job
from connectors.slack.tables import askers, prepare
from knowledge.notebook import hash_person

KEEP_SECONDS = 90 * 24 * 3600.0


@dataclass(frozen=True)
class Asker:
    """Who asked a question, and where.

    Attributes:
        key: of the job that asked.
        user: Slack's id.
        conversation: Rasa's sender id.
        channel: where it was asked.
        thread_ts: the thread of the answer; "" for none.
        is_private: whether only the asker saw the answer.
    """

    key: str
    user: str
    conversation: str
    channel: str
    thread_ts: str
    is_private: bool


class Askers:
    """The askers of one notebook's questions. Its methods block: call them in a thread.

    Args:
        engine: the notebook's.
        hashed: returns what the tables hold for a person.
    """

    def __init__(self, engine: Engine, *, hashed: Callable[[str], str] = hash_person) -> None:
        self._engine = engine
        self._hashed = hashed
        prepare(engine)
        old = time.time() - KEEP_SECONDS
        with engine.begin() as connection:
            connection.execute(askers.delete().where(askers.c.asked_at < old))

    def note(self, job: Job, question_ids: Sequence[str], *, key: str = "") -> None:
        """Keep who asked; what the same job asked before it was edited is no longer asked.

        Args:
            job: by whom and where.
            question_ids: the notebook's.
            key: of the job that asked; the job's own unless it is about another.
        """
        key = key or job.key
        rows = [
            {
                "question_id": id[:32],
                "key": key[:255],
                "person": self._hashed(job.person),
                "user": job.user[:40],
                "conversation": job.conversation[:255],
                "channel": job.channel[:40],
                "thread_ts": job.thread_ts[:32],
                "is_private": bool(job.response_url),
                "asked_at": time.time(),
            }
            for id in dict.fromkeys(filter(None, question_ids))
        ]
        with self._engine.begin() as connection:
            ids = [row["question_id"] for row in rows]
            gone = (askers.c.key == key[:255]) | askers.c.question_id.in_(ids)
            connection.execute(askers.delete().where(gone))
            if rows:
                connection.execute(askers.insert(), rows)

    def who(self, question_id: str) -> Asker | None:
        """Return who asked a question; None where nobody in Slack did."""
        columns = [askers.c[name] for name in Asker.__dataclass_fields__]
        query = sql.select(*columns).where(askers.c.question_id == question_id)
        with self._engine.connect() as connection:
            row = connection.execute(query).first()
        return Asker(**row._mapping) if row else None
