"""Promote releases under a constant load of messages: what fails, what is slow, what memory does.

    python -m tests.promotion_load HOME [--promotions 50] [--rate 20]

Starts `mentor serve` on the home, sends messages at the rate, and makes two releases live in
turn. Prints JSON: failed messages, the latency before and during the promotions, the memory of
the programs after the 5th and the last promotion.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import subprocess
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx

from knowledge.home import Home
from knowledge.releases import Release, Releases

QUESTIONS = ("how long does tea keep?", "what is matcha?", "is there caffeine in tea?", "hello")
WARM_SECONDS = 10.0
SETTLE_SECONDS = 2.0
MEBIBYTE = 1024.0  # in KiB, as /proc counts


@dataclass
class Load:
    """Messages at a constant rate, whether or not the earlier ones are answered."""

    address: str
    rate: float
    seconds: list[float] = field(default_factory=list)
    n_failed: int = 0

    async def run(self, stop: asyncio.Event) -> None:
        """Send until told to stop."""
        limits = httpx.Limits(max_connections=200)
        async with httpx.AsyncClient(timeout=60, limits=limits) as client:
            sent: set[asyncio.Task[None]] = set()
            began, n = time.monotonic(), 0
            while not stop.is_set():
                task = asyncio.ensure_future(self._ask(client, n))
                sent.add(task)
                task.add_done_callback(sent.discard)
                n += 1
                await asyncio.sleep(max(0.0, began + n / self.rate - time.monotonic()))
            await asyncio.gather(*sent)

    async def _ask(self, client: httpx.AsyncClient, n: int) -> None:
        message = {"sender": f"load-{n}", "message": QUESTIONS[n % len(QUESTIONS)]}
        began = time.monotonic()
        try:
            answer = await client.post(f"{self.address}/webhooks/rest/webhook", json=message)
            ok = answer.status_code == 200 and bool(answer.json()[0]["custom"]["release"])
        except (httpx.HTTPError, ValueError, LookupError):
            ok = False
        self.n_failed += not ok
        self.seconds.append(time.monotonic() - began)


async def measure(
    home: Home, address: str, *, promotions: int, rate: float, warm_seconds: float = WARM_SECONDS
) -> dict[str, Any]:
    """Promote under load and return what was measured.

    Args:
        home: with at least two releases.
        address: where its mentor serves.
        promotions: how many.
        rate: messages a second.
        warm_seconds: before the first promotion, to know what is usual.
    """
    load, stop = Load(address, rate), asyncio.Event()
    sending = asyncio.ensure_future(load.run(stop))
    await asyncio.sleep(warm_seconds)
    n_before = len(load.seconds)
    memory = []
    for number in range(promotions):
        release = _other(Releases(home))
        Releases(home).promote(release)
        await _until_served(address, release.id)
        await asyncio.sleep(SETTLE_SECONDS)
        if number in (4, promotions - 1):
            memory.append(_memory(home))
    stop.set()
    await sending
    usual, during = load.seconds[n_before // 2 : n_before], load.seconds[n_before:]
    return {
        "messages": len(load.seconds),
        "failed": load.n_failed,
        "usual_ms": _quantiles(usual),
        "during_ms": _quantiles(during),
        "memory_mib": memory,
    }


def _other(releases: Releases) -> Release:
    """Return the release that is not live."""
    live = releases.promoted()
    return next(one for one in releases.all() if one.id != live.id and releases.is_whole(one))


async def _until_served(address: str, release: str) -> None:
    async with httpx.AsyncClient(timeout=60) as client:
        while (await client.get(f"{address}/health/ready")).json().get("release") != release:
            await asyncio.sleep(0.1)


def _memory(home: Home) -> dict[str, float]:
    """Return the resident memory of the programs of a home's mentor, in MiB."""
    pid = json.loads((home.state / "server.json").read_text("utf-8"))["pid"]
    command = ["ps", "-o", "rss=,args=", "--ppid", str(pid)]
    lines = subprocess.run(command, capture_output=True, text=True).stdout.splitlines()
    found = {}
    for line in lines:
        size, _, words = line.strip().partition(" ")
        name = "actions" if "action_server" in words else "server"
        found[name] = round(int(size) / MEBIBYTE, 1)
    return found


def _quantiles(seconds: list[float]) -> dict[str, float]:
    ordered = sorted(seconds) or [0.0]
    places = {"p50": 0.5, "p95": 0.95, "p99": 0.99, "max": 1.0}
    return {
        name: round(1000 * ordered[min(len(ordered) - 1, int(share * len(ordered)))], 1)
        for name, share in places.items()
    }


def main() -> None:
    """Serve a home, measure, stop."""
    parser = argparse.ArgumentParser()
    parser.add_argument("home", type=Path)
    parser.add_argument("--promotions", type=int, default=50)
    parser.add_argument("--rate", type=float, default=20.0)
    given = parser.parse_args()
    home = Home(given.home.resolve())
    mentor = Path(sys.executable).with_name("mentor")
    environment = {**os.environ, "MENTOR_HOME": str(home.root)}
    command = [str(mentor), "serve", "--port", "0"]
    process = subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True)
    try:
        assert process.stdout
        address = next(
            line.split("ready: ")[1].split("/  ")[0] for line in process.stdout if "ready: " in line
        )
        found = measure(home, address, promotions=given.promotions, rate=given.rate)
        print(json.dumps(asyncio.run(found), indent=1))
    finally:
        process.terminate()
        process.wait(20)


if __name__ == "__main__":
    main()
