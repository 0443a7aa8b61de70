"""Pairs that somebody proposed and a maintainer has yet to decide on."""

from __future__ import annotations

import json
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

import sqlalchemy as sql

from knowledge.notebook.database import now
from knowledge.notebook.part import BookPart
from knowledge.notebook.tables import proposals

ProposalState = Literal["waiting", "approved", "declined"]


@dataclass(frozen=True)
class Proposal:
    """A proposed pair.

    Attributes:
        id: its own.
        proposed_at: in UTC.
        proposed_by: the sender as the channel names them.
        origin: where it comes from, such as a link to a thread.
        question: the first of the questions.
        answer: Markdown.
        paraphrases: the other questions.
        state: whether it waits, or what was decided.
        decided_at: in UTC; None while it waits.
        decided_by: who decided; "" while it waits.
    """

    id: str
    proposed_at: datetime
    proposed_by: str
    origin: str
    question: str
    answer: str
    paraphrases: tuple[str, ...]
    state: ProposalState
    decided_at: datetime | None
    decided_by: str


class ProposalsPart(BookPart):
    """The proposed pairs."""

    def propose(
        self,
        question: str,
        answer: str,
        *,
        paraphrases: Sequence[str] = (),
        proposed_by: str,
        origin: str = "",
    ) -> str:
        """Keep a pair for a maintainer to decide on and return its id; nobody is answered by it.

        Args:
            question: the first of the questions.
            answer: Markdown.
            paraphrases: the other questions.
            proposed_by: the sender as the channel names them.
            origin: where it comes from, such as a link to a thread.
        """
        id = uuid.uuid4().hex
        row = {
            "id": id,
            "proposed_at": now(),
            "proposed_by": proposed_by[:80],
            "origin": origin[:500],
            "question": question,
            "answer": answer,
            "paraphrases": json.dumps(list(paraphrases)),
            "state": "waiting",
            "decided_by": "",
        }
        with self._durably() as connection:
            connection.execute(proposals.insert().values(**row))
        return id

    def proposals(self, state: ProposalState = "waiting") -> tuple[Proposal, ...]:
        """Return the proposals in one state, the oldest first."""
        query = sql.select(proposals).where(proposals.c.state == state)
        query = query.order_by(proposals.c.proposed_at, proposals.c.id)
        with self._engine.connect() as connection:
            return tuple(map(_proposal, connection.execute(query)))

    def proposal(self, id: str) -> Proposal | None:
        """Return one proposal."""
        with self._engine.connect() as connection:
            row = connection.execute(sql.select(proposals).where(proposals.c.id == id)).first()
        return _proposal(row) if row else None

    def decide(self, id: str, *, state: ProposalState, by: str) -> bool:
        """Note what was decided; tell whether it was this call that decided.

        Args:
            id: the proposal's.
            state: "approved" or "declined"; approving alone does not teach it.
            by: who decided.
        """
        open_one = (proposals.c.id == id) & (proposals.c.state == "waiting")
        values = {"state": state, "decided_at": now(), "decided_by": by[:80]}
        with self._durably() as connection:
            done = connection.execute(proposals.update().where(open_one).values(**values))
            return bool(done.rowcount)


def _proposal(row: Any) -> Proposal:
    return Proposal(**{**row._mapping, "paraphrases": tuple(json.loads(row.paraphrases))})
