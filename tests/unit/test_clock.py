"""A clock that is set while leases are held."""

from __future__ import annotations

import pytest

from connectors.clock import WallClock
from tests.clocks import Clocks

HOUR, DAY = 3600.0, 86_400.0
LEASE = 6.0


@pytest.fixture
def clocks() -> Clocks:
    return Clocks()


@pytest.fixture
def clock(clocks: Clocks) -> WallClock:
    return clocks.wall_clock()


def test_a_lease_is_over_when_its_time_has_come(clocks: Clocks, clock: WallClock) -> None:
    until = clock.now() + LEASE
    clocks.go_on(LEASE - 1)
    assert not clock.is_over(until, lease_seconds=LEASE)
    clocks.go_on(1)
    assert clock.is_over(until, lease_seconds=LEASE)
    assert clock.times_set == 0


def test_what_nobody_has_held_is_free_whatever_the_clock_says(
    clocks: Clocks, clock: WallClock
) -> None:
    clocks.set(-DAY)
    assert clock.is_over(0.0, lease_seconds=LEASE)


@pytest.mark.parametrize("jump", [HOUR, DAY, -HOUR])
def test_a_holder_that_lives_keeps_its_lease_when_the_clock_is_set(
    clocks: Clocks, clock: WallClock, jump: float
) -> None:
    until = clock.now() + LEASE
    clocks.set(jump)
    for _ in range(20):
        assert not clock.is_over(until, lease_seconds=LEASE)
        clocks.go_on(LEASE / 3)
        until = clock.now() + LEASE  # renewed
    assert clock.times_set == 1


@pytest.mark.parametrize("jump", [HOUR, DAY, -HOUR, -DAY, -2 * LEASE, -LEASE])
def test_a_holder_that_died_keeps_it_for_three_leases_at_the_most(
    clocks: Clocks, clock: WallClock, jump: float
) -> None:
    until = clock.now() + LEASE
    clocks.set(jump)
    assert not clock.is_over(until, lease_seconds=LEASE)
    clocks.go_on(3 * LEASE)
    assert clock.is_over(until, lease_seconds=LEASE)


def test_a_clock_that_was_put_back_before_the_start_holds_nothing_up(clocks: Clocks) -> None:
    assert clocks.wall_clock().is_over(clocks.wall + HOUR, lease_seconds=LEASE)


def test_a_small_correction_is_not_noticed(clocks: Clocks, clock: WallClock) -> None:
    for _ in range(100):
        clocks.go_on(10.0)
        clocks.set(0.4)
        clock.now()
    assert clock.times_set == 0
