"""What maintainers do, without a mentor: the notebook is real, the gate says what it is told."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from knowledge.notebook import (
    Close,
    Collision,
    Gap,
    MaintenanceError,
    Notebook,
    Result,
    Verdict,
)

KNOWN = Close("pair-1", "What is REST?", "REST is *one* way to build an API.", 0.71)


class FakeMaintenance:
    """Notes what is taught.

    Attributes:
        taught: what was taught, the newest last.
        open_gaps: what `gaps` returns.
        against: what `collisions` returns.
        passes: whether what is taught goes live.
    """

    def __init__(self, notebook: Notebook) -> None:
        self._notebook = notebook
        self.taught: list[dict[str, Any]] = []
        self.open_gaps: list[Gap] = []
        self.against: tuple[Collision, ...] = ()
        self.passes = True

    async def closest(self, question: str, *, limit: int = 3) -> tuple[Close, ...]:
        """Return the one pair that is known."""
        return (KNOWN,)[:limit]

    async def collisions(
        self, question: str, answer: str, paraphrases: Sequence[str] = ()
    ) -> tuple[Collision, ...]:
        """Return what it was told to."""
        return self.against

    async def gaps(self, *, limit: int = 50) -> tuple[Gap, ...]:
        """Return what it was told to."""
        return tuple(self.open_gaps[:limit])

    async def teach(
        self,
        question: str,
        answer: str,
        *,
        paraphrases: Sequence[str] = (),
        taught_by: str,
        replaces: Sequence[str] = (),
    ) -> Result:
        """Note a pair; the gap with that question is none any more."""
        pair = {"question": question, "answer": answer, "paraphrases": tuple(paraphrases)}
        self.taught.append({**pair, "by": taught_by})
        self.open_gaps = [gap for gap in self.open_gaps if gap.question != question]
        return self._result("Live: the test questions are answered as well as before.")

    async def add_phrasing(
        self, pair_id: str, phrasing: str, *, taught_by: str, question_ids: Sequence[str] = ()
    ) -> Result:
        """Note a phrasing."""
        about = {"pair_id": pair_id, "phrasing": phrasing, "question_ids": tuple(question_ids)}
        self.taught.append({**about, "by": taught_by})
        self.open_gaps = [
            gap for gap in self.open_gaps if not set(question_ids) & set(gap.question_ids)
        ]
        return self._result("The phrasing is live.")

    async def approve(self, proposal_id: str, *, by: str) -> Result:
        """Teach a proposed pair."""
        proposal = self._notebook.proposal(proposal_id)
        if proposal is None or not self._notebook.decide(proposal_id, state="approved", by=by):
            raise MaintenanceError("That proposal was decided on already.")
        return await self.teach(
            proposal.question, proposal.answer, paraphrases=proposal.paraphrases, taught_by=by
        )

    async def decline(self, proposal_id: str, *, by: str) -> None:
        """Decline a proposed pair."""
        self._notebook.decide(proposal_id, state="declined", by=by)

    def _result(self, sentence: str) -> Result:
        if not self.passes:
            sentence = "Kept, not live: 2 test questions would be answered worse."
        return Result("pair-2", "r2", self.passes, sentence, Verdict(self.passes))
