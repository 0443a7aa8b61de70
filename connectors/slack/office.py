"""What the parts of the app share."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

from connectors.slack.askers import Askers
from connectors.slack.background import Background
from connectors.slack.desk import Desk
from connectors.slack.inbox import Inbox
from connectors.slack.incoming import NO_WORDS
from connectors.slack.maintainers import Maintainers
from connectors.slack.outbox import Outbox
from connectors.slack.settings import SlackSettings
from knowledge.notebook import Notebook


@dataclass(frozen=True)
class Office:
    """What each part of the app has at hand.

    Attributes:
        settings: of the environment.
        bot_user: the mentor's own user id.
        desk: does jobs.
        inbox: keeps them.
        askers: knows who asked which question.
        outbox: for what needs no job.
        notebook: keeps feedback and pairs.
        maintainers: who may teach.
        maintenance: returns what the server can do for maintainers; None before it is ready.
        later: does what is done after the acknowledgement.
        ask: gives Rasa a text of a conversation and returns the replies.
    """

    settings: SlackSettings
    bot_user: str
    desk: Desk
    inbox: Inbox
    askers: Askers
    outbox: Outbox
    notebook: Notebook
    maintainers: Maintainers
    maintenance: Callable[[], Any]
    later: Background
    ask: Callable[[str, str, dict[str, Any]], Awaitable[list[dict[str, Any]]]]

    async def introduction(self, user: str) -> dict[str, Any]:
        """Return the mentor's reply to "What can you do?"."""
        replies = await self.ask(NO_WORDS, f"slack:home:{user}", {})
        return replies[0] if replies else {}


def person_of(body: dict[str, Any]) -> str:
    """Return who did it, as `mentor forget` names them: `TEAM:USER`."""
    team = (body.get("team") or {}).get("id") or body.get("team_id") or ""
    return f"{team}:{body['user']['id']}"
