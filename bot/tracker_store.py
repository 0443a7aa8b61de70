"""Conversations in Rasa's own table, quick however long they are.

retrieve   the tracker of the message before, brought up to date with what other servers added:
           one query of a row or two. Else the last turns, see bot/window.py
save       the message's own events, in one transaction
"""

from __future__ import annotations

import asyncio
import json
from collections import OrderedDict
from collections.abc import Callable, Iterable
from functools import lru_cache
from typing import Any, TypeVar

import sqlalchemy as sql
from rasa.core.brokers.broker import EventBroker
from rasa.core.tracker_store import SQLTrackerStore, TrackerStore
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import Event
from rasa.shared.core.trackers import DialogueStateTracker
from sqlalchemy.engine import Connection, Engine
from sqlalchemy.orm import sessionmaker

from bot.window import KeptTracker, opened, shorten, since_start, turn_starts
from knowledge.addresses import patience

N_RECENT = 256  # conversations held in memory, some 50 kB each
N_EVENTS = 120  # read where a conversation is not held: more than a window of turns has
BOUNDARIES = ("session_started", "restart")
STATE = ("slot", "active_loop", "reset_slots")

Result = TypeVar("Result")

events = SQLTrackerStore.SQLEvent.__table__


class ConversationStore(SQLTrackerStore):
    """Rasa's SQL tracker store without its second look at all of a conversation.

    What is written is what Rasa's own store writes, so either reads the other's conversations.

    Args:
        domain: the slots and actions of the conversations.
        host: SQLAlchemy's address of the database, under the name that Rasa gives to it.
        event_broker: where events are published as well.
    """

    def __init__(
        self,
        domain: Domain | None = None,
        host: str = "sqlite://",
        event_broker: EventBroker | None = None,
    ) -> None:
        TrackerStore.__init__(self, domain, event_broker)
        self.engine = engine_of(host)
        self.sessionmaker = sessionmaker(bind=self.engine)
        self._recent: OrderedDict[str, KeptTracker] = OrderedDict()
        self._waits = not host.startswith("sqlite")  # for a network: not in the event loop

    def init_tracker(self, sender_id: str) -> KeptTracker:
        """Return a new conversation."""
        return KeptTracker(sender_id, self.domain.slots)

    async def retrieve(self, sender_id: str) -> DialogueStateTracker | None:
        """Return a conversation's last turns; None where there is no such conversation.

        The tracker is the caller's until it is saved: what is not saved is forgotten.
        """
        held = self._recent.pop(sender_id, None)
        return await self._run(lambda: self._read(sender_id, held))

    async def save(self, tracker: DialogueStateTracker) -> None:
        """Store what is new in a conversation.

        What cannot be stored now is kept and stored with the conversation's next message.
        """
        if not isinstance(tracker, KeptTracker):  # made by somebody else
            await super().save(tracker)
            return
        if not tracker.events:
            return
        self._recent[tracker.sender_id] = tracker
        if len(self._recent) > N_RECENT:
            self._recent.popitem(last=False)
        await self.stream_events(tracker)
        if fresh := tracker.unstored():
            tracker.held_at = since_start()
            await self._run(lambda: self._write(tracker, fresh))
        shorten(tracker)

    async def _run(self, work: Callable[[], Result]) -> Result:
        return await asyncio.to_thread(work) if self._waits else work()

    def _read(self, sender_id: str, held: KeptTracker | None) -> KeptTracker | None:
        prepare(self.engine)
        with self.engine.connect() as connection:
            if held is not None and _brought_up(held, connection):
                return held
            rows = _last_rows(connection, sender_id)
            before: list[Event] = []
            if len(rows) == N_EVENTS:
                rows = _whole_turns(rows)
                before = _state_before(connection, sender_id, rows[0].id)
        if not rows:
            return None
        told = [_event(row.data) for row in rows]
        tracker = opened(sender_id, self.domain.slots, before=before, events=told)
        tracker.stored, tracker.stored_id = told[-1], rows[-1].id
        return tracker

    def _write(self, tracker: KeptTracker, fresh: list[Event]) -> None:
        prepare(self.engine)
        *others, last = [_row(tracker.sender_id, event) for event in fresh]
        with self.engine.begin() as connection:
            if others:
                connection.execute(_INSERT, others)
            done = connection.execute(_INSERT, last)
            number = done.inserted_primary_key[0]
        tracker.stored, tracker.stored_id = fresh[-1], number


_INSERT = events.insert()
_SINCE = (
    sql.select(events.c.id, events.c.data)
    .where(events.c.sender_id == sql.bindparam("sender"), events.c.id >= sql.bindparam("first"))
    .order_by(events.c.id)
)
_LAST = (
    sql.select(events.c.id, events.c.type_name, events.c.data)
    .where(events.c.sender_id == sql.bindparam("sender"))
    .order_by(events.c.id.desc())
    .limit(N_EVENTS)
)
_BEFORE = (
    sql.select(events.c.data)
    .where(
        events.c.sender_id == sql.bindparam("sender"),
        events.c.id < sql.bindparam("first"),
        events.c.type_name.in_([*STATE, *BOUNDARIES]),
    )
    .order_by(events.c.id)
)


def _brought_up(held: KeptTracker, connection: Connection) -> bool:
    """Add what other servers stored since; False where the conversation is another now."""
    bound = {"sender": held.sender_id, "first": held.stored_id}
    rows = connection.execute(_SINCE, bound).all()
    if held.stored is None:  # nothing of it could be stored yet
        return not rows
    if not rows or rows[0].id != held.stored_id:
        return False  # it was erased
    if len(rows) > 1 and held.unstored():
        return False
    for row in rows[1:]:
        event = _event(row.data)
        held.update(event)
        held.stored, held.stored_id = event, row.id
        held.held_at = None
    return True


def _last_rows(connection: Connection, sender_id: str) -> list[Any]:
    """Return the newest rows of a conversation's last session, in their order."""
    rows: list[Any] = connection.execute(_LAST, {"sender": sender_id}).all()[::-1]
    starts = [place for place, row in enumerate(rows) if row.type_name == "session_started"]
    # Rasa stores the action that starts a session before the event that says so.
    return rows[max(0, starts[-1] - 1) :] if starts else rows


def _whole_turns(rows: list[Any]) -> list[Any]:
    starts = turn_starts(_event(row.data) for row in rows)
    return rows[starts[0] :] if starts else rows


def _state_before(connection: Connection, sender_id: str, first: int) -> list[Event]:
    bound = {"sender": sender_id, "first": first}
    return [_event(row.data) for row in connection.execute(_BEFORE, bound)]


def _event(data: str) -> Event:
    found: Event = Event.from_parameters(json.loads(data))
    return found


def _row(sender_id: str, event: Event) -> dict[str, Any]:
    data = event.as_dict()
    return {
        "sender_id": sender_id,
        "type_name": event.type_name,
        "timestamp": data.get("timestamp"),
        "intent_name": data.get("parse_data", {}).get("intent", {}).get("name"),
        "action_name": data.get("name"),
        "data": json.dumps(data),
    }


@lru_cache(maxsize=8)
def engine_of(url: str) -> Engine:
    """Return the one pool of connections to a database that this process has."""
    if not url.startswith("sqlite"):
        return sql.create_engine(
            url,
            pool_size=8,
            max_overflow=8,
            pool_timeout=5,
            pool_pre_ping=True,
            connect_args=patience(),
            hide_parameters=True,  # an error's message would hold what a person wrote
        )
    engine = sql.create_engine(
        url,
        poolclass=sql.pool.QueuePool,
        connect_args={"check_same_thread": False, "timeout": 5},
        hide_parameters=True,
    )
    sql.event.listen(engine, "connect", _tune)
    return engine


def _tune(connection: Any, _: object) -> None:
    """Write ahead of the file: a crash of the machine (not of a program) may cost a moment."""
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = NORMAL")


@lru_cache(maxsize=8)
def prepare(engine: Engine) -> None:
    """Make the table and its index; done once for each database, as soon as it can be reached."""
    for statement in _statements():
        try:
            with engine.begin() as connection:
                connection.execute(statement)
        except (sql.exc.IntegrityError, sql.exc.ProgrammingError):
            if not sql.inspect(engine).has_table(events.name):
                raise  # another server that made it at the same moment is no problem


def _statements() -> Iterable[Any]:
    yield sql.schema.CreateTable(events, if_not_exists=True)
    yield sql.text(
        "CREATE INDEX IF NOT EXISTS mentor_events_conversation ON events (sender_id, id)"
    )
