"""The desk where jobs are handed out: each conversation in order, each job until it is done.

A job that was interrupted is taken up again, by this process or the next.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from typing import Any

from connectors.slack.inbox import HOLD_SECONDS, Claimed, Inbox
from connectors.slack.job import Job
from connectors.slack.outbox import RefusedError, UnsureError
from connectors.slack.sql_thread import OneThread

logger = logging.getLogger(__name__)

N_TRIES = 5
N_TRIES_OF_SLACK = 360  # an hour, where Slack cannot be reached
LOOK_SECONDS = 2.0


class Desk:
    """Does the jobs of an inbox.

    Args:
        inbox: where they are kept.
        in_sql: calls what blocks.
        do: does one job and returns what answers it.
    """

    def __init__(
        self, inbox: Inbox, in_sql: OneThread, do: Callable[[Claimed], Awaitable[list[Any]]]
    ) -> None:
        self._inbox = inbox
        self.in_sql = in_sql
        self._do_job = do
        self._lanes: dict[str, asyncio.Task[None]] = {}
        self._called: set[str] = set()
        self._held: set[str] = set()

    async def take(self, job: Job) -> bool:
        """Keep a job and begin with it; tell whether it is new."""
        is_new = await self.in_sql.first(self._inbox.add, job)
        if is_new:
            self._open_lane(job.conversation)
        return is_new

    async def take_read(self, read: Callable[[], Job | None]) -> bool:
        """Read a job where reading needs the tables, and take it if there is one."""

        def keep() -> Job | None:
            job = read()
            return job if job is not None and self._inbox.add(job) else None

        job = await self.in_sql.first(keep)
        if job is not None:
            self._open_lane(job.conversation)
        return job is not None

    async def run(self) -> None:
        """Hold what is being done and take up what was left, until cancelled."""
        try:
            while True:
                try:
                    await self._look()
                except Exception:  # a database that is away for a while
                    logger.exception("The Slack inbox cannot be read; it is tried again")
                await asyncio.sleep(LOOK_SECONDS)
        finally:
            for lane in self._lanes.values():
                lane.cancel()

    async def idle(self) -> None:
        """Wait until what was taken here is done or has failed."""
        while self._lanes:
            await asyncio.wait(set(self._lanes.values()))

    async def _look(self) -> None:
        if self._held:
            await self.in_sql(self._inbox.hold, list(self._held))
        for conversation in await self.in_sql(self._inbox.waiting):
            self._open_lane(conversation)

    def _open_lane(self, conversation: str) -> None:
        self._called.add(conversation)
        if conversation not in self._lanes:
            self._lanes[conversation] = asyncio.ensure_future(self._lane(conversation))

    async def _lane(self, conversation: str) -> None:
        """Do the jobs of one conversation, one after the other."""
        try:
            while conversation in self._called:  # also where it was called during the last look
                self._called.discard(conversation)
                while claimed := await self.in_sql(self._inbox.claim, conversation):
                    await self._do(claimed)
        except Exception:
            logger.exception("The conversation %s stopped; it is taken up again", conversation)
        finally:
            del self._lanes[conversation]

    async def _do(self, claimed: Claimed) -> None:
        job = claimed.job
        self._held.add(job.event_id)
        try:
            done = await self._do_job(claimed)
            await self.in_sql(self._inbox.finish, job.event_id, done)
        except RefusedError as problem:
            logger.warning("The answer to %s was not posted: %s", job.key, problem)
            await self.in_sql(self._inbox.finish, job.event_id)
        except Exception as problem:
            most = N_TRIES_OF_SLACK if isinstance(problem, UnsureError) else N_TRIES
            if claimed.n_tries >= most:
                logger.exception("The answer to %s was given up", job.key)
                await self.in_sql(self._inbox.finish, job.event_id)
                return
            logger.warning("The answer to %s is tried again: %s", job.key, problem)
            pause = min(2.0 ** min(claimed.n_tries - 1, 10), HOLD_SECONDS)
            await self.in_sql(self._inbox.let_go, job.event_id, seconds=pause)
        finally:
            self._held.discard(job.event_id)
