"""The Home tab: what the mentor knows, how to ask, and for maintainers what waits."""

from __future__ import annotations

import logging
from typing import Any

from slack_bolt.async_app import AsyncApp

from connectors.slack import views
from connectors.slack.blocks import Block
from connectors.slack.office import Office
from knowledge.notebook import Gap, MaintenanceError

logger = logging.getLogger(__name__)

N_SHOWN = 10
N_COUNTED = 50


class HomeTab:
    """Draws the Home tab when it is opened."""

    def __init__(self, office: Office) -> None:
        self._office = office
        self._opened: set[str] = set()  # by these users, since the start

    def listen(self, app: AsyncApp) -> None:
        """Have Bolt call this part."""
        app.event("app_home_opened")(self._on_opened)

    async def _on_opened(self, event: dict[str, Any]) -> None:
        if event.get("tab") == "home":
            self._opened.add(str(event["user"]))
            self._office.later(self._show(str(event["user"])))

    def renew(self, user: str) -> None:
        """Draw it again for somebody who has it open, once what waits has changed."""
        if user in self._opened:
            self._office.later(self._show(user))

    async def _show(self, user: str) -> None:
        """Show it to everybody at once, what waits a moment later."""
        introduction = await self._office.introduction(user)
        await self._publish(user, introduction, [])
        if await self._office.maintainers.includes(user):
            await self._publish(user, introduction, await self._waiting())

    async def _publish(self, user: str, introduction: dict[str, Any], waiting: list[Block]) -> None:
        view = views.home_view(introduction, waiting, bot_user=self._office.bot_user)
        await self._office.outbox.attempt("views.publish", queue=user, user_id=user, view=view)

    async def _waiting(self) -> list[Block]:
        proposals = await self._office.desk.in_sql(self._office.notebook.proposals)
        gaps = await self._gaps()
        shown = [(gap.id, gap.question, gap.n_people) for gap in gaps[:N_SHOWN]]
        return views.waiting_blocks(len(proposals), shown, n_gaps=len(gaps))

    async def _gaps(self) -> tuple[Gap, ...]:
        maintenance = self._office.maintenance()
        if maintenance is None:
            return ()
        try:
            found: tuple[Gap, ...] = await maintenance.gaps(limit=N_COUNTED)
        except MaintenanceError as problem:
            logger.warning("What waits cannot be shown: %s", problem)
            return ()
        return found
