"""Another phrasing of a pair that is known."""

from __future__ import annotations

from collections.abc import Sequence

from bot.maintenance.checked import TeachingError, phrased
from bot.maintenance.known import find_pairs
from bot.teaching import teach
from knowledge import live
from knowledge.build import Report
from knowledge.home import Home
from knowledge.notebook import Notebook, Result


def with_phrasing(
    home: Home,
    pair_id: str,
    phrasing: str,
    *,
    taught_by: str,
    question_ids: Sequence[str] = (),
    report: Report = lambda stage, share: None,
) -> Result:
    """Teach a pair again with one more phrasing.

    Args:
        home: whose pair.
        pair_id: the pair's.
        phrasing: the question in other words.
        taught_by: who says so.
        question_ids: of recorded questions whose words these are; forgotten with who asked.
        report: is told the stages of the work.

    Raises:
        TeachingError: when there is no such pair, or the phrasing cannot be taught.
    """
    notebook = Notebook.of(home)
    known = {pair.id: pair for pair in find_pairs(notebook, live.current(home), "")}
    if pair_id not in known:
        raise TeachingError(f"There is no pair {pair_id}; look it up among the pairs.")
    pair = known[pair_id]
    paraphrases = phrased(pair, phrasing)
    for asked in notebook.questions(question_ids):
        notebook.note_phrasing(paraphrases[-1], asked.person)
    return teach(
        home,
        pair.question,
        pair.answer,
        also=paraphrases,
        taught_by=taught_by,
        replaces=(pair.id,),
        report=report,
    )
