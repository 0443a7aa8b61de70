"""Notice a promotion while messages go on being answered."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable

from knowledge import live
from knowledge.home import Home
from knowledge.mentor import Mentor

EVERY_SECONDS = 0.5

logger = logging.getLogger(__name__)


def follow(look: Callable[[], object]) -> None:
    """Call `look` now, then twice a second in a thread until the program ends.

    What fails later than the first time is logged once; what was loaded before goes on serving.
    """
    look()
    threading.Thread(target=_keep_looking, args=(look,), name="follow", daemon=True).start()


class LiveKnowledge:
    """The live release's knowledge, open in this process before a message needs it."""

    def __init__(self, home: Home) -> None:
        self._home = home

    def look(self) -> Mentor:
        """Return the live release's mentor, all its parts read."""
        return live.refresh(self._home)


def _keep_looking(look: Callable[[], object]) -> None:
    told = ""
    while True:
        time.sleep(EVERY_SECONDS)
        try:
            look()
        except Exception as problem:
            if told != str(problem):
                logger.exception("The promoted release cannot be loaded; the one before it serves")
            told = str(problem)
        else:
            told = ""
