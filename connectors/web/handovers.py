"""Requests to talk to a person: kept first, then passed on to a webhook until it has taken them.

A request that the webhook has taken is erased here: whoever answers has it. Several servers share
the table; the one that moves a request's next try holds it until then. Once the clock was set the
times of next tries mean nothing: whatever waits is tried again as soon as no delivery can be under
way any more.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Any

import httpx
import sqlalchemy as sql
from sqlalchemy.engine import Connection

from connectors.clock import WallClock
from connectors.web.database import Database, metadata
from connectors.web.messages import Request

MAX_MESSAGES = 20  # of the conversation, the newest
TIMEOUT_SECONDS = 10.0
HOLD_SECONDS = 30.0  # longer than one delivery takes
FIRST_PAUSE_SECONDS = 5.0
MAX_PAUSE_SECONDS = 3600.0
N_TRIES = 40  # a day and a half of pauses
NEVER_LOOKED = -1

requests = sql.Table(
    "web_requests",
    metadata,
    sql.Column("visitor", sql.String(40), primary_key=True),
    sql.Column("id", sql.String(64), primary_key=True),
    sql.Column("body", sql.Text, nullable=False),  # JSON, as it goes out
    sql.Column("n_tries", sql.Integer, nullable=False),
    sql.Column("next_at", sql.Float, nullable=False, index=True),  # seconds since 1970
    sql.Column("at", sql.Float, nullable=False),  # seconds since 1970
)

logger = logging.getLogger(__name__)


class UndeliveredError(Exception):
    """Say why the webhook did not take a request."""


@dataclass(frozen=True)
class Waiting:
    """A request that this process is to pass on now."""

    visitor: str
    id: str
    body: str
    n_tries: int


Post = Callable[[str, str], Awaitable[None]]


class Handovers:
    """Keeps requests and passes them on.

    Args:
        database: where they are kept.
        post: sends a body under an id, the same one for each try.
        clock: tells when it is time.
    """

    def __init__(self, database: Database, post: Post, *, clock: WallClock | None = None) -> None:
        self._database = database
        self._post = post
        self._clock = clock or WallClock()
        self._times_set = NEVER_LOOKED

    def add(self, visitor: str, person: str, asked: Request, said: Sequence[Any]) -> None:
        """Keep a request; the same one again changes nothing.

        Args:
            visitor: whose it is.
            person: the visitor's name in Rasa and the notebook.
            asked: the request.
            said: the conversation's messages, as clients get them.
        """
        now = self._clock.now()
        same = (requests.c.visitor == visitor) & (requests.c.id == asked.id)
        row = {
            "visitor": visitor,
            "id": asked.id,
            "body": json.dumps(body(person, asked, said), ensure_ascii=False),
            "n_tries": 0,
            "next_at": now,
            "at": now,
        }

        def keep(connection: Connection) -> None:
            if connection.execute(sql.select(requests.c.id).where(same)).first() is None:
                connection.execute(requests.insert().values(row))

        self._database.write(keep)

    def take_due(self) -> Waiting | None:
        """Return a request whose time has come, held for this process; None where there is none."""
        now = self._clock.now()
        if self._clock.times_set != self._times_set:
            self._begin_anew(now)
        due = sql.select(requests).where(requests.c.next_at <= now).order_by(requests.c.next_at)

        def take(connection: Connection) -> Waiting | None:
            row = connection.execute(due.limit(1)).first()
            if row is None:
                return None
            free = _same(row) & (requests.c.next_at == row.next_at)
            held = requests.update().where(free).values(next_at=now + HOLD_SECONDS)
            if not connection.execute(held).rowcount:
                return None
            return Waiting(row.visitor, row.id, row.body, row.n_tries)

        return self._database.write(take)

    async def deliver(self, waiting: Waiting) -> None:
        """Pass a request on, or set when to try again."""
        try:
            await self._post(waiting.body, waiting.id)
        except UndeliveredError as problem:
            self._later(waiting, str(problem))
        else:
            self._erase(waiting)

    def _later(self, waiting: Waiting, problem: str) -> None:
        if waiting.n_tries + 1 >= N_TRIES:
            logger.error("A request for a person was given up: %s", problem)
            self._erase(waiting)
            return
        logger.warning("A request for a person waits: %s", problem)
        pause = min(FIRST_PAUSE_SECONDS * 2**waiting.n_tries, MAX_PAUSE_SECONDS)
        values = {"n_tries": waiting.n_tries + 1, "next_at": self._clock.now() + pause}
        change = requests.update().where(_same(waiting)).values(values)
        self._database.write(lambda connection: connection.execute(change))

    def _begin_anew(self, now: float) -> None:
        """Have what is new tried now, and the rest once nobody can be at it any more."""
        is_new = requests.c.next_at == requests.c.at
        is_stale = ~is_new
        if self._times_set == NEVER_LOOKED:  # it may have been put back before
            is_stale &= requests.c.next_at > now + HOLD_SECONDS
        of_new = requests.update().where(is_new).values(at=now, next_at=now)
        of_stale = requests.update().where(is_stale).values(next_at=now + HOLD_SECONDS)

        def change(connection: Connection) -> None:
            connection.execute(of_stale)
            connection.execute(of_new)

        self._database.write(change)
        self._times_set = self._clock.times_set

    def _erase(self, waiting: Waiting) -> None:
        gone = requests.delete().where(_same(waiting))
        self._database.write(lambda connection: connection.execute(gone))


def body(person: str, asked: Request, said: Sequence[Any]) -> dict[str, Any]:
    """Return what the webhook gets: the request in words, and its parts."""
    messages = [{"role": each["role"], "text": each["text"]} for each in said[-MAX_MESSAGES:]]
    last = next((each["text"] for each in reversed(messages) if each["role"] == "person"), "")
    about = asked.message or last
    text = f"{asked.contact} would like to talk to a person." + (f"\n\n{about}" if about else "")
    return {
        "text": text,
        "contact": asked.contact,
        "message": asked.message,
        "page": asked.page,
        "person": person,
        "messages": messages,
    }


def webhook(address: str) -> Post:
    """Return what posts a request to an address as JSON.

    An answer other than 2xx, or none, raises `UndeliveredError`.
    """

    async def post(content: str, id: str) -> None:
        headers = {"Content-Type": "application/json", "Idempotency-Key": id}
        try:
            async with httpx.AsyncClient(timeout=TIMEOUT_SECONDS) as client:
                answer = await client.post(address, content=content.encode(), headers=headers)
        except (httpx.HTTPError, OSError) as problem:
            raise UndeliveredError(f"the webhook gave no answer ({problem!r})") from None
        if not answer.is_success:
            raise UndeliveredError(f"the webhook answered {answer.status_code}")

    return post


def _same(of: Any) -> Any:
    return (requests.c.visitor == of.visitor) & (requests.c.id == of.id)
