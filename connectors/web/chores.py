"""What the channel does without being asked: it passes requests on and tells what was learnt since.

A chore that fails is tried again with the next round: the database or the notebook may be down.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from contextlib import suppress

EVERY_SECONDS = 5.0  # from one round to the next

logger = logging.getLogger(__name__)

Chore = Callable[[], Awaitable[None]]


class Chores:
    """Does all chores, round after round, until it is ended.

    Args:
        chores: each does all that is to be done now.
    """

    def __init__(self, *chores: Chore) -> None:
        self._chores = chores
        self._hurry = asyncio.Event()
        self._task: asyncio.Task[None] | None = None

    def begin(self) -> None:
        """Begin, in the running loop."""
        self._task = asyncio.ensure_future(self._go_on())

    def hurry(self) -> None:
        """Begin the next round now."""
        self._hurry.set()

    async def end(self) -> None:
        """Stop at once."""
        if self._task is not None:
            self._task.cancel()
            with suppress(asyncio.CancelledError):
                await self._task

    async def _go_on(self) -> None:
        failing: set[Chore] = set()
        while True:
            self._hurry.clear()
            for chore in self._chores:
                try:
                    await chore()
                    failing.discard(chore)
                except Exception:  # said once, not with every round
                    if chore not in failing:
                        logger.exception("The web channel could not do a chore; it tries again")
                    failing.add(chore)
            with suppress(asyncio.TimeoutError):
                await asyncio.wait_for(self._hurry.wait(), EVERY_SECONDS)
