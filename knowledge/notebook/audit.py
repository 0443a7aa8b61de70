"""Who did what to the mentor's knowledge."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sql

from knowledge.notebook.database import now
from knowledge.notebook.part import BookPart
from knowledge.notebook.tables import audit


@dataclass(frozen=True)
class Act:
    """One thing that a maintainer did.

    Attributes:
        at: in UTC.
        who: the maintainer.
        did: a verb: taught, retired, approved, declined, promoted, rolled back, ...
        about: the id of the pair, proposal or release.
        detail: for people.
    """

    at: datetime
    who: str
    did: str
    about: str
    detail: str


class AuditPart(BookPart):
    """The trail of acts; nothing in it is ever changed."""

    def note(self, who: str, did: str, about: str = "", detail: str = "") -> None:
        """Keep what somebody did."""
        row = {
            "id": uuid.uuid4().hex,
            "at": now(),
            "who": who[:80],
            "did": did[:40],
            "about": about[:40],
            "detail": detail,
        }
        with self._engine.begin() as connection:
            connection.execute(audit.insert().values(**row))

    def acts(self, *, about: str = "", limit: int = 100) -> tuple[Act, ...]:
        """Return the newest acts, those about one thing where its id is given."""
        columns = [audit.c[name] for name in Act.__dataclass_fields__]
        query = sql.select(*columns).order_by(audit.c.at.desc(), audit.c.id).limit(limit)
        if about:
            query = query.where(audit.c.about == about)
        with self._engine.connect() as connection:
            return tuple(Act(**row._mapping) for row in connection.execute(query))
