"""What fails is left alone for a while."""

from __future__ import annotations

from bot.breaker import Breaker


class Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


def test_it_opens_after_failures_in_a_row_and_closes_with_a_success() -> None:
    clock = Clock()
    breaker = Breaker(n_failures=2, pause_seconds=2, clock=clock)
    assert not breaker.failed()
    assert not breaker.succeeded()  # a single failure is no absence
    assert not breaker.failed()
    assert breaker.lets_through()
    assert breaker.failed()
    assert breaker.is_open
    assert not breaker.lets_through()
    clock.now = 2.0
    assert breaker.succeeded()
    assert breaker.lets_through()


def test_when_open_one_caller_tries_at_a_time() -> None:
    clock = Clock()
    breaker = Breaker(pause_seconds=2, clock=clock)
    breaker.failed()
    clock.now = 2.5
    assert [breaker.lets_through() for _ in range(3)] == [True, False, False]
    assert not breaker.failed()  # it was open already
    clock.now = 4.4
    assert not breaker.lets_through()
    clock.now = 4.6
    assert breaker.lets_through()
