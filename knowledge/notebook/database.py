"""The notebook's database, opened."""

from __future__ import annotations

import os
from datetime import datetime, timezone
from functools import lru_cache
from typing import Any

import sqlalchemy as sql
from sqlalchemy.engine import Engine
from sqlalchemy.pool import NullPool

from knowledge.home import Home


def engine_of(home: Home) -> Engine:
    """Return the database of a home's notebook: `DATABASE_URL`, else SQLite under the home."""
    return _engine(os.environ.get("DATABASE_URL") or _sqlite_url(home))


def now() -> datetime:
    """Return the present time in UTC, as the tables hold it."""
    return datetime.now(timezone.utc).replace(tzinfo=None)


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
        connection.isolation_level = None  # the driver would begin a transaction too late
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("PRAGMA synchronous=NORMAL")
        connection.execute("PRAGMA secure_delete=ON")  # what is forgotten is overwritten

    @sql.event.listens_for(engine, "begin")
    def begin(connection: Any) -> None:
        connection.exec_driver_sql("BEGIN IMMEDIATE")

    return engine
