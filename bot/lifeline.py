"""Children that end with the program that started them, however that one ends."""

from __future__ import annotations

import os
import signal
import threading
import time

STANDARD_INPUT = 0


def follow_parent(*, grace: float = 5.0) -> None:
    """End this process once the one that started it is gone.

    Its standard input is a pipe that the parent holds open and never writes to: the end of that
    pipe is the end of the parent, also where the parent was killed and could tell nobody.

    Args:
        grace: seconds to stop in an orderly way.
    """
    threading.Thread(target=_wait_for_end, args=(grace,), name="lifeline", daemon=True).start()


def _wait_for_end(grace: float) -> None:
    while os.read(STANDARD_INPUT, 1):
        pass
    os.kill(os.getpid(), signal.SIGTERM)
    time.sleep(grace)
    os._exit(1)  # it did not stop by itself
