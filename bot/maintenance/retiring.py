"""A pair that is to be known no longer."""

from __future__ import annotations

from bot.maintenance.checked import TeachingError
from bot.maintenance.known import find_pairs
from bot.teaching import retire
from knowledge import live
from knowledge.build import Report
from knowledge.home import Home
from knowledge.notebook import Notebook, Result


def retired(
    home: Home, pair_id: str, *, by: str, report: Report = lambda stage, share: None
) -> Result:
    """Retire a pair that is live.

    Args:
        home: whose pair.
        pair_id: the pair's.
        by: who says so.
        report: is told the stages of the work.

    Raises:
        TeachingError: when it is not live, or all that the mentor knows.
    """
    mentor = live.current(home)
    known = {pair.id: pair for pair in find_pairs(Notebook.of(home), mentor, "")}
    pair = known.get(pair_id)
    if pair is None or pair.state != "live":
        raise TeachingError(f"Pair {pair_id} is not live; there is nothing to retire.")
    if len(mentor.bundle.passages) == 1:
        raise TeachingError(
            "That pair is all that the mentor knows; teach it something else first."
        )
    return retire(
        home, pair.question, pair.answer, also=pair.paraphrases, retired_by=by, report=report
    )
