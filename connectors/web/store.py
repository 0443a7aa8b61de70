"""What visitors asked and were told, in SQL: `DATABASE_URL`, else SQLite under the home's state.

Numbers count up within one conversation without gaps: the primary key makes of two writers at once
a first and a second, so whoever has read up to `n` has missed nothing before it.
"""

from __future__ import annotations

import json
import os
import secrets
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

import sqlalchemy as sql
from sqlalchemy.engine import Connection, Engine

PAGE_MESSAGES = 200
N_TRIES = 20  # two writers of one conversation at the same moment: the second counts anew

_metadata = sql.MetaData()

messages = sql.Table(
    "web_messages",
    _metadata,
    sql.Column("visitor", sql.String(40), primary_key=True),
    sql.Column("n", sql.Integer, primary_key=True, autoincrement=False),
    sql.Column("role", sql.String(8), nullable=False),  # person | mentor
    sql.Column("client_id", sql.String(64)),  # the person's; None for the mentor's
    sql.Column("text", sql.Text, nullable=False),
    sql.Column("custom", sql.Text, nullable=False),  # JSON: the payload of the mentor's
    sql.Column("state", sql.String(10), nullable=False),  # asked | answered | failed
    sql.Column("claim", sql.String(32), nullable=False),  # which worker answers it
    sql.Column("claimed_until", sql.Float, nullable=False),  # seconds since 1970
    sql.Column("at", sql.Float, nullable=False),  # seconds since 1970
    sql.UniqueConstraint("visitor", "client_id"),
)

feedback = sql.Table(
    "web_feedback",
    _metadata,
    sql.Column("visitor", sql.String(40), primary_key=True),
    sql.Column("n", sql.Integer, primary_key=True, autoincrement=False),
    sql.Column("helpful", sql.Boolean, nullable=False),
    sql.Column("at", sql.Float, nullable=False),  # seconds since 1970
)

keys = sql.Table(
    "web_keys",
    _metadata,
    sql.Column("name", sql.String(20), primary_key=True),
    sql.Column("value", sql.String(80), nullable=False),
)

T = TypeVar("T")


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


class Store:
    """Reads and writes the conversations.

    Args:
        engine: of the database; the tables are made where they are missing.
    """

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        _again(lambda: _metadata.create_all(engine))

    @classmethod
    def from_environment(cls) -> Store:
        """Open the database that the environment names."""
        url = os.environ.get("DATABASE_URL")
        return cls(sql.create_engine(url, pool_pre_ping=True) if url else _sqlite(state_folder()))

    def key(self) -> bytes:
        """Return the secret that signs sessions, made when first needed."""
        query = sql.select(keys.c.value).where(keys.c.name == "session")

        def read_or_make(connection: Connection) -> str:
            found = connection.execute(query).scalar()
            if found is None:
                found = secrets.token_hex(32)
                connection.execute(keys.insert().values(name="session", value=found))
            return str(found)

        return bytes.fromhex(self._write(read_or_make))

    def add(self, visitor: str, client_id: str, text: str) -> None:
        """Keep a question; the same one again changes nothing, but takes up one that failed."""
        same = (messages.c.visitor == visitor) & (messages.c.client_id == client_id)

        def add_or_take_up(connection: Connection) -> None:
            state = connection.execute(sql.select(messages.c.state).where(same)).scalar()
            if state is None:
                row = _row(visitor, _next(connection, visitor), "person", text, state="asked")
                connection.execute(messages.insert().values({**row, "client_id": client_id}))
            elif state == "failed":
                connection.execute(messages.update().where(same).values(state="asked"))

        self._write(add_or_take_up)

    def view(self, visitor: str, *, after: int) -> View:
        """Return what came after a number; after 0, the newest part of the conversation."""
        mine = sql.select(messages).where(messages.c.visitor == visitor)
        unseen = mine.where(messages.c.n > after).limit(PAGE_MESSAGES)
        unseen = unseen.order_by(messages.c.n if after else messages.c.n.desc())
        waiting = mine.where(messages.c.state != "answered").order_by(messages.c.n)
        with self._engine.begin() as connection:
            rows = sorted(connection.execute(unseen), key=lambda row: int(row.n))
            judged = {row.n: row.helpful for row in connection.execute(_judged(visitor, rows))}
            left = connection.execute(waiting).all()
        return View(
            tuple(_public(row, judged.get(row.n)) for row in rows),
            tuple({"id": row.client_id, "state": row.state} for row in left),
        )

    def claim_next(self, visitor: str, *, lease_seconds: float) -> Question | None:
        """Take the visitor's first unanswered question, unless another worker has it."""
        now, claim = time.time(), secrets.token_hex(16)
        asked = (messages.c.visitor == visitor) & (messages.c.state == "asked")
        first = sql.select(messages).where(asked).order_by(messages.c.n).limit(1)

        def take(connection: Connection) -> Question | None:
            row = connection.execute(first).first()
            if row is None:
                return None
            free = asked & (messages.c.n == row.n) & (messages.c.claimed_until < now)
            values = {"claim": claim, "claimed_until": now + lease_seconds}
            if connection.execute(messages.update().where(free).values(values)).rowcount:
                return Question(visitor, row.n, row.text, claim)
            return None

        return self._write(take)

    def renew(self, question: Question, *, lease_seconds: float) -> None:
        """Say that the worker still lives."""
        values = {"claimed_until": time.time() + lease_seconds}
        self._write(lambda connection: _settle(connection, question, values))

    def finish(self, question: Question, replies: Sequence[dict[str, Any]]) -> None:
        """Keep all replies to a question at once, unless another worker has answered it."""

        def answer(connection: Connection) -> None:
            if not _settle(connection, question, {"state": "answered", "claimed_until": 0.0}):
                return
            n = _next(connection, question.visitor)
            for number, reply in enumerate(replies, start=n):
                custom = json.dumps(reply.get("custom") or {}, ensure_ascii=False)
                text = reply.get("text") or ""
                row = _row(question.visitor, number, "mentor", text, custom=custom)
                connection.execute(messages.insert().values(row))

        self._write(answer)

    def fail(self, question: Question) -> None:
        """Say that no reply could be made; the person may try again."""
        values = {"state": "failed", "claimed_until": 0.0}
        self._write(lambda connection: _settle(connection, question, values))

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

        return self._write(judge)

    def forget(self, visitor: str) -> int:
        """Erase a conversation and return how many messages that was."""

        def erase(connection: Connection) -> int:
            connection.execute(feedback.delete().where(feedback.c.visitor == visitor))
            gone = connection.execute(messages.delete().where(messages.c.visitor == visitor))
            return int(gone.rowcount)

        return self._write(erase)

    def _write(self, change: Callable[[Connection], T]) -> T:
        """Make a change in one transaction, and anew where another writer was quicker."""

        def once() -> T:
            with self._engine.begin() as connection:
                return change(connection)

        return _again(once)


def state_folder() -> Path:
    """Return where the mentor of this home keeps what it writes itself."""
    home = os.environ.get("MENTOR_HOME") or Path(__file__).resolve().parents[2]
    return Path(home).expanduser().resolve() / ".mentor"


def _again(change: Callable[[], T]) -> T:
    clashes = (sql.exc.IntegrityError, sql.exc.OperationalError, sql.exc.ProgrammingError)
    for n_left in range(N_TRIES, 0, -1):
        try:
            return change()
        except clashes:
            if n_left == 1:
                raise
            time.sleep(0.01)
    raise AssertionError("unreachable")


def _next(connection: Connection, visitor: str) -> int:
    newest = sql.select(sql.func.max(messages.c.n)).where(messages.c.visitor == visitor)
    return (connection.execute(newest).scalar() or 0) + 1


def _row(
    visitor: str, n: int, role: str, text: str, *, state: str = "answered", custom: str = "{}"
) -> dict[str, Any]:
    return {
        "visitor": visitor,
        "n": n,
        "role": role,
        "client_id": None,
        "text": text,
        "custom": custom,
        "state": state,
        "claim": "",
        "claimed_until": 0.0,
        "at": time.time(),
    }


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


def _public(row: Any, helpful: bool | None) -> dict[str, Any]:
    shown = {"n": row.n, "role": row.role, "text": row.text}
    if row.role == "person":
        return shown | {"id": row.client_id}
    judged = {} if helpful is None else {"helpful": bool(helpful)}
    return shown | {"custom": json.loads(row.custom)} | judged


def _sqlite(folder: Path) -> Engine:
    folder.mkdir(parents=True, exist_ok=True)
    file = folder / "web.sqlite"
    file.touch(mode=0o600)  # it holds the secret of the sessions
    engine = sql.create_engine(
        f"sqlite:///{file}",
        poolclass=sql.pool.QueuePool,
        connect_args={"check_same_thread": False, "timeout": 10},
    )

    @sql.event.listens_for(engine, "connect")
    def prepare(connection: Any, record: Any) -> None:
        connection.isolation_level = None  # the driver would begin a transaction too late
        connection.execute("PRAGMA journal_mode=WAL")

    @sql.event.listens_for(engine, "begin")
    def begin(connection: Any) -> None:
        connection.exec_driver_sql("BEGIN IMMEDIATE")

    return engine
