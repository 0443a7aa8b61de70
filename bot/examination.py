"""From a file or a folder of questions to what a report is about.

*.csv ─ pairs, a slice for each file ─ each question by itself ──┐
*.yml ─ conversations, their own slices ─ each in one go ─────────┴ judged ─ subject
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from bot.conversations import Conversation
from bot.evaluation import evaluate
from bot.outcomes import Outcome, converse, judged_turns
from bot.report.risk import Limits
from bot.report.subject import Subject
from bot.speakers import by_mentor, by_server
from knowledge.errors import SourceError
from knowledge.parse.pairs import PairSet, read_pairs

if TYPE_CHECKING:
    from knowledge.mentor import Mentor

Progress = Callable[[float], None]


def tables_in(path: Path) -> dict[str, PairSet]:
    """Return the questions of a CSV file, or of a folder's, by the slice that each file is.

    Returns:
        Nothing where the path holds conversations; a single file is no slice, its name is "".

    Raises:
        SourceError: a file is not what it should be, or a folder holds neither of the two kinds.
    """
    if not path.is_dir():
        return {} if path.suffix in (".yml", ".yaml") else {"": read_pairs(path)}
    if any(path.glob("*.y*ml")):
        return {}
    files = sorted(path.glob("*.csv"))
    if not files:
        raise SourceError(
            path, "the folder holds neither questions (.csv) nor conversations (.yml)"
        )
    return {file.stem if len(files) > 1 else "": read_pairs(file) for file in files}


def examine_tables(
    name: str, tables: Mapping[str, PairSet], mentor: Mentor, *, progress: Progress
) -> Subject:
    """Ask every question of tables.

    Args:
        name: of what is asked.
        tables: the questions by slice.
        mentor: who is asked.
        progress: is told the share done, 0 to 1.
    """
    judged = [
        row
        for place, (slice, questions) in enumerate(tables.items())
        for row in evaluate(
            mentor,
            questions,
            slice=slice,
            progress=lambda share, place=place: progress((place + share) / len(tables)),  # type: ignore[misc]
        )
    ]
    return Subject(name, mentor.release, judged, Limits.of(mentor.bundle), _now())


def examine_conversations(
    name: str, conversations: Sequence[Conversation], mentor: Mentor, *, progress: Progress
) -> tuple[Subject, tuple[Outcome, ...]]:
    """Hold conversations with the search alone; those that need a dialogue are left out."""
    searched = [one for one in conversations if not one.needs_dialogue]
    outcomes = converse(searched, by_mentor(mentor), progress=progress)
    limits = Limits.of(mentor.bundle)
    return _conversed(name, mentor.release, outcomes, limits), outcomes


def examine_server(
    name: str, conversations: Sequence[Conversation], address: str, *, progress: Progress
) -> tuple[Subject, tuple[Outcome, ...]]:
    """Hold all conversations with a running mentor."""
    outcomes = converse(conversations, by_server(address), progress=progress)
    return _conversed(name, _release_of(outcomes), outcomes, None), outcomes


def _conversed(
    name: str, release: str, outcomes: Sequence[Outcome], limits: Limits | None
) -> Subject:
    met = sum(outcome.met for outcome in outcomes)
    judged = judged_turns(outcomes)
    return Subject(name, release, judged, limits, _now(), conversations=(met, len(outcomes)))


def _release_of(outcomes: Sequence[Outcome]) -> str:
    """Return the release that the replies name; small talk names none."""
    replies = (told.reply.release for outcome in outcomes for told in outcome.told)
    return next(filter(None, replies), "")


def _now() -> datetime:
    return datetime.now().astimezone()
