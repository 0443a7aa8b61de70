"""What follows a promotion, in the background of a running server.

    another release is live
        ─ at once:     put right what a crash left, tell who asked       (worker)
        ─ a bit later: a ranker and gate of its own for what was taught  (worker, lowest priority)
    a day has passed
        ─ questions older than `keep_days` are erased

`bot/maintenance/chores.py` says what the worker does.
"""

from __future__ import annotations

import asyncio
import logging
import time
from datetime import timedelta

from bot.maintenance.settings import ReleaseSettings
from bot.maintenance.worker import work
from knowledge.bundle import FITTED, Bundle
from knowledge.errors import KnowledgeError
from knowledge.home import Home
from knowledge.notebook import MaintenanceError, Notebook
from knowledge.notebook.database import now
from knowledge.releases import Release, Releases

LOOK_SECONDS = 1.0
QUIET_SECONDS = 20.0  # without another promotion, before the heavier training begins
DAY_SECONDS = 24 * 3600.0

logger = logging.getLogger(__name__)


async def keep_house(home: Home) -> None:
    """Do what follows promotions, until cancelled.

    Args:
        home: whose releases are watched.
    """
    seen, fitted, cleaned = "", "", -DAY_SECONDS
    changed = time.monotonic()
    while True:
        live = await asyncio.to_thread(_live, home)
        if live and live.id != seen:
            seen, changed = live.id, time.monotonic()
            if await asyncio.to_thread(_has_lessons, home):
                await _quietly(home, "after promotion")
        if live and live.id != fitted and time.monotonic() - changed > QUIET_SECONDS:
            fitted = live.id
            if _is_extended(home, live):
                await _quietly(home, "fit")
        if time.monotonic() - cleaned > DAY_SECONDS:
            cleaned = time.monotonic()
            await asyncio.to_thread(clean, home)
        await asyncio.sleep(LOOK_SECONDS)


def clean(home: Home) -> int:
    """Erase the questions that were kept as long as they may be; return how many."""
    try:
        days = ReleaseSettings.read(home).keep_days
        return Notebook.of(home).drop_older(now() - timedelta(days=days)) if days else 0
    except Exception:  # a database that is away for a while, a setting that is wrong
        logger.exception("Old questions were not erased")
        return 0


async def _quietly(home: Home, task: str) -> None:
    try:
        await work(home, {"do": task})
    except MaintenanceError as problem:
        logger.warning("In the background (%s): %s", task, problem)


def _live(home: Home) -> Release | None:
    try:
        return Releases(home).live()
    except (KnowledgeError, OSError, ValueError):
        return None


def _has_lessons(home: Home) -> bool:
    try:
        return bool(Notebook.of(home).lessons())
    except Exception:  # a database that is away for a while
        logger.exception("The notebook cannot be read")
        return False


def _is_extended(home: Home, live: Release) -> bool:
    """Whether a release has its ranker and gate from the one before."""
    try:
        return FITTED in Bundle(Releases(home).bundle(live)).manifest
    except KnowledgeError:
        return False
