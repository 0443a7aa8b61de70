"""One training at a time in a home, whichever program begins it."""

from __future__ import annotations

import contextlib
import fcntl
from collections.abc import Iterator

from knowledge.home import Home


@contextlib.contextmanager
def training(home: Home) -> Iterator[None]:
    """Wait for the training that is at work, then hold others off until this one is done.

    The lock is the system's own: it is gone with the process that holds it, however that ends.
    """
    home.state.mkdir(parents=True, exist_ok=True)
    with (home.state / "training.lock").open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield
