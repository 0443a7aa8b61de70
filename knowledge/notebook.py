"""The product's own memory, in SQL: what was asked and how it was answered.

SQLite under the home by default, PostgreSQL by `DATABASE_URL`. The tables are made when first
needed; `schema` holds the version that they have, and each later version is one migration.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import uuid
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime, timezone
from functools import lru_cache
from typing import Any

import sqlalchemy as sql
from sqlalchemy.engine import Connection, Engine
from sqlalchemy.pool import NullPool

from knowledge.finding import Finding
from knowledge.home import Home
from knowledge.parse.pairs import pair_id
from knowledge.reply import Reply

_metadata = sql.MetaData()

schema = sql.Table("mentor_schema", _metadata, sql.Column("version", sql.Integer, nullable=False))

questions = sql.Table(
    "questions",
    _metadata,
    sql.Column("id", sql.String(32), primary_key=True),
    sql.Column("asked_at", sql.DateTime, nullable=False, index=True),  # UTC
    sql.Column("person", sql.String(32), nullable=False, index=True),  # a hash, never the name
    sql.Column("channel", sql.String(40), nullable=False),
    sql.Column("text", sql.Text, nullable=False),  # masked
    sql.Column("query", sql.Text, nullable=False),  # masked
    sql.Column("kind", sql.String(16), nullable=False, index=True),
    sql.Column("confidence", sql.Float, nullable=False),
    sql.Column("candidates", sql.Text, nullable=False),  # JSON: [[id, score, sentence], ...]
    sql.Column("release", sql.String(32), nullable=False),
)

taught = sql.Table(
    "taught",
    _metadata,
    sql.Column("id", sql.String(32), primary_key=True),
    sql.Column("taught_at", sql.DateTime, nullable=False),  # UTC
    sql.Column("taught_by", sql.String(80), nullable=False),
    sql.Column("question", sql.Text, nullable=False),
    sql.Column("answer", sql.Text, nullable=False),
    sql.Column("paraphrases", sql.Text, nullable=False),  # JSON: [text, ...]
)

feedback = sql.Table(
    "feedback",
    _metadata,
    sql.Column("question_id", sql.String(32), primary_key=True),
    sql.Column("person", sql.String(32), primary_key=True),  # a hash, never the name
    sql.Column("given_at", sql.DateTime, nullable=False),  # UTC
    sql.Column("helpful", sql.Boolean, nullable=False),
    sql.Column("reason", sql.Text, nullable=False),  # masked; "" for none
)

MIGRATIONS: tuple[Callable[[Connection], None], ...] = (
    lambda connection: _metadata.create_all(connection),
    lambda connection: feedback.create(connection, checkfirst=True),
)

_MASKS = (
    (re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+"), "[e-mail]"),
    (re.compile(r"\b(?:xox[a-z]-|xapp-|sk-|gh[pousr]_|eyJ)[\w.-]{8,}"), "[token]"),
    (re.compile(r"\b(?=\w*\d)(?=\w*[a-zA-Z])\w{24,}\b"), "[token]"),
    (re.compile(r"(?<![\w.])\+?\(?\d(?:[\s().-]{0,3}\d){7,14}(?![\w.])"), "[phone]"),
)


def mask(text: str) -> str:
    """Return a text without e-mail addresses, phone numbers and tokens."""
    for pattern, stands_for in _MASKS:
        text = pattern.sub(stands_for, text)
    return text


def hash_person(sender: str) -> str:
    """Return what stands for a person: the same for the same sender, not to be turned back."""
    return hashlib.blake2b(sender.encode(), digest_size=16, person=b"mentor").hexdigest()


@dataclass(frozen=True)
class Asked:
    """One recorded question."""

    id: str
    asked_at: datetime
    person: str
    channel: str
    text: str
    kind: str
    confidence: float


@dataclass(frozen=True)
class Rating:
    """What one person thinks of one answer."""

    question_id: str
    person: str
    given_at: datetime
    helpful: bool
    reason: str


@dataclass(frozen=True)
class Forgotten:
    """How much of one person was erased."""

    n_questions: int
    n_pairs: int


@dataclass(frozen=True)
class Taught:
    """One pair that a maintainer taught."""

    id: str
    taught_at: datetime
    taught_by: str
    question: str
    answer: str
    paraphrases: tuple[str, ...]


class Notebook:
    """Reads and writes the notebook of one home."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        _migrate(engine)

    @classmethod
    def of(cls, home: Home) -> Notebook:
        """Open the home's notebook: `DATABASE_URL`, else SQLite under the home."""
        return cls(_engine(os.environ.get("DATABASE_URL") or _sqlite_url(home)))

    @classmethod
    def from_environment(cls) -> Notebook:
        """Open the notebook of the home that `MENTOR_HOME` names."""
        return cls.of(Home.from_environment())

    @property
    def engine(self) -> Engine:
        """The notebook's database, for what a connector must not forget."""
        return self._engine

    def record(
        self, question: str, sender: str, channel: str, finding: Finding | None, reply: Reply
    ) -> str:
        """Keep a question with its outcome and return the question's id."""
        id = uuid.uuid4().hex
        row = {
            "id": id,
            "asked_at": datetime.now(timezone.utc).replace(tzinfo=None),
            "person": hash_person(sender),
            "channel": channel[:40],
            "text": mask(question),
            "query": mask(finding.query.text) if finding else "",
            "kind": reply.kind,
            "confidence": reply.confidence,
            "candidates": json.dumps(finding.as_dict()["candidates"] if finding else []),
            "release": reply.release,
        }
        with self._engine.begin() as connection:
            connection.execute(questions.insert().values(**row))
        return id

    def asked(self, *, kind: str = "", limit: int = 100) -> tuple[Asked, ...]:
        """Return the newest questions, those of one kind of reply if one is given."""
        columns = [questions.c[name] for name in Asked.__dataclass_fields__]
        query = sql.select(*columns).order_by(questions.c.asked_at.desc()).limit(limit)
        if kind:
            query = query.where(questions.c.kind == kind)
        with self._engine.connect() as connection:
            return tuple(Asked(**row._mapping) for row in connection.execute(query))

    def teach(
        self, question: str, answer: str, *, paraphrases: Sequence[str] = (), taught_by: str
    ) -> str:
        """Keep a pair and return its id; the same question taught again replaces its pair."""
        id = pair_id(question, answer)
        row = {
            "id": id,
            "taught_at": datetime.now(timezone.utc).replace(tzinfo=None),
            "taught_by": taught_by[:80],
            "question": question,
            "answer": answer,
            "paraphrases": json.dumps(list(paraphrases)),
        }
        with self._engine.begin() as connection:
            connection.execute(
                taught.delete().where((taught.c.id == id) | (taught.c.question == question))
            )
            connection.execute(taught.insert().values(**row))
        return id

    def take_back(self, id: str, *, before: Sequence[Taught]) -> None:
        """Take a taught pair away and put back what it replaced.

        Args:
            id: the pair's.
            before: what was taught before it.
        """
        with self._engine.begin() as connection:
            question = sql.select(taught.c.question).where(taught.c.id == id)
            asked = connection.execute(question).scalar()
            connection.execute(taught.delete().where(taught.c.id == id))
            for pair in before:
                if pair.question == asked:
                    row = asdict(pair) | {"paraphrases": json.dumps(list(pair.paraphrases))}
                    connection.execute(taught.insert().values(**row))

    def taught(self) -> tuple[Taught, ...]:
        """Return what was taught, the oldest first."""
        query = sql.select(taught).order_by(taught.c.taught_at, taught.c.id)
        with self._engine.connect() as connection:
            return tuple(
                Taught(
                    row.id,
                    row.taught_at,
                    row.taught_by,
                    row.question,
                    row.answer,
                    tuple(json.loads(row.paraphrases)),
                )
                for row in connection.execute(query)
            )

    def rate(self, question_id: str, person: str, *, helpful: bool, reason: str = "") -> None:
        """Keep what a person thinks of an answer, in place of what they thought before.

        Args:
            question_id: as the reply's payload names it.
            person: a hash, from `hash_person`.
            helpful: whether the answer helped.
            reason: why not, in the person's words.
        """
        mine = (feedback.c.question_id == question_id[:32]) & (feedback.c.person == person)
        row = {
            "question_id": question_id[:32],
            "person": person,
            "given_at": datetime.now(timezone.utc).replace(tzinfo=None),
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

    def forget(self, sender: str) -> Forgotten:
        """Erase what one person asked and taught, and return how much that was."""
        with self._engine.begin() as connection:
            asked = connection.execute(
                questions.delete().where(questions.c.person == hash_person(sender))
            )
            connection.execute(feedback.delete().where(feedback.c.person == hash_person(sender)))
            told = connection.execute(taught.delete().where(taught.c.taught_by == sender[:80]))
            return Forgotten(int(asked.rowcount), int(told.rowcount))


def _sqlite_url(home: Home) -> str:
    home.state.mkdir(parents=True, exist_ok=True)
    return f"sqlite:///{home.state / 'notebook.sqlite'}"


@lru_cache(maxsize=4)
def _engine(url: str) -> Engine:
    if not url.startswith("sqlite"):
        return sql.create_engine(url, pool_pre_ping=True)
    engine = sql.create_engine(url, poolclass=NullPool, connect_args={"timeout": 10})

    @sql.event.listens_for(engine, "connect")
    def tune(connection: Any, record: Any) -> None:
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("PRAGMA synchronous=NORMAL")

    return engine


def _migrate(engine: Engine) -> None:
    """Bring the tables to the newest version, each migration in a transaction of its own."""
    for version, migration in enumerate(MIGRATIONS, start=1):
        with engine.begin() as connection:
            schema.create(connection, checkfirst=True)
            done = connection.execute(sql.select(sql.func.max(schema.c.version))).scalar() or 0
            if done < version:
                migration(connection)
                connection.execute(schema.insert().values(version=version))
