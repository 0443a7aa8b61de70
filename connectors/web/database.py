"""Where the widget's conversations are kept: `DATABASE_URL`, else SQLite under the home's state."""

from __future__ import annotations

import os
import secrets
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import sqlalchemy as sql
from sqlalchemy.engine import Connection, Engine

N_TRIES = 20  # two writers of one conversation at the same moment: the second counts anew

metadata = sql.MetaData()

keys = sql.Table(
    "web_keys",
    metadata,
    sql.Column("name", sql.String(20), primary_key=True),
    sql.Column("value", sql.String(80), nullable=False),
)

T = TypeVar("T")


class Database:
    """Reads and writes in transactions.

    Args:
        engine: where; the tables that are missing are made.
    """

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        _again(lambda: metadata.create_all(engine))

    @classmethod
    def from_environment(cls) -> Database:
        """Open the database that the environment names."""
        url = os.environ.get("DATABASE_URL")
        return cls(sql.create_engine(url, pool_pre_ping=True)) if url else cls.under(_state())

    @classmethod
    def under(cls, folder: Path) -> Database:
        """Open the SQLite file of a folder."""
        return cls(_sqlite(folder))

    def read(self, query: Callable[[Connection], T]) -> T:
        """Return what a query finds."""
        with self._engine.begin() as connection:
            return query(connection)

    def write(self, change: Callable[[Connection], T]) -> T:
        """Make a change in one transaction, and anew where another writer was quicker."""
        return _again(lambda: self.read(change))

    def key(self) -> bytes:
        """Return the secret that signs sessions, made when first needed."""
        query = sql.select(keys.c.value).where(keys.c.name == "session")

        def read_or_make(connection: Connection) -> str:
            found = connection.execute(query).scalar()
            if found is None:
                found = secrets.token_hex(32)
                connection.execute(keys.insert().values(name="session", value=found))
            return str(found)

        return bytes.fromhex(self.write(read_or_make))


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


def _state() -> Path:
    """Return where the mentor of this home keeps what it writes itself."""
    home = os.environ.get("MENTOR_HOME") or Path(__file__).resolve().parents[2]
    return Path(home).expanduser().resolve() / ".mentor"


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
