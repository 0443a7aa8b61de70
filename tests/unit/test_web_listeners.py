"""Who listens in a visitor's name."""

from __future__ import annotations

from contextlib import ExitStack

from connectors.web.listeners import Listeners


def test_the_newest_stay() -> None:
    listeners = Listeners(most=2)
    with ExitStack() as all_of_them:
        joined = [all_of_them.enter_context(listeners.join("ann")) for _ in range(3)]
        all_of_them.enter_context(listeners.join("bob"))
        assert [is_superseded() for is_superseded in joined] == [True, False, False]
        assert listeners.are_too_many("ann")
        assert not listeners.are_too_many("bob")
        assert len(listeners) == 4
    assert len(listeners) == 0
    assert not listeners.are_too_many("ann")


def test_who_leaves_makes_room() -> None:
    listeners = Listeners(most=1)
    with listeners.join("ann") as is_superseded:
        with listeners.join("ann"):
            assert is_superseded()
        assert not is_superseded()
