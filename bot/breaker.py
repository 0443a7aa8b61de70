"""A circuit breaker: what fails is left alone for a while instead of being waited for each time."""

from __future__ import annotations

import time
from collections.abc import Callable


class Breaker:
    """Tells whether a part that may be away is worth a try.

    Closed, it lets every call through; after some failures in a row it opens, and once in a while
    lets one call through, whose success closes it.

    Args:
        n_failures: in a row, until it opens.
        pause_seconds: how long it stays open until the next try.
        clock: seconds that only grow.
    """

    def __init__(
        self,
        *,
        n_failures: int = 1,
        pause_seconds: float = 2.0,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._most = n_failures
        self._pause = pause_seconds
        self._clock = clock
        self._n_failed = 0
        self._try_at = 0.0

    @property
    def is_open(self) -> bool:
        """Whether the part failed so often that it is left alone."""
        return self._n_failed >= self._most

    def lets_through(self) -> bool:
        """Tell whether to call; when open, the one who is told so is the one who tries."""
        if not self.is_open:
            return True
        if self._clock() < self._try_at:
            return False
        self._try_at = self._clock() + self._pause
        return True

    def succeeded(self) -> bool:
        """Note that a call succeeded; tell whether the part was away before."""
        was_open, self._n_failed = self.is_open, 0
        return was_open

    def failed(self) -> bool:
        """Note that a call failed; tell whether this opened the breaker."""
        self._n_failed += 1
        self._try_at = self._clock() + self._pause
        return self._n_failed == self._most
