"""From any earlier version of the tables to the newest, each migration in a transaction of its own.

`mentor_schema` holds the versions that were reached. Several processes may open a new notebook at
once: one of them migrates, the others wait for it.
"""

from __future__ import annotations

import json
import secrets
from collections.abc import Callable

import sqlalchemy as sql
from sqlalchemy.engine import Connection, Engine

from knowledge.notebook import tables
from knowledge.notebook.lessons import lesson_id
from knowledge.notebook.masking import salted

LOCK = 0x6D656E746F72  # PostgreSQL's advisory lock of who migrates

_own = sql.MetaData()
schema = sql.Table("mentor_schema", _own, sql.Column("version", sql.Integer, nullable=False))

# What maintainers taught, up to version 2.
_taught = sql.Table(
    "taught",
    sql.MetaData(),
    sql.Column("id", sql.String(32), primary_key=True),
    sql.Column("taught_at", sql.DateTime, nullable=False),
    sql.Column("taught_by", sql.String(80), nullable=False),
    sql.Column("question", sql.Text, nullable=False),
    sql.Column("answer", sql.Text, nullable=False),
    sql.Column("paraphrases", sql.Text, nullable=False),
)


def _first(connection: Connection) -> None:
    tables.questions.create(connection, checkfirst=True)
    _taught.create(connection, checkfirst=True)


def _feedback(connection: Connection) -> None:
    tables.feedback.create(connection, checkfirst=True)


def _maintenance(connection: Connection) -> None:
    """Salt the persons' hashes; keep every version of what is taught; the new tables."""
    tables.metadata.create_all(connection, checkfirst=True)
    salt = secrets.token_hex(32)
    connection.execute(tables.salt.insert().values(value=salt))
    for table in (tables.questions, tables.feedback):
        for (person,) in connection.execute(sql.select(table.c.person).distinct()).all():
            new = {"person": salted(person, bytes.fromhex(salt))}
            connection.execute(table.update().where(table.c.person == person).values(new))
    for row in connection.execute(sql.select(_taught)).all():
        paraphrases = json.loads(row.paraphrases)
        kept = {name: value for name, value in row._mapping.items() if name != "id"}
        id = lesson_id(row.question, row.answer, paraphrases, [])
        new = {**kept, "id": id, "pair": row.id, "replaces": "[]", "state": "active"}
        connection.execute(tables.lessons.insert().values(new))
    _taught.drop(connection)


def _stale(connection: Connection) -> None:
    tables.stale.create(connection, checkfirst=True)


def _retiring(connection: Connection) -> None:
    """Add what tells a retired pair from a taught one; new tables have it already."""
    known = {column["name"] for column in sql.inspect(connection).get_columns("lessons")}
    if "retires" not in known:
        added = "ALTER TABLE lessons ADD COLUMN retires BOOLEAN NOT NULL DEFAULT FALSE"
        connection.execute(sql.text(added))


MIGRATIONS: tuple[Callable[[Connection], None], ...] = (
    _first,
    _feedback,
    _maintenance,
    _stale,
    _retiring,
)


def migrate(engine: Engine) -> None:
    """Bring the tables of a database to the newest version."""
    for version, migration in enumerate(MIGRATIONS, start=1):
        with engine.begin() as connection:
            if _reached(connection) < version:
                migration(connection)
                connection.execute(schema.insert().values(version=version))


def _reached(connection: Connection) -> int:
    if connection.dialect.name == "postgresql":
        connection.execute(sql.select(sql.func.pg_advisory_xact_lock(LOCK)))
    schema.create(connection, checkfirst=True)
    return connection.execute(sql.select(sql.func.max(schema.c.version))).scalar() or 0
