"""What Slack asked for, in SQL: each job once, in order, until it is done.

add ──> waiting ──claim──> held ──posting──> done
           ^                 │ the holder died: `held_until` passes
           └─────────────────┘

The text of a job is erased with its end; what stays names the messages, to follow edits.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from typing import Any

import sqlalchemy as sql
from sqlalchemy.engine import Engine

from connectors.clock import WallClock
from connectors.slack.incoming import Part
from connectors.slack.job import Job
from connectors.slack.tables import jobs, prepare
from knowledge.notebook import hash_person

HOLD_SECONDS = 10.0
KEEP_SECONDS = 90 * 24 * 3600.0
LET_PASS = (jobs.c.kind == "overhear") & (jobs.c.state == "done") & (jobs.c.answers == "[]")


@dataclass(frozen=True)
class Claimed:
    """A job that is this process's to do.

    Attributes:
        job: what to do.
        n_tries: how often it was begun, this time included.
        may_be_posted: whether one who held it before may have posted its answer.
    """

    job: Job
    n_tries: int
    may_be_posted: bool


class Inbox:
    """The jobs of one notebook's database. Its methods block: call them in a thread.

    Args:
        engine: the notebook's.
        hashed: returns what the tables hold for a person.
        clock: tells how long a process has a job.
    """

    def __init__(
        self,
        engine: Engine,
        *,
        hashed: Callable[[str], str] = hash_person,
        clock: WallClock | None = None,
    ) -> None:
        self._engine = engine
        self._hashed = hashed
        self._clock = clock or WallClock()
        prepare(engine)
        old = time.time() - KEEP_SECONDS
        with engine.begin() as connection:
            connection.execute(
                jobs.delete().where((jobs.c.state == "done") & (jobs.c.received_at < old))
            )

    def add(self, job: Job) -> bool:
        """Keep a job; tell whether it is new.

        A question takes the place of what was overheard in the same message and let pass.
        """
        row = {
            "event_id": job.event_id[:255],
            "key": job.key[:255],
            "kind": job.kind,
            "conversation": job.conversation[:255],
            "person": self._hashed(job.person),
            "ts": _seconds(job.ts),
            "state": "waiting",
            "held_until": 0.0,
            "n_tries": 0,
            "received_at": time.time(),
            "job": json.dumps(asdict(job)),
            "answers": "[]",
        }
        try:
            with self._engine.begin() as connection:
                if job.kind == "ask":
                    connection.execute(jobs.delete().where((jobs.c.key == row["key"]) & LET_PASS))
                connection.execute(jobs.insert().values(**row))
        except sql.exc.IntegrityError:
            return False
        return True

    def part_in(self, conversation: str) -> Part:
        """Return the mentor's part in a conversation: asked, answering unasked, or none.

        Args:
            conversation: of a message, `TEAM:CHANNEL:THREAD`.
        """
        place, _, thread_ts = conversation.rpartition(":")
        asked_there = (jobs.c.conversation == conversation) & (
            jobs.c.kind.in_(("ask", "press", "tell"))
            | ((jobs.c.kind == "overhear") & (jobs.c.answers != "[]"))
        )
        shared_there = (
            (jobs.c.kind == "share")
            & jobs.c.conversation.startswith(f"{place}:", autoescape=True)
            & jobs.c.answers.contains(f'"{thread_ts}"', autoescape=True)
        )
        query = sql.select(jobs.c.kind).where(asked_there | shared_there)
        with self._engine.connect() as connection:
            kinds = {row.kind for row in connection.execute(query)}
        return "asked" if kinds - {"overhear"} else "unasked" if kinds else ""

    def is_unanswered(self, key: str) -> bool:
        """Tell whether nothing was, or is being, done about the message of that key."""
        query = sql.select(jobs.c.key).where((jobs.c.key == key) & ~LET_PASS)
        with self._engine.connect() as connection:
            return connection.execute(query).first() is None

    def kind_of(self, key: str) -> str:
        """Return the kind of the job of that key; "" where there is none."""
        query = sql.select(jobs.c.kind).where(jobs.c.key == key)
        with self._engine.connect() as connection:
            return str(connection.execute(query).scalar() or "")

    def claim(self, conversation: str) -> Claimed | None:
        """Take the oldest job of a conversation; None where there is none or somebody is at it."""
        query = (
            sql.select(jobs)
            .where((jobs.c.conversation == conversation) & (jobs.c.state != "done"))
            .order_by(jobs.c.ts, jobs.c.received_at)
        )
        with self._engine.begin() as connection:
            rows = connection.execute(query).all()
            if not rows or not all(self._is_free(row.held_until) for row in rows):
                return None
            row = rows[0]
            mine = jobs.update().where(
                (jobs.c.event_id == row.event_id) & (jobs.c.held_until == row.held_until)
            )
            held_until = self._clock.now() + HOLD_SECONDS
            changes = {"held_until": held_until, "n_tries": row.n_tries + 1}
            if connection.execute(mine.values(**changes)).rowcount != 1:
                return None
        return Claimed(Job(**json.loads(row.job)), row.n_tries + 1, row.state == "posting")

    def hold(self, event_ids: Sequence[str]) -> None:
        """Go on holding jobs."""
        until = self._clock.now() + HOLD_SECONDS
        self._change(jobs.c.event_id.in_(list(event_ids)), held_until=until)

    def let_go(self, event_id: str, *, seconds: float) -> None:
        """Leave a job to whoever comes by after some seconds; not more than it can be held."""
        self._change(jobs.c.event_id == event_id, held_until=self._clock.now() + seconds)

    def begin_posting(self, event_id: str) -> None:
        """Note that from now on an answer may stand in Slack."""
        self._change(jobs.c.event_id == event_id, state="posting")

    def finish(self, event_id: str, answers: Sequence[Any] = ()) -> None:
        """Note that a job is done, and what answers it: messages' ts, or replies."""
        self._change(
            jobs.c.event_id == event_id, state="done", job="", answers=json.dumps(list(answers))
        )

    def answers(self, key: str) -> list[Any]:
        """Return what answers the job of that key."""
        query = sql.select(jobs.c.answers).where(jobs.c.key == key)
        with self._engine.connect() as connection:
            found = connection.execute(query).scalar()
        return list(json.loads(found)) if found else []

    def replace_answers(self, key: str, answers: Sequence[Any]) -> None:
        """Note what answers that job now."""
        self._change(jobs.c.key == key, answers=json.dumps(list(answers)))

    def waiting(self) -> list[str]:
        """Return the conversations in which a job waits that nobody holds."""
        query = sql.select(jobs.c.conversation, jobs.c.held_until).where(jobs.c.state != "done")
        with self._engine.connect() as connection:
            left = connection.execute(query.order_by(jobs.c.ts)).all()
        free = (row.conversation for row in left if self._is_free(row.held_until))
        return list(dict.fromkeys(free))

    def _is_free(self, held_until: float) -> bool:
        return self._clock.is_over(held_until, lease_seconds=HOLD_SECONDS)

    def _change(self, which: Any, **values: Any) -> None:
        with self._engine.begin() as connection:
            connection.execute(jobs.update().where(which).values(**values))


def _seconds(ts: str) -> float:
    try:
        return float(ts)
    except ValueError:
        return time.time()
