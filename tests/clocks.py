"""Clocks that a test moves: on, or on the wall alone."""

from __future__ import annotations

from connectors.clock import WallClock


class Clocks:
    """A clock on the wall and one that nobody sets."""

    def __init__(self) -> None:
        self.wall = 1_000_000.0
        self.steady = 50.0

    def go_on(self, seconds: float) -> None:
        """Let time pass."""
        self.wall += seconds
        self.steady += seconds

    def set(self, seconds: float) -> None:
        """Put the clock on the wall forward, or back."""
        self.wall += seconds

    def wall_clock(self) -> WallClock:
        """Return the clock that goes by these."""
        return WallClock(wall=lambda: self.wall, steady=lambda: self.steady)
