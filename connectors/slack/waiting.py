"""What waits for a maintainer: proposed pairs, then questions without an answer."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from connectors.slack import views
from connectors.slack.blocks import Block
from connectors.slack.limits import shorten
from connectors.slack.mrkdwn import escape, link, words
from connectors.slack.office import Office
from connectors.slack.pair_form import Pair, choices, collision_blocks, form, said
from connectors.slack.teaching import near, shown_person
from knowledge.notebook import Gap, Maintenance, MaintenanceError, Proposal

SKIP, DECLINE, PHRASING = "mentor_skip", "mentor_decline", "mentor_phrasing"
MAX_IDS = 20  # of recorded questions that become a phrasing together
MAX_SEEN = 100  # of skipped things a window remembers; what is older comes again
SHORT = 10  # characters of an identifier that tell two apart here
NOT_READY = "The mentor is still starting. Please try again in a moment."
GONE = "Somebody else has decided on that one."
DONE = "Nothing else waits."


class Waiting:
    """Proposals and gaps, as windows; what is decided about them."""

    def __init__(self, office: Office) -> None:
        self._office = office

    async def next_view(
        self, about: Mapping[str, Any], sentence: str, *, title: str, callback: str
    ) -> views.View:
        """Return the window of the next that waits, or the one that says that nothing does.

        Args:
            about: what the window before it was about.
            sentence: what became of that, said above.
            title: of the window.
            callback: names it when it is sent.
        """
        seen = tuple(about.get("seen") or ())
        above = [said(escape(sentence))] if sentence else []
        proposal, n_left = await self._proposal(seen)
        if proposal is not None and not about.get("gap"):
            return await self._proposal_view(proposal, n_left, seen, above, title, callback)
        gap, n_left = await self._gap(seen, str(about.get("gap") or ""))
        if gap is not None:
            return await self._gap_view(gap, n_left, seen, above, title, callback)
        return views.modal(title, [*above, said(DONE)])

    async def teach(self, about: Mapping[str, Any], pair: Pair, *, by: str) -> str:
        """Teach what stands in the window; return what became of it.

        Raises:
            MaintenanceError: it cannot be taught.
        """
        maintenance = self._maintenance()
        id = str(about.get("proposal") or "")
        if id:
            proposal = await self._office.desk.in_sql(self._office.notebook.proposal, id)
            if proposal is None or proposal.state != "waiting":
                return GONE
            if pair == _pair(proposal):
                return (await maintenance.approve(id, by=by)).sentence
        result = await maintenance.teach(
            pair.question, pair.answer, paraphrases=pair.phrasings, taught_by=by
        )
        if id:  # as it was written anew
            await self._office.desk.in_sql(
                self._office.notebook.decide, id, state="approved", by=by
            )
        return result.sentence

    async def choose(
        self, action: str, value: str, about: dict[str, Any], pair: Pair, *, by: str
    ) -> str:
        """Do what a button says and return what became of it.

        Raises:
            MaintenanceError: it cannot be done.
        """
        if action == DECLINE:
            await self._maintenance().decline(value, by=by)
            return "Declined."
        if action == PHRASING:
            result = await self._maintenance().add_phrasing(
                value, pair.question, taught_by=by, question_ids=about.get("question_ids") or ()
            )
            return result.sentence
        return ""

    def _maintenance(self) -> Maintenance:
        maintenance: Maintenance | None = self._office.maintenance()
        if maintenance is None:
            raise MaintenanceError(NOT_READY)
        return maintenance

    async def _proposal(self, seen: Sequence[str]) -> tuple[Proposal | None, int]:
        found = await self._office.desk.in_sql(self._office.notebook.proposals)
        left = [one for one in found if one.id[:SHORT] not in seen]
        return (left[0] if left else None), len(left)

    async def _gap(self, seen: Sequence[str], wanted: str) -> tuple[Gap | None, int]:
        found = await self._maintenance().gaps()
        left = [one for one in found if one.id[:SHORT] not in seen]
        left.sort(key=lambda one: one.id != wanted)
        return (left[0] if left else None), len(left)

    async def _proposal_view(
        self,
        proposal: Proposal,
        n_left: int,
        seen: Sequence[str],
        above: Sequence[Block],
        title: str,
        callback: str,
    ) -> views.View:
        pair = _pair(proposal)
        collisions = await self._maintenance().collisions(
            pair.question, pair.answer, pair.phrasings
        )
        place = link(proposal.origin, "from this message") if proposal.origin else ""
        head = f"*{views.count(n_left, 'proposed pair')}* left. "
        head += f"This one by {shown_person(proposal.proposed_by)} {place}".rstrip()
        row = choices(("Decline", DECLINE, proposal.id), ("Skip", SKIP, proposal.id))
        return form(
            title,
            pair,
            callback=callback,
            submit="Teach",
            about={"proposal": proposal.id, "seen": _with(seen, proposal.id)},
            above=[*above, said(head), row],
            near=[*collision_blocks(collisions), *await near(self._office, pair.question)],
        )

    async def _gap_view(
        self,
        gap: Gap,
        n_left: int,
        seen: Sequence[str],
        above: Sequence[Block],
        title: str,
        callback: str,
    ) -> views.View:
        head = f"*{views.count(n_left, 'question')} without an answer* left. "
        head += f"{views.count(gap.n_people, 'person')} asked this:"
        buttons = [("Skip", SKIP, gap.id)]
        if gap.close is not None:
            label = f"Same as “{shorten(gap.close.question, 55)}”"
            buttons.insert(0, (label, PHRASING, gap.close.pair_id))
        found = gap.suggestion
        from_text = [said(f"_The answer below stands in_ {words(found.title)}")] if found else []
        return form(
            title,
            Pair(gap.question, found.text if found else "", gap.phrasings[1:]),
            callback=callback,
            submit="Teach",
            about={
                "question_ids": list(gap.question_ids[:MAX_IDS]),
                "seen": _with(seen, gap.id),
            },
            above=[*above, said(head), choices(*buttons), *from_text],
            near=await near(self._office, gap.question),
        )


def _pair(proposal: Proposal) -> Pair:
    return Pair(proposal.question, proposal.answer, tuple(proposal.paraphrases))


def _with(seen: Sequence[str], id: str) -> list[str]:
    """Return what was seen with one more, by the beginnings of the identifiers."""
    return [*seen, id[:SHORT]][-MAX_SEEN:]
