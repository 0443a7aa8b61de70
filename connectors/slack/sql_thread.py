"""One thread for what blocks: SQLite takes one writer at a time."""

from __future__ import annotations

import asyncio
import itertools
import queue
import threading
from collections.abc import Callable
from concurrent.futures import Future
from functools import partial
from typing import Any, TypeVar

T = TypeVar("T")

FIRST, IN_TURN = 0, 1


class OneThread:
    """Calls what blocks in one thread of its own, what somebody waits for first."""

    def __init__(self) -> None:
        self._tick = itertools.count()  # what is as urgent is done in the order of the calls
        self._waiting: queue.PriorityQueue[tuple[int, int, Future[Any], Callable[[], Any]]] = (
            queue.PriorityQueue()
        )
        self._thread = threading.Thread(target=self._run, name="slack-sql", daemon=True)
        self._thread.start()

    async def __call__(self, work: Callable[..., T], *arguments: Any, **options: Any) -> T:
        """Call `work` and return its result."""
        return await self._call(IN_TURN, partial(work, *arguments, **options))

    async def first(self, work: Callable[..., T], *arguments: Any, **options: Any) -> T:
        """Call `work` before all that waits: Slack's acknowledgement must not wait for answers."""
        return await self._call(FIRST, partial(work, *arguments, **options))

    async def _call(self, urgency: int, work: Callable[[], T]) -> T:
        done: Future[T] = Future()
        self._waiting.put((urgency, next(self._tick), done, work))
        return await asyncio.wrap_future(done)

    def _run(self) -> None:
        while True:
            _, _, done, work = self._waiting.get()
            if not done.set_running_or_notify_cancel():
                continue
            try:
                done.set_result(work())
            except BaseException as problem:
                done.set_exception(problem)
