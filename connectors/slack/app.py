"""The Bolt app: who may call is checked, what was asked is kept, then Slack is acknowledged."""

from __future__ import annotations

import logging
import re
import time
from functools import partial
from typing import Any

from slack_bolt import BoltResponse
from slack_bolt.async_app import AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from connectors.slack import blocks
from connectors.slack.feedback import Feedback
from connectors.slack.home import HomeTab
from connectors.slack.incoming import read_event
from connectors.slack.interactions import read_command, read_human, read_press
from connectors.slack.office import Office
from connectors.slack.pane import Pane
from connectors.slack.review import REVIEW, Review
from connectors.slack.teaching import Teaching

# What reading a payload raises in which something is missing or of another type.
MISSHAPEN = (LookupError, TypeError, AttributeError, ValueError)

logger = logging.getLogger(__name__)


def create_bolt(office: Office, client: AsyncWebClient) -> AsyncApp:
    """Return what Slack calls.

    Args:
        office: what all parts share.
        client: with the bot token.
    """
    # Bolt logs what each request lacks; the settings are checked before.
    silent = logging.getLogger("slack_bolt.mentor")
    silent.setLevel(logging.CRITICAL)
    bolt = AsyncApp(
        client=client,
        signing_secret=office.settings.signing_secret,
        logger=silent,
        process_before_response=True,  # kept first, then acknowledged
    )
    home = HomeTab(office)
    review = Review(office, home)
    for part in (
        Questions(office, review),
        Feedback(office),
        Pane(office),
        home,
        Teaching(office),
        review,
    ):
        part.listen(bolt)
    bolt.event(re.compile("."))(_on_nothing)
    bolt.error(_on_problem)
    return bolt


class Questions:
    """Takes questions, however they are asked, to the desk."""

    def __init__(self, office: Office, review: Review) -> None:
        self._office = office
        self._desk = office.desk
        self._review = review

    def listen(self, app: AsyncApp) -> None:
        """Have Bolt call this part."""
        app.event(re.compile("^(message|app_mention)$"))(self._on_message)
        app.command("/mentor")(self._on_command)
        app.action(re.compile(f"^{blocks.SUGGEST}"))(self._on_suggestion)
        app.action(blocks.SHARE)(self._on_share)
        app.action(blocks.HUMAN)(self._on_human)

    async def _on_message(self, body: dict[str, Any]) -> None:
        await self._desk.take_read(
            partial(
                read_event,
                body,
                bot_user=self._office.bot_user,
                part_in=self._office.inbox.part_in,
                is_unanswered=self._office.inbox.is_unanswered,
                open_channels=self._office.settings.open_channels,
            )
        )

    async def _on_command(self, ack: Any, body: dict[str, Any]) -> None:
        if str(body.get("text") or "").strip().lower() == REVIEW:
            await ack()
            self._office.later(self._review.begin(body))
            return
        job = read_command(body, bot_user=self._office.bot_user, now=time.time())
        await self._desk.take(job)
        await ack()

    async def _on_suggestion(self, ack: Any, body: dict[str, Any], action: dict[str, Any]) -> None:
        if (body.get("view") or {}).get("type") == "home":
            await ack()
            self._office.later(self._ask_from_home(body, action))
            return
        await self._desk.take(read_press(body, action, kind="press"))
        await ack()

    async def _on_share(self, ack: Any, body: dict[str, Any], action: dict[str, Any]) -> None:
        await self._desk.take(read_press(body, action, kind="share"))
        await ack()

    async def _on_human(self, ack: Any, body: dict[str, Any], action: dict[str, Any]) -> None:
        await self._desk.take(read_human(body, action))
        await ack()

    async def _ask_from_home(self, body: dict[str, Any], action: dict[str, Any]) -> None:
        """Answer a button of the Home tab in the person's direct conversation."""
        opened = await self._office.outbox.attempt("conversations.open", users=body["user"]["id"])
        if opened:
            there = {**body, "channel": opened["channel"], "container": {}}
            await self._desk.take(read_press(there, action, kind="press"))


async def _on_nothing() -> None:
    """Acknowledge an event that nobody waits for."""


async def _on_problem(error: Exception) -> BoltResponse:
    """Say in the log what could not be taken; what is not acknowledged Slack sends again."""
    is_misshapen = isinstance(error, MISSHAPEN)
    what = "has another shape than Slack's" if is_misshapen else "could not be kept"
    logger.error("A request of Slack %s", what, exc_info=error)
    return BoltResponse(status=400 if is_misshapen else 503)
