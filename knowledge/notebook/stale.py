"""Pairs that may be out of date, since what they rest on has changed."""

from __future__ import annotations

from collections.abc import Mapping

import sqlalchemy as sql

from knowledge.notebook.database import now
from knowledge.notebook.part import BookPart
from knowledge.notebook.tables import stale


class StalePart(BookPart):
    """The flags."""

    def flag(self, reasons: Mapping[str, str]) -> None:
        """Flag pairs, each id with the reason in words for people."""
        with self._engine.begin() as connection:
            for pair, reason in reasons.items():
                connection.execute(stale.delete().where(stale.c.pair == pair))
                row = {"pair": pair, "reason": reason, "flagged_at": now()}
                connection.execute(stale.insert().values(**row))

    def unflag(self, pair: str) -> bool:
        """Say that a pair is right as it is; tell whether it was flagged."""
        with self._engine.begin() as connection:
            return bool(connection.execute(stale.delete().where(stale.c.pair == pair)).rowcount)

    def flagged(self) -> dict[str, str]:
        """Return the flagged pairs' ids with the reasons."""
        with self._engine.connect() as connection:
            rows = connection.execute(sql.select(stale.c.pair, stale.c.reason))
            return {row.pair: row.reason for row in rows}
