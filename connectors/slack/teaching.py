"""The shortcut "Save as Q&A" on a message or a thread, which becomes a proposed pair."""

from __future__ import annotations

import logging
import re
from collections.abc import Mapping
from typing import Any

from slack_bolt.async_app import AsyncApp

from connectors.slack import views
from connectors.slack.blocks import Block
from connectors.slack.office import Office, person_of
from connectors.slack.pair_form import (
    QUESTION,
    Pair,
    about_of,
    cleaned,
    closest_blocks,
    form,
    mistakes,
    read_pair,
    said,
)
from connectors.slack.threads import pair_of
from knowledge.notebook import MaintenanceError

logger = logging.getLogger(__name__)

SAVE = "mentor_save"  # the shortcut's callback id in docs/slack-manifest.yml
SAVED = "mentor_saved"  # the window's
TITLE = "Save as Q&A"
NOT_ALLOWED = (
    "Only maintainers teach me. Who they are stands in SLACK_MAINTAINERS, where the mentor runs."
)
WAITS = "Kept. It waits for a maintainer: `/mentor review` shows it."


class Teaching:
    """Takes a message or a thread to the notebook's list of proposed pairs."""

    def __init__(self, office: Office) -> None:
        self._office = office
        self._outbox = office.outbox

    def listen(self, app: AsyncApp) -> None:
        """Have Bolt call this part."""
        app.shortcut(SAVE)(self._on_shortcut)
        app.action(QUESTION)(self._on_question)
        app.view(SAVED)(self._on_saved)

    async def _on_shortcut(self, ack: Any, body: dict[str, Any]) -> None:
        await ack()
        self._office.later(self._open(body))

    async def _open(self, body: dict[str, Any]) -> None:
        """Open the window at once, since Slack waits three seconds for it, then fill it."""
        trigger = body["trigger_id"]
        if not await self._office.maintainers.includes(str(body["user"]["id"])):
            view = views.notice(TITLE, NOT_ALLOWED)
            await self._outbox.attempt("views.open", trigger_id=trigger, view=view)
            return
        loading = views.notice(TITLE, "Reading the thread …")
        opened = await self._outbox.attempt("views.open", trigger_id=trigger, view=loading)
        if opened:
            view = await self._filled(body)
            await self._outbox.attempt("views.update", view_id=opened["view"]["id"], view=view)

    async def _filled(self, body: dict[str, Any]) -> views.View:
        message, channel = body["message"], str(body["channel"]["id"])
        thread = await self._thread(channel, message)
        pair = pair_of(message, thread, bot_user=self._office.bot_user)
        place = await self._outbox.attempt(
            "chat.getPermalink", channel=channel, message_ts=message["ts"]
        )
        origin = str(place.get("permalink") or f"slack:{channel}:{message['ts']}")
        return await self._form(pair, {"origin": origin})

    async def _form(self, pair: Pair, about: Mapping[str, Any]) -> views.View:
        return form(
            TITLE,
            pair,
            callback=SAVED,
            submit="Save",
            about=about,
            near=await near(self._office, pair.question),
        )

    async def _thread(self, channel: str, message: Mapping[str, Any]) -> list[dict[str, Any]]:
        """Return the messages of a message's thread; none where they may not be read."""
        if not message.get("thread_ts"):
            return []
        where = {"channel": channel, "ts": message["thread_ts"], "limit": 50}
        found = await self._outbox.attempt("conversations.replies", queue=channel, **where)
        return list(found.get("messages") or ())

    async def _on_question(self, ack: Any, body: dict[str, Any]) -> None:
        """Show what is closest to the question as it stands now; what was written stays."""
        await ack()
        view = body["view"]
        if view.get("callback_id") == SAVED:
            self._office.later(self._again(view))

    async def _again(self, view: dict[str, Any]) -> None:
        again = await self._form(read_pair(view), about_of(view))
        await self._outbox.attempt("views.update", view_id=view["id"], view=again)

    async def _on_saved(self, ack: Any, body: dict[str, Any], view: dict[str, Any]) -> None:
        pair = await given_pair(self._office, ack, body, view, title=TITLE)
        if pair is None:
            return
        await self._office.desk.in_sql.first(
            self._office.notebook.propose,
            pair.question,
            pair.answer,
            paraphrases=pair.phrasings,
            proposed_by=person_of(body),
            origin=str(about_of(view).get("origin") or ""),
        )
        await ack(response_action="update", view=views.modal(TITLE, [said(WAITS)]))


async def given_pair(
    office: Office, ack: Any, body: dict[str, Any], view: dict[str, Any], *, title: str
) -> Pair | None:
    """Return the pair of a window that was sent; None where the window says what is wrong.

    Args:
        office: whose maintainers may teach.
        ack: answers Slack where something is wrong; it has no answer yet otherwise.
        body: what Slack sent.
        view: the window.
        title: of the window.
    """
    pair = cleaned(read_pair(view))
    if wrong := mistakes(pair):
        await ack(response_action="errors", errors=wrong)
        return None
    if not await office.maintainers.includes(str(body["user"]["id"])):
        await ack(response_action="update", view=views.notice(title, NOT_ALLOWED))
        return None
    return pair


async def near(office: Office, question: str) -> list[Block]:
    """Return the closest pairs to a question as blocks."""
    if not question:
        return []
    maintenance = office.maintenance()
    if maintenance is None:
        return closest_blocks((), is_known=False)
    try:
        return closest_blocks(await maintenance.closest(question))
    except MaintenanceError as problem:
        logger.warning("The closest pairs cannot be shown: %s", problem)
        return closest_blocks((), is_known=False)


def shown_person(person: str) -> str:
    """Return who did something as Slack shows them: somebody in Slack by a mention."""
    found = re.fullmatch(r"[TE][A-Z0-9]+:([UW][A-Z0-9]+)", person)
    return f"<@{found[1]}>" if found else "somebody outside of Slack"
