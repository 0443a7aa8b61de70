"""What is being taken in: answers wait a little while Slack waits for an acknowledgement."""

from __future__ import annotations

import asyncio
from types import TracebackType

MAX_WAIT_SECONDS = 0.5  # an answer is not kept waiting for longer, however much comes in


class Intake:
    """Counts what is being taken in; used as a context around each request of Slack."""

    def __init__(self) -> None:
        self._n = 0
        self._is_quiet = asyncio.Event()
        self._is_quiet.set()

    def __enter__(self) -> Intake:
        """Begin to take one in."""
        self._n += 1
        self._is_quiet.clear()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        problem: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        """End with one."""
        self._n -= 1
        if not self._n:
            self._is_quiet.set()

    async def quiet(self) -> None:
        """Wait until nothing is being taken in, but not for ever."""
        if self._n:
            try:
                await asyncio.wait_for(self._is_quiet.wait(), MAX_WAIT_SECONDS)
            except asyncio.TimeoutError:
                return
