"""What a worker does after a promotion, and once a day; `housekeeping.py` says when."""

from __future__ import annotations

import logging

from bot.maintenance.askers import answer_later
from bot.maintenance.lock import training
from bot.maintenance.promotion import settle_lessons
from bot.teaching import prove
from bot.train import RefusedError, train
from knowledge.bundle import FITTED, Bundle
from knowledge.errors import BundleError
from knowledge.home import Home
from knowledge.notebook import Notebook
from knowledge.releases import Releases

logger = logging.getLogger(__name__)


def after_promotion(home: Home) -> dict[str, int]:
    """Put right what a crash between two steps left, prove what waits, and tell who asked."""
    n_proved = recover(home)
    return {"proved": n_proved, "told": answer_later(home)}


def recover(home: Home) -> int:
    """Make lessons fit the live release, and prove those that nobody is proving any more."""
    notebook, releases = Notebook.of(home), Releases(home)
    with training(home):  # whoever teaches holds it until the lesson is settled
        live = releases.live()
        if live is None:
            return 0
        settle_lessons(notebook, live)
        waiting = notebook.lessons(state="pending")
        for lesson in waiting:
            prove(home, lesson)
    return len(waiting)


def fit(home: Home) -> str:
    """Train what was taught as a whole; return the release's id, or "" where nothing is to do."""
    with training(home):
        releases = Releases(home)
        live = releases.live()
        try:
            if live is None or FITTED not in Bundle(releases.bundle(live)).manifest:
                return ""
            return train(home, by="mentor", cause=f"fitted {live.id}", pending=()).id
        except (BundleError, RefusedError) as problem:
            logger.warning("The release that is live stays: %s", problem)
            return ""
