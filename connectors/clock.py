"""The clock on the wall, which somebody may set while it is looked at.

What processes share (leases, when to try again) is kept as seconds since 1970, since no other clock
means the same to all of them. Once it is set, what was kept before means another moment:

put forward   a lease whose holder lives looks over, and two would do the same thing
put back      a lease whose holder died has an hour to go, and nobody does it
"""

from __future__ import annotations

import math
import time
from collections.abc import Callable

SET_SECONDS = 1.0  # from one look to the next; less is a correction, and less than any lease
MAX_LEASES = 2.0  # that one may have to go: machines' clocks differ, by less than a lease


class WallClock:
    """Tells the time, and notices when it was set.

    Args:
        wall: seconds since 1970.
        steady: seconds that only grow, whatever the clock is set to.
    """

    def __init__(
        self,
        *,
        wall: Callable[[], float] = time.time,
        steady: Callable[[], float] = time.monotonic,
    ) -> None:
        self._wall = wall
        self._steady = steady
        self._difference = wall() - steady()
        self._set_at = -math.inf  # of the steady clock
        self.times_set = 0

    def now(self) -> float:
        """Return the seconds since 1970."""
        wall, steady = self._wall(), self._steady()
        difference = wall - steady
        if abs(difference - self._difference) > SET_SECONDS:
            self._set_at = steady
            self.times_set += 1
        self._difference = difference
        return wall

    def is_over(self, until: float, *, lease_seconds: float) -> bool:
        """Tell whether a lease is over.

        A holder that lives renews it several times before it ends. So for one lease after the clock
        was set none is over; what then ends later than any may was kept before.

        Args:
            until: seconds since 1970; 0 where nobody has held it.
            lease_seconds: how long it is when it is new.
        """
        now = self.now()
        if until == 0:
            return True
        if self._steady() - self._set_at < lease_seconds:
            return False
        return until <= now or until > now + MAX_LEASES * lease_seconds
