"""What the parts of the notebook share: its database and its salt."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cached_property

import sqlalchemy as sql
from sqlalchemy.engine import Connection, Engine

from knowledge.notebook.masking import salted
from knowledge.notebook.tables import salt


class BookPart:
    """A part of the notebook: some of its tables."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    @property
    def engine(self) -> Engine:
        """The notebook's database, for what a connector must not forget."""
        return self._engine

    @cached_property
    def _salt(self) -> bytes:
        with self._engine.connect() as connection:
            return bytes.fromhex(connection.execute(sql.select(salt.c.value)).scalar_one())

    def salted(self, person: str) -> str:
        """Return what the tables hold for a person.

        Args:
            person: a hash, from `hash_person`.
        """
        return salted(person, self._salt)

    @contextmanager
    def _durably(self) -> Iterator[Connection]:
        """Begin a transaction that a power cut right after it cannot take back."""
        with self._engine.connect() as connection:
            if connection.dialect.name == "sqlite":
                connection.exec_driver_sql("PRAGMA synchronous=FULL")
            with connection.begin():
                yield connection
