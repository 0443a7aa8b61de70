"""Another release goes live while messages are being answered."""

from __future__ import annotations

import asyncio
import shutil
import threading
import time
from pathlib import Path

import httpx

from bot.stack import wait_until
from knowledge.home import Home
from knowledge.releases import Release, Releases
from tests.promotion_load import measure
from tests.scenario.conftest import Server


def another_release(home: Home) -> Release:
    """Keep a release of the live one's parts, its dialogue model under another name."""
    releases = Releases(home)
    live = releases.live()
    assert live is not None
    model = releases.model(live)
    shutil.copy(model, model.with_name(f"copy-{len(releases.all())}-{model.name}"))
    name = f"copy-{len(releases.all())}-{model.name}"
    return releases.add(bundle=live.bundle, model=name, report={})


def test_a_promotion_and_its_rollback_drop_no_message(server: Server, home: Path) -> None:
    releases = Releases(Home(home))
    before = releases.live()
    assert before is not None
    seconds: list[float] = []
    done = threading.Event()

    def keep_asking() -> None:
        while not done.is_set():
            began = time.monotonic()
            server.ask("what is oauth good for?", sender="steady")
            seconds.append(time.monotonic() - began)

    asking = threading.Thread(target=keep_asking)
    asking.start()
    try:
        after = another_release(Home(home))
        releases.promote(after)
        assert wait_until(lambda: served(server) == after.id, seconds=20)
        assert server.ask("what is REST?", sender="late")["custom"]["release"] == after.id
        releases.roll_back()
        assert wait_until(lambda: served(server) == before.id, seconds=20)
    finally:
        done.set()
        asking.join(30)
    assert len(seconds) > 5
    assert max(seconds) < 3


def served(server: Server) -> str:
    return str(httpx.get(f"{server.address}/health/ready", timeout=10).json()["release"])


def test_no_message_is_lost_under_a_constant_load(server: Server, home: Path) -> None:
    """The short form of `python -m tests.promotion_load`."""
    if len(Releases(Home(home)).all()) < 2:
        another_release(Home(home))
    before = Releases(Home(home)).promoted()
    measured = measure(Home(home), server.address, promotions=3, rate=3, warm_seconds=2)
    found = asyncio.run(measured)
    Releases(Home(home)).promote(before)
    assert found["messages"] > 15
    assert found["failed"] == 0
