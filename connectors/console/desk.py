"""What each route of the console does."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from functools import partial

from sanic.response import HTTPResponse

from connectors.console.answers import sent_to, shown
from connectors.console.pages.audit import audit_page
from connectors.console.pages.conversations import conversations_page
from connectors.console.pages.figures import N_DAYS, figures_page
from connectors.console.pages.gaps import gaps_page
from connectors.console.pages.pairs import PAGE_PAIRS, pair_page, pairs_page
from connectors.console.pages.proposals import proposals_page
from connectors.console.pages.releases import release_page, releases_page, replay_page
from connectors.console.pages.retire import retire_page
from connectors.console.pages.teach import Draft, teach_page
from connectors.console.visit import FormError, Visit
from knowledge.notebook import KnownPair, MaintenanceError, Rating, Result

N_ASKED = 2_000  # questions looked through for conversations
N_ACTS = 200
DONE = {
    "live": "It is live.",
    "kept": "It is kept, but not live: see what the gate says.",
    "back": "The newest promotion was taken back.",
    "right": "Noted: it is right as it is.",
    "declined": "Declined.",
}

Handle = Callable[[Visit], Awaitable[HTTPResponse]]


class Desk:
    """Answers requests of people who are let in."""

    @property
    def routes(self) -> tuple[tuple[str, str, Handle], ...]:
        """Each route: method, path and what answers it."""
        return (
            ("GET", "/", self._gaps),
            ("GET", "/teach", self._form),
            ("POST", "/teach", self._teach),
            ("POST", "/phrasings", self._add_phrasing),
            ("GET", "/pairs", self._pairs),
            ("GET", "/pairs/<id>", self._pair),
            ("POST", "/pairs/<id>/right", self._right),
            ("GET", "/pairs/<id>/retire", self._ask_to_retire),
            ("POST", "/pairs/<id>/retire", self._retire),
            ("GET", "/proposals", self._proposals),
            ("POST", "/proposals/<id>/approve", self._approve),
            ("POST", "/proposals/<id>/decline", self._decline),
            ("GET", "/releases", self._releases),
            ("GET", "/releases/<id>", self._release),
            ("GET", "/releases/<id>/replay", self._replay),
            ("POST", "/releases/<id>/promote", self._promote),
            ("POST", "/rollback", self._roll_back),
            ("GET", "/conversations", self._conversations),
            ("GET", "/figures", self._figures),
            ("GET", "/audit", self._audit),
        )

    async def _gaps(self, visit: Visit) -> HTTPResponse:
        return shown(gaps_page(visit.frame, await visit.maintenance.gaps()))

    async def _form(self, visit: Visit) -> HTTPResponse:
        question, paraphrases, answer, origin = map(
            visit.field, ("question", "paraphrases", "answer", "origin")
        )
        draft = Draft(question, paraphrases, answer, origin=origin)
        return shown(teach_page(visit.frame, draft))

    async def _teach(self, visit: Visit) -> HTTPResponse:
        """Show what collides, unless that was seen; else teach."""
        draft = Draft(
            question=visit.field("question"),
            paraphrases=visit.field("paraphrases"),
            answer=visit.field("answer"),
            replaces=visit.fields("replaces"),
            origin=visit.field("origin"),
        )
        try:
            if not visit.field("seen"):
                found = await visit.maintenance.collisions(
                    draft.question, draft.answer, draft.phrasings
                )
                others = [one for one in found if one.pair_id not in draft.replaces]
                if others:
                    return shown(teach_page(visit.frame, draft, collisions=others))
            result = await visit.maintenance.teach(
                draft.question,
                draft.answer,
                paraphrases=draft.phrasings,
                taught_by=visit.person.name,
                replaces=draft.replaces,
            )
        except MaintenanceError as problem:
            return shown(teach_page(visit.frame, draft, problem=str(problem)), status=422)
        if draft.origin:
            notebook = visit.notebook
            await _aside(
                lambda: notebook.decide(draft.origin, state="approved", by=visit.person.name)
            )
        return _to_release(result)

    async def _add_phrasing(self, visit: Visit) -> HTTPResponse:
        result = await visit.maintenance.add_phrasing(
            visit.field("pair_id"),
            visit.field("phrasing"),
            taught_by=visit.person.name,
            question_ids=visit.field("question_ids").split(),
        )
        return _to_release(result)

    async def _pairs(self, visit: Visit) -> HTTPResponse:
        search, start = visit.field("q").strip(), visit.field("from", "0")
        offset = int(start) if start.isdecimal() else 0
        found = await visit.maintenance.pairs(search, offset=offset, limit=PAGE_PAIRS)
        return shown(pairs_page(visit.frame, found, search=search, offset=offset))

    async def _pair(self, visit: Visit) -> HTTPResponse:
        id, pair = _id(visit), await _known(visit)
        versions = await _aside(lambda: visit.notebook.lineage(id))
        ids = {id, *(one.pair for one in versions)}
        history = [
            act for one in ids for act in await _aside(partial(visit.notebook.acts, about=one))
        ]
        history.sort(key=lambda act: act.at, reverse=True)
        return shown(pair_page(visit.frame, pair, history, versions, notice=_notice(visit)))

    async def _right(self, visit: Visit) -> HTTPResponse:
        id = _id(visit)
        if await _aside(lambda: visit.notebook.unflag(id)):
            await _aside(lambda: visit.notebook.note(visit.person.name, "confirmed", id))
        return sent_to(f"/console/pairs/{id}?did=right")

    async def _ask_to_retire(self, visit: Visit) -> HTTPResponse:
        return shown(retire_page(visit.frame, await _known(visit)))

    async def _retire(self, visit: Visit) -> HTTPResponse:
        return _to_release(await visit.maintenance.retire(_id(visit), by=visit.person.name))

    async def _proposals(self, visit: Visit) -> HTTPResponse:
        waiting = await _aside(visit.notebook.proposals)
        return shown(proposals_page(visit.frame, waiting, notice=_notice(visit)))

    async def _approve(self, visit: Visit) -> HTTPResponse:
        return _to_release(await visit.maintenance.approve(_id(visit), by=visit.person.name))

    async def _decline(self, visit: Visit) -> HTTPResponse:
        await visit.maintenance.decline(_id(visit), by=visit.person.name)
        return sent_to("/console/proposals?did=declined")

    async def _releases(self, visit: Visit) -> HTTPResponse:
        found = await visit.maintenance.releases()
        return shown(releases_page(visit.frame, found, notice=_notice(visit)))

    async def _release(self, visit: Visit) -> HTTPResponse:
        found = [one for one in await visit.maintenance.releases() if one.id == _id(visit)]
        if not found:
            raise FormError("There is no such release.", status=404)
        return shown(release_page(visit.frame, found[0], notice=_notice(visit)))

    async def _replay(self, visit: Visit) -> HTTPResponse:
        found = await visit.maintenance.replay(_id(visit))
        return shown(replay_page(visit.frame, _id(visit), visit.frame.release, found))

    async def _promote(self, visit: Visit) -> HTTPResponse:
        release = await visit.maintenance.promote(_id(visit), by=visit.person.name)
        return sent_to(f"/console/releases/{release}?did=live")

    async def _roll_back(self, visit: Visit) -> HTTPResponse:
        await visit.maintenance.roll_back(by=visit.person.name)
        return sent_to("/console/releases?did=back")

    async def _conversations(self, visit: Visit) -> HTTPResponse:
        asked = await _aside(lambda: visit.notebook.asked(limit=N_ASKED))
        ratings: dict[str, list[Rating]] = defaultdict(list)
        for one in await _aside(lambda: visit.notebook.ratings(limit=N_ASKED)):
            ratings[one.question_id].append(one)
        return shown(conversations_page(visit.frame, asked, ratings))

    async def _figures(self, visit: Visit) -> HTTPResponse:
        today = datetime.utcnow()
        first = (today - timedelta(days=N_DAYS - 1)).replace(hour=0, minute=0, second=0)
        found = await _aside(lambda: visit.notebook.figures(first))
        return shown(figures_page(visit.frame, found, today=today.date()))

    async def _audit(self, visit: Visit) -> HTTPResponse:
        acts = await _aside(lambda: visit.notebook.acts(limit=N_ACTS))
        return shown(audit_page(visit.frame, acts))


async def _known(visit: Visit) -> KnownPair:
    pair = await visit.maintenance.pair(_id(visit))
    if pair is None:
        raise FormError("There is no such pair (any more); look for it.", status=404)
    return pair


def _to_release(result: Result) -> HTTPResponse:
    return sent_to(f"/console/releases/{result.release}?did={'live' if result.live else 'kept'}")


def _notice(visit: Visit) -> str:
    return DONE.get(str(visit.request.args.get("did", "")), "")


def _id(visit: Visit) -> str:
    return str(visit.request.match_info["id"])


_aside = asyncio.to_thread
