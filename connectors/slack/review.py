"""`/mentor review`: what waits, one after the other in a window, until nothing does.

begin ──> a proposed pair, then a question without an answer ──Teach, Decline, Skip──> the next
"""

from __future__ import annotations

from typing import Any

from slack_bolt.async_app import AsyncApp

from connectors.slack import views
from connectors.slack.home import HomeTab
from connectors.slack.mrkdwn import escape
from connectors.slack.office import Office, person_of
from connectors.slack.pair_form import Pair, about_of, read_pair, said
from connectors.slack.teaching import NOT_ALLOWED, given_pair
from connectors.slack.waiting import DECLINE, PHRASING, SKIP, Waiting
from knowledge.notebook import MaintenanceError

REVIEW = "review"  # the command's word
TITLE = "Review"
CALLBACK = "mentor_reviewed"
LOOKING = "Looking at what waits …"
TEACHING = "Teaching it, and asking the test questions again …"


class Review:
    """Walks through what waits.

    Args:
        office: what all parts share.
        home: shows what waits.
    """

    def __init__(self, office: Office, home: HomeTab) -> None:
        self._office = office
        self._home = home
        self._outbox = office.outbox
        self._waiting = Waiting(office)

    def listen(self, app: AsyncApp) -> None:
        """Have Bolt call this part."""
        for action in (DECLINE, SKIP, PHRASING):
            app.action(action)(self._on_choice)
        app.action(views.REVIEW_BUTTON)(self._on_begin)
        app.action(views.ANSWER_GAP)(self._on_begin)
        app.view(CALLBACK)(self._on_sent)

    async def begin(self, body: dict[str, Any], *, gap: str = "") -> None:
        """Open the window with the first that waits.

        Args:
            body: of the command or the press.
            gap: the question to begin with; "" for the first proposed pair.
        """
        user = str((body.get("user") or {}).get("id") or body.get("user_id") or "")
        is_allowed = await self._office.maintainers.includes(user)
        sentence = LOOKING if is_allowed else NOT_ALLOWED
        view = views.notice(TITLE, sentence)
        opened = await self._outbox.attempt("views.open", trigger_id=body["trigger_id"], view=view)
        if is_allowed and opened:
            await self._show_next(opened["view"]["id"], {"gap": gap} if gap else {})

    async def _on_begin(self, ack: Any, body: dict[str, Any], action: dict[str, Any]) -> None:
        await ack()
        is_gap = action["action_id"] == views.ANSWER_GAP
        self._office.later(self.begin(body, gap=str(action["value"]) if is_gap else ""))

    async def _on_choice(self, ack: Any, body: dict[str, Any], action: dict[str, Any]) -> None:
        await ack()
        self._office.later(self._choose(body, action))

    async def _choose(self, body: dict[str, Any], action: dict[str, Any]) -> None:
        """Decline, skip, or add a phrasing; then show the next."""
        view = body["view"]
        if not await self._office.maintainers.includes(str(body["user"]["id"])):
            await self._update(view["id"], views.notice(TITLE, NOT_ALLOWED))
            return
        try:
            sentence = await self._waiting.choose(
                action["action_id"],
                str(action["value"]),
                about_of(view),
                read_pair(view),
                by=person_of(body),
            )
        except MaintenanceError as problem:
            sentence = str(problem)
        await self._show_next(view["id"], about_of(view), sentence)
        self._home.renew(str(body["user"]["id"]))

    async def _on_sent(self, ack: Any, body: dict[str, Any], view: dict[str, Any]) -> None:
        pair = await given_pair(self._office, ack, body, view, title=TITLE)
        if pair is None:
            return
        await ack(response_action="update", view=views.notice(TITLE, TEACHING))
        self._office.later(self._teach(body, view, pair))

    async def _teach(self, body: dict[str, Any], view: dict[str, Any], pair: Pair) -> None:
        """Teach what stands in the window and show the next, with what the gate said above."""
        try:
            sentence = await self._waiting.teach(about_of(view), pair, by=person_of(body))
        except MaintenanceError as problem:
            sentence = str(problem)
        user = str(body["user"]["id"])
        if not await self._show_next(view["id"], about_of(view), sentence):
            await self._write(user, sentence)  # the window was closed meanwhile
        self._home.renew(user)

    async def _show_next(self, view_id: str, about: dict[str, Any], sentence: str = "") -> bool:
        """Show the next that waits; tell whether the window is still there."""
        try:
            view = await self._waiting.next_view(about, sentence, title=TITLE, callback=CALLBACK)
        except MaintenanceError as problem:
            view = views.modal(TITLE, [said(escape(f"{sentence}\n{problem}".strip()))])
        return await self._update(view_id, view)

    async def _update(self, view_id: str, view: views.View) -> bool:
        return bool(await self._outbox.attempt("views.update", view_id=view_id, view=view))

    async def _write(self, user: str, sentence: str) -> None:
        opened = await self._outbox.attempt("conversations.open", users=user)
        if opened:
            there = str(opened["channel"]["id"])
            text = escape(sentence)
            await self._outbox.attempt("chat.postMessage", queue=there, channel=there, text=text)
