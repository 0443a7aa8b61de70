"""The maintainers' work on a home, offered to the connectors of the server's process."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import Any, TypeVar

from bot.maintenance import near, promotion
from bot.maintenance.checked import checked_pair
from bot.maintenance.gaps import gaps
from bot.maintenance.known import find_pairs
from bot.maintenance.results import result_from
from bot.maintenance.worker import work
from knowledge import live
from knowledge.errors import KnowledgeError
from knowledge.home import Home
from knowledge.mentor import Mentor
from knowledge.notebook import (
    Close,
    Collision,
    Difference,
    Gap,
    KnownPair,
    MaintenanceError,
    Notebook,
    PairPage,
    Proposal,
    ReleaseSummary,
    Result,
)
from knowledge.releases import Releases
from knowledge.search.encoder import Vectors

N_VECTORS = 4_000  # of questions, kept

T = TypeVar("T")


class LocalMaintenance:
    """`knowledge.notebook.Maintenance` on one home.

    Args:
        home: whose mentor is maintained.
    """

    def __init__(self, home: Home) -> None:
        self._home = home
        self._releases = Releases(home)
        self._encode = lru_cache(maxsize=N_VECTORS)(lambda text: self._mentor().encode(text))

    async def closest(self, question: str, *, limit: int = 3) -> tuple[Close, ...]:
        """Return the pairs nearest to a question, the nearest first."""
        return await _aside(near.closest, self._mentor(), question, limit=limit)

    async def collisions(
        self, question: str, answer: str, paraphrases: Sequence[str] = ()
    ) -> tuple[Collision, ...]:
        """Return what stands against a new pair; nothing is saved."""
        pair = checked_pair(question, answer, paraphrases)
        return await _aside(
            near.collisions, self._mentor(), pair.question, pair.answer, pair.paraphrases
        )

    async def gaps(self, *, limit: int = 50) -> tuple[Gap, ...]:
        """Return what is missing, what most people asked first."""
        notebook = await self._notebook()
        return await _aside(gaps, notebook, self._mentor(), limit=limit, encode=self._vector)

    async def teach(
        self,
        question: str,
        answer: str,
        *,
        paraphrases: Sequence[str] = (),
        taught_by: str,
        replaces: Sequence[str] = (),
    ) -> Result:
        """Teach a pair: kept in any case, live where the gate lets it through."""
        pair = checked_pair(question, answer, paraphrases)
        request = {
            "do": "teach",
            "question": pair.question,
            "answer": pair.answer,
            "paraphrases": pair.paraphrases,
            "taught_by": taught_by,
            "replaces": list(replaces),
        }
        return result_from(await work(self._home, request))

    async def add_phrasing(
        self, pair_id: str, phrasing: str, *, taught_by: str, question_ids: Sequence[str] = ()
    ) -> Result:
        """Teach another phrasing of a pair."""
        request = {
            "do": "add phrasing",
            "pair_id": pair_id,
            "phrasing": phrasing,
            "taught_by": taught_by,
            "question_ids": list(question_ids),
        }
        return result_from(await work(self._home, request))

    async def retire(self, pair_id: str, *, by: str) -> Result:
        """Take a live pair away where the gate lets it; taught again, it is back."""
        return result_from(await work(self._home, {"do": "retire", "pair_id": pair_id, "by": by}))

    async def approve(self, proposal_id: str, *, by: str) -> Result:
        """Teach a proposed pair."""
        proposal = await self._waiting(proposal_id)
        result = await self.teach(
            proposal.question, proposal.answer, paraphrases=proposal.paraphrases, taught_by=by
        )
        await self._decide(proposal, "approved", by)
        return result

    async def decline(self, proposal_id: str, *, by: str) -> None:
        """Decline a proposed pair."""
        await self._decide(await self._waiting(proposal_id), "declined", by)

    async def pairs(self, search: str = "", *, offset: int = 0, limit: int = 50) -> PairPage:
        """Return the pairs that have these words, or all."""
        notebook = await self._notebook()
        found = await _aside(find_pairs, notebook, self._mentor(), search)
        return PairPage(found[offset : offset + limit], len(found))

    async def pair(self, pair_id: str) -> KnownPair | None:
        """Return one pair."""
        found = await _aside(find_pairs, await self._notebook(), self._mentor(), "")
        return next((pair for pair in found if pair.id == pair_id), None)

    async def releases(self) -> tuple[ReleaseSummary, ...]:
        """Return all releases, the newest first."""
        return await _aside(self._summaries)

    async def promote(self, release: str, *, by: str) -> str:
        """Make a release live and return its id."""
        found = await _aside(self._releases.get, release)
        await _aside(promotion.promote, self._home, found, by=by)
        return found.id

    async def roll_back(self, *, by: str) -> str:
        """Take the newest promotion back and return the id of the release that is live now."""
        return (await _aside(promotion.roll_back, self._home, by=by)).id

    async def replay(self, release: str, *, limit: int = 200) -> tuple[Difference, ...]:
        """Ask the last questions of people of the live release and of another."""
        request = {"do": "replay", "release": release, "limit": limit}
        return tuple(Difference(**row) for row in await work(self._home, request))

    def _mentor(self) -> Mentor:
        return live.current(self._home)

    def _vector(self, text: str) -> Vectors:
        return self._encode(text)

    async def _notebook(self) -> Notebook:
        return await _aside(Notebook.of, self._home)

    async def _waiting(self, id: str) -> Proposal:
        proposal = await _aside((await self._notebook()).proposal, id)
        if proposal is None or proposal.state != "waiting":
            raise MaintenanceError("That proposal waits no longer; somebody decided on it.")
        return proposal

    async def _decide(self, proposal: Proposal, state: Any, by: str) -> None:
        notebook = await self._notebook()
        if await _aside(notebook.decide, proposal.id, state=state, by=by):
            await _aside(notebook.note, by, state, proposal.id, proposal.question)

    def _summaries(self) -> tuple[ReleaseSummary, ...]:
        live_one = self._releases.live()
        return tuple(
            ReleaseSummary(
                id=release.id,
                created=release.created,
                live=live_one is not None and release.id == live_one.id,
                kept=self._releases.is_whole(release),
                cause=release.cause,
                report=release.report,
            )
            for release in reversed(self._releases.all())
        )


async def _aside(function: Callable[..., T], *arguments: Any, **options: Any) -> T:
    """Call what takes its time in a thread; what it says of the knowledge is for the maintainer."""
    try:
        return await asyncio.to_thread(function, *arguments, **options)
    except MaintenanceError:
        raise
    except KnowledgeError as problem:
        raise MaintenanceError(str(problem)) from problem
