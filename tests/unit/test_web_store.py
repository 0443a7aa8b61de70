"""Who answers a visitor's question, whatever the clock is set to."""

from __future__ import annotations

from pathlib import Path

import pytest

from connectors.web.database import Database
from connectors.web.store import Store
from tests.clocks import Clocks

LEASE = 6.0
JUMPS = [3600.0, 86_400.0, -3600.0, -86_400.0]


@pytest.fixture
def clocks() -> Clocks:
    return Clocks()


@pytest.fixture
def stores(tmp_path: Path, clocks: Clocks) -> tuple[Store, Store]:
    """Two servers'."""
    one, other = (Store(Database.under(tmp_path), clock=clocks.wall_clock()) for _ in range(2))
    return one, other


@pytest.mark.parametrize("jump", JUMPS)
def test_a_question_is_answered_by_one_when_the_clock_is_set(
    stores: tuple[Store, Store], clocks: Clocks, jump: float
) -> None:
    one, other = stores
    one.add("ann", "q1", "what is REST?")
    question = one.claim_next("ann", lease_seconds=LEASE)
    assert question is not None
    clocks.set(jump)
    for _ in range(10):
        assert other.claim_next("ann", lease_seconds=LEASE) is None
        clocks.go_on(LEASE / 3)
        one.renew(question, lease_seconds=LEASE)
    one.finish(question, [{"text": "a style"}])
    assert [each["text"] for each in other.view("ann", after=0).messages][1:] == ["a style"]


@pytest.mark.parametrize("jump", JUMPS)
def test_a_question_whose_server_died_does_not_wait_for_the_clock(
    stores: tuple[Store, Store], clocks: Clocks, jump: float
) -> None:
    one, other = stores
    one.add("ann", "q1", "what is REST?")
    assert one.claim_next("ann", lease_seconds=LEASE) is not None
    clocks.set(jump)
    assert other.claim_next("ann", lease_seconds=LEASE) is None
    clocks.go_on(3 * LEASE)
    assert other.claim_next("ann", lease_seconds=LEASE) is not None


@pytest.mark.parametrize("jump", JUMPS)
def test_what_is_asked_after_the_clock_was_set_is_taken_at_once(
    stores: tuple[Store, Store], clocks: Clocks, jump: float
) -> None:
    one, _ = stores
    one.add("ann", "q1", "what is REST?")
    clocks.set(jump)
    assert one.claim_next("ann", lease_seconds=LEASE) is not None
