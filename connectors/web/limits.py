"""How often one may ask: a bucket of tokens for each visitor and each address."""

from __future__ import annotations

import math
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass

MAX_NAMES = 10_000  # the least recently seen are forgotten: their buckets are full again anyway


@dataclass(frozen=True)
class Rate:
    """So many at once, and so many a minute in the long run."""

    burst: int
    per_minute: float


class Limit:
    """Counts who asks how often.

    Args:
        rate: what is allowed to each name.
        clock: seconds that only grow.
    """

    def __init__(self, rate: Rate, *, clock: Callable[[], float] = time.monotonic) -> None:
        self._rate = rate
        self._clock = clock
        self._buckets: OrderedDict[str, tuple[float, float]] = OrderedDict()  # tokens, seen at

    def wait_seconds(self, name: str) -> int:
        """Take a token; return 0, or after how many seconds there is one."""
        now = self._clock()
        per_second = self._rate.per_minute / 60
        tokens, seen = self._buckets.pop(name, (float(self._rate.burst), now))
        tokens = min(float(self._rate.burst), tokens + (now - seen) * per_second)
        taken = tokens >= 1
        self._buckets[name] = (tokens - taken, now)
        if len(self._buckets) > MAX_NAMES:
            self._buckets.popitem(last=False)
        return 0 if taken else math.ceil((1 - tokens) / per_second)
