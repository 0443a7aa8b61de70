"""The PostgreSQL that holds vectors: work on a connection, for which nobody waits without an end.

The driver itself waits for ever for an answer that is lost on its way, and the server's own limit
(`patience`) says nothing about the network. So a connection that is late is cut from this side.
"""

from __future__ import annotations

import os
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from functools import lru_cache
from typing import Any, TypeVar

import sqlalchemy as sql

from knowledge.addresses import STATEMENT_MS, patience, postgresql_url
from knowledge.errors import SettingError, VectorsError

LATE_SECONDS = STATEMENT_MS / 1000 + 1  # where it answers at all, the server's limit comes first
DEAD_SECONDS = 1.0  # what fails sooner is a connection that was lost before: another is tried
N_CONNECTIONS = 4
UNDEFINED_TABLE = "42P01"

# Only an index makes the exact search needless, so where there is one it is to be used; and to
# compile a search takes longer than the search.
TUNED = " -c enable_seqscan=off -c jit=off"

# Seconds of silence, and questions whether the other side is there, before a connection is dead:
# what builds an index says nothing for minutes.
ALIVE = {"keepalives_idle": 30, "keepalives_interval": 10, "keepalives_count": 3}

# To write may take minutes; to wait for others may not: who copies all tables has them for hours.
BEGIN = "BEGIN; SET LOCAL statement_timeout = 0; SET LOCAL lock_timeout = '3s'"

T = TypeVar("T")


class VectorDatabase:
    """One PostgreSQL; what is to be done takes the driver's cursor.

    Args:
        url: SQLAlchemy's address.
    """

    def __init__(self, url: str) -> None:
        settings = patience()
        self._engine = sql.create_engine(
            url,
            isolation_level="AUTOCOMMIT",  # a search is one statement, and one way there and back
            pool_size=N_CONNECTIONS,
            pool_timeout=LATE_SECONDS,
            connect_args={**settings, **ALIVE, "options": f"{settings['options']}{TUNED}"},
            hide_parameters=True,
        )
        self._driver = self._engine.dialect.dbapi
        self._failures = (self._driver.Error, sql.exc.SQLAlchemyError)

    def read(self, work: Callable[[Any], T]) -> T:
        """Do what only reads, in seconds or not at all.

        Raises:
            VectorsError: the database does not answer, or not what was asked.
        """
        began = time.monotonic()
        try:
            return self._do(work)
        except self._failures as problem:
            if not self._is_lost(problem) or time.monotonic() - began > DEAD_SECONDS:
                raise _failed(problem) from problem
        self._engine.dispose()  # the others were lost with it
        try:
            return self._do(work)
        except self._failures as problem:
            raise _failed(problem) from problem

    def write(self, work: Callable[[Any], None]) -> None:
        """Do something as a whole or not at all, however long it takes.

        Raises:
            VectorsError: the database is away, or it refuses.
        """
        self.read(lambda cursor: cursor.execute("SELECT 1"))  # on a connection that is not lost
        try:
            with self._cursor() as cursor:
                cursor.execute(BEGIN)
                work(cursor)
                cursor.execute("COMMIT")
        except self._failures as problem:
            raise _failed(problem) from problem

    def _is_lost(self, problem: Exception) -> bool:
        """Whether it may have been the connection that failed, not what was asked on it."""
        lost = (self._driver.OperationalError, self._driver.InterfaceError)
        return isinstance(_cause(problem), lost)

    def _do(self, work: Callable[[Any], T]) -> T:
        with self._cursor() as cursor, _cut_when_late(cursor.connection):
            return work(cursor)

    @contextmanager
    def _cursor(self) -> Iterator[Any]:
        connection = self._engine.raw_connection()
        try:
            with connection.cursor() as cursor:
                yield cursor
        except BaseException:
            connection.invalidate()  # a transaction may be open, an answer on its way
            raise
        finally:
            connection.close()


def vector_database() -> VectorDatabase:
    """Return the database that `DATABASE_URL` names.

    Raises:
        SettingError: it names none.
    """
    url = postgresql_url()
    if url is None:
        raise SettingError(
            "The vectors are kept in PostgreSQL, and DATABASE_URL does not say where that is; set "
            "it, or set `vectors: file` in config.yml and run `mentor train`."
        )
    return _opened(url)


@lru_cache(maxsize=4)
def _opened(url: str) -> VectorDatabase:
    return VectorDatabase(url)


@contextmanager
def _cut_when_late(connection: Any) -> Iterator[None]:
    """Close a connection's socket when the work on it takes too long: the driver then fails."""
    done = threading.Lock()

    def cut() -> None:
        if done.acquire(blocking=False):
            with suppress(OSError), socket.socket(fileno=own) as line:
                line.shutdown(socket.SHUT_RDWR)

    own = os.dup(connection.fileno())
    timer = threading.Timer(LATE_SECONDS, cut)
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()
        if done.acquire(blocking=False):
            os.close(own)


def _cause(problem: Exception) -> Exception:
    """Return what the driver said."""
    found: Exception = getattr(problem, "orig", None) or problem
    return found


def _failed(problem: Exception) -> VectorsError:
    cause = _cause(problem)
    if getattr(cause, "pgcode", None) == UNDEFINED_TABLE:
        return VectorsError(
            "The PostgreSQL that DATABASE_URL names does not hold this bundle's vectors; set it to "
            "the one that was trained with, or delete the bundle's folder and run `mentor train`."
        )
    said = str(cause).partition("\n")[0].strip() or type(cause).__name__
    return VectorsError(
        f"PostgreSQL, which holds the vectors, cannot be used just now ({said}); try again when "
        "that is mended."
    )
