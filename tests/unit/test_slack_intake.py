"""What comes in goes first: in the one thread for SQL, and before what is answered."""

from __future__ import annotations

import asyncio
import threading
import time

import pytest

from connectors.slack import intake as module
from connectors.slack.intake import Intake
from connectors.slack.sql_thread import OneThread


def test_answers_wait_until_nothing_is_taken_in() -> None:
    order: list[str] = []

    async def take_in(intake: Intake) -> None:
        with intake:
            await asyncio.sleep(0.02)
            order.append("taken in")

    async def answer(intake: Intake) -> None:
        await asyncio.sleep(0.005)
        await intake.quiet()
        order.append("answered")

    async def both() -> None:
        intake = Intake()
        await asyncio.gather(take_in(intake), take_in(intake), answer(intake))
        await intake.quiet()  # at once

    asyncio.run(both())
    assert order == ["taken in", "taken in", "answered"]


def test_answers_do_not_wait_for_ever(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MAX_WAIT_SECONDS", 0.02)

    async def starve() -> float:
        intake = Intake()
        with intake:
            began = time.monotonic()
            await intake.quiet()
        return time.monotonic() - began

    assert 0.01 < asyncio.run(starve()) < 5


def test_what_is_urgent_goes_before_what_waits() -> None:
    order: list[str] = []

    async def work() -> None:
        in_sql = OneThread()
        gate = threading.Event()
        blocked = asyncio.ensure_future(in_sql(gate.wait, 5))
        waiting = [asyncio.ensure_future(in_sql(order.append, name)) for name in "ab"]
        await asyncio.sleep(0)
        urgent = asyncio.ensure_future(in_sql.first(order.append, "urgent"))
        await asyncio.sleep(0)
        gate.set()
        await asyncio.gather(blocked, *waiting, urgent)

    asyncio.run(work())
    assert order == ["urgent", "a", "b"]


def test_a_failure_is_the_callers() -> None:
    async def fail() -> int:
        in_sql = OneThread()
        with pytest.raises(ValueError, match="invalid literal"):
            await in_sql(int, "x")
        return await in_sql(int, "7")

    assert asyncio.run(fail()) == 7
