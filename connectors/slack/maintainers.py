"""Who may teach: users by their id, and the members of user groups, asked of Slack."""

from __future__ import annotations

import logging
import time
from collections.abc import Collection

from connectors.slack.outbox import Outbox, RefusedError, UnsureError

logger = logging.getLogger(__name__)

KEEP_SECONDS = 300.0


class Maintainers:
    """The people who keep the knowledge.

    Args:
        ids: of users (U..., W...) and of user groups (S...).
        outbox: asks Slack who is in a group.
    """

    def __init__(self, ids: Collection[str], outbox: Outbox) -> None:
        self._users = {id for id in ids if not id.startswith("S")}
        self._groups = sorted(id for id in ids if id.startswith("S"))
        self._outbox = outbox
        self._members: dict[str, frozenset[str]] = {}
        self._asked_at = -KEEP_SECONDS

    async def includes(self, user: str) -> bool:
        """Tell whether a user is one of them."""
        if user in self._users:
            return True
        if self._groups and time.monotonic() - self._asked_at >= KEEP_SECONDS:
            await self._ask()
        return any(user in members for members in self._members.values())

    async def _ask(self) -> None:
        for group in self._groups:
            try:
                answer = await self._outbox.call("usergroups.users.list", usergroup=group)
            except (RefusedError, UnsureError) as problem:  # who was in it stays in it
                logger.warning("Who is in the user group %s is not known: %s", group, problem)
                continue
            self._members[group] = frozenset(map(str, answer.get("users") or ()))
        self._asked_at = time.monotonic()
