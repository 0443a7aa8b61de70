"""What a promotion costs those who ask meanwhile."""

from __future__ import annotations

import shutil
import threading
import time
from pathlib import Path

import httpx

from knowledge.home import Home
from knowledge.releases import Releases
from tests.bench.load import Asker
from tests.bench.programs import Running

WAIT_SECONDS = 60


def measure(running: Running, root: Path, asker: Asker) -> dict[str, float]:
    """Promote a second release under a steady client; return how long it took and what was felt."""
    releases = Releases(Home(root))
    live = releases.live()
    if live is None:
        raise RuntimeError(f"{root} has no live release")
    model = releases.model(live)
    shutil.copy(model, model.with_name("promoted-again.tar.gz"))
    other = releases.add(bundle=live.bundle, model="promoted-again.tar.gz", report={})
    seconds: list[float] = []
    done = threading.Event()

    def ask() -> None:
        while not done.is_set():
            seconds.extend(asker.converse(f"steady-{time.time_ns()}", 5))

    asking = threading.Thread(target=ask)
    asking.start()
    try:
        time.sleep(1)
        began = time.monotonic()
        releases.promote(other)
        while _served(running) != other.id:
            if time.monotonic() - began > WAIT_SECONDS:
                raise RuntimeError("the promoted release was not served")
            time.sleep(0.02)
        took = time.monotonic() - began
    finally:
        done.set()
        asking.join()
    return {"seconds": round(took, 2), "slowest_message_ms": round(1000 * max(seconds), 1)}


def _served(running: Running) -> str:
    return str(httpx.get(f"{running.address}/health/ready", timeout=10).json()["release"])
