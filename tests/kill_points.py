"""Kill a teaching before and after each of its durable steps and see what is left.

    python -m tests.kill_points HOME [POINTS]

A durable step is what outlives the process: a file moved into its place, a transaction
committed. At each point the process is killed as by `kill -9`. Then the old or the new release must
be live and whole, the pair must not be lost, and what was left must be put right by the next start.
Prints a line of JSON for each point.
"""

from __future__ import annotations

import json
import os
import shutil
import signal
import sys
import tempfile
import traceback
from collections.abc import Callable
from pathlib import Path
from typing import Any

import sqlalchemy as sql

from bot.maintenance.chores import recover
from bot.teaching import teach
from knowledge.home import Home
from knowledge.mentor import Mentor
from knowledge.notebook import Notebook
from knowledge.releases import Releases

QUESTION, ANSWER = "How do I remove tea stains?", "Baking soda removes tea stains."
KNOWN, KNOWN_ANSWER = "How long does tea keep?", "Dry and dark, tea keeps two years."


class Steps:
    """Counts the durable steps and kills this process at one of them.

    Args:
        at: kill before the step of this number, counted from 0 in half steps: 2 is before the
            second step, 3 after it. None lives on.
    """

    def __init__(self, at: int | None) -> None:
        self.n_half_steps = 0
        self._at = at
        replace = os.replace

        def watched(*arguments: Any, **options: Any) -> None:
            self._point()
            replace(*arguments, **options)
            self._point()

        os.replace = watched
        sql.event.listen(sql.engine.Engine, "commit", lambda connection: self._point())

    def _point(self) -> None:
        if self.n_half_steps == self._at:
            os.kill(os.getpid(), signal.SIGKILL)
        self.n_half_steps += 1


def n_points(home: Home) -> int:
    """Return how many points there are, by a teaching that nobody kills."""
    reader, writer = os.pipe()

    def whole() -> None:
        steps = Steps(None)
        teach(home, QUESTION, ANSWER, taught_by="ann")
        os.write(writer, str(steps.n_half_steps).encode())

    status = _in_child(whole)
    os.close(writer)
    assert status == 0, "the teaching that nobody kills failed"
    return int(os.read(reader, 20))


def killed_at(home: Home, point: int) -> dict[str, Any]:
    """Kill a teaching at a point, look at what is left, start again, and look once more."""

    def until_killed() -> None:
        Steps(point)
        teach(home, QUESTION, ANSWER, taught_by="ann")

    status = _in_child(until_killed)
    found = {"point": point, "killed": os.WIFSIGNALED(status), **_seen(home)}
    recover(home)
    return {**found, "after": _seen(home)}


def _seen(home: Home) -> dict[str, Any]:
    """Return what a server that starts now would serve, and what the notebook holds."""
    live = Releases(home).promoted()
    mentor = Mentor.open(Releases(home).bundle(live), release=live.id)
    states = [one.state for one in Notebook.of(home).lessons() if one.question == QUESTION]
    return {
        "known": mentor.ask(KNOWN).text == KNOWN_ANSWER,
        "taught": mentor.ask(QUESTION).text == ANSWER,
        "states": states,
    }


def _in_child(work: Callable[[], None]) -> int:
    pid = os.fork()
    if pid == 0:
        try:
            work()
        except BaseException:
            traceback.print_exc()
            os._exit(1)
        os._exit(0)
    return os.waitpid(pid, 0)[1]


def main() -> None:
    """Kill at every point, or at so many of them, each in a copy of the home."""
    home, most = Path(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else 1_000
    with tempfile.TemporaryDirectory() as scratch:
        copies = (Home(Path(scratch) / str(number)) for number in range(10_000))

        def copy() -> Home:
            made = next(copies)
            shutil.copytree(home, made.root, symlinks=True)
            return made

        points = range(n_points(copy()))
        for point in points[:: max(1, len(points) // most)]:
            print(json.dumps(killed_at(copy(), point)), flush=True)


if __name__ == "__main__":
    main()
