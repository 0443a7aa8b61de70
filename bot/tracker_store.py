"""Conversations in one SQLite file, quick enough for every message."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from rasa.core.brokers.broker import EventBroker
from rasa.core.tracker_store import SQLTrackerStore
from rasa.shared.core.domain import Domain


class SQLiteTrackerStore(SQLTrackerStore):
    """Rasa's SQL tracker store with a write-ahead log and connections that stay open.

    Rasa opens the file anew for each reading and writing and has SQLite flush its journal each
    time, which takes longer than the answer. With the log, a crash of the machine (not of the
    program) can cost the last moments of a conversation.

    Args:
        domain: the slots and actions of the conversations.
        host: SQLAlchemy's address of the file, under the name that Rasa gives to it.
        event_broker: where events are published as well.
    """

    def __init__(
        self,
        domain: Domain | None = None,
        host: str = "sqlite://",
        event_broker: EventBroker | None = None,
    ) -> None:
        super().__init__(domain=domain, host=host, event_broker=event_broker)
        self.engine = sa.create_engine(
            host,
            poolclass=sa.pool.QueuePool,
            connect_args={"check_same_thread": False, "timeout": 10},
        )
        sa.event.listen(self.engine, "connect", _prepare)
        self.sessionmaker = sa.orm.session.sessionmaker(bind=self.engine)


def _prepare(connection: Any, _: object) -> None:
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = NORMAL")
