"""A maintainer's word: a pair kept, trained and live."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bot.train import train
from knowledge.build import Report
from knowledge.errors import KnowledgeError
from knowledge.home import Home
from knowledge.notebook import KnownPair, Notebook, Result, Verdict
from knowledge.parse.pairs import question_key

MAX_QUESTION_CHARACTERS = 500
MAX_ANSWER_CHARACTERS = 5000


class TeachingError(KnowledgeError):
    """A pair cannot be taught as it was given."""


@dataclass(frozen=True)
class CheckedPair:
    """A pair that can be taught."""

    question: str
    answer: str
    paraphrases: tuple[str, ...]


def checked_pair(question: str, answer: str, paraphrases: Sequence[str] = ()) -> CheckedPair:
    """Return a pair as it can be taught: trimmed, its questions each once.

    Raises:
        TeachingError: when a part is empty or too long.
    """
    distinct: dict[str, str] = {}
    for given in (question, *paraphrases):
        text = _checked(given, "question", MAX_QUESTION_CHARACTERS)
        distinct.setdefault(question_key(text), text)
    first, *others = distinct.values()
    return CheckedPair(first, _checked(answer, "answer", MAX_ANSWER_CHARACTERS), tuple(others))


def phrased(pair: KnownPair, phrasing: str) -> tuple[str, ...]:
    """Return a pair's paraphrases with one more."""
    return checked_pair(pair.question, pair.answer, (*pair.paraphrases, phrasing)).paraphrases


def teach(
    home: Home,
    question: str,
    answer: str,
    *,
    also: Sequence[str] = (),
    taught_by: str,
    replaces: Sequence[str] = (),
    report: Report = lambda stage, share: None,
) -> Result:
    """Keep a pair and make it live.

    Args:
        home: whose mentor learns.
        question: what people ask.
        answer: what the mentor is to say.
        also: other phrasings of the question.
        taught_by: who says so.
        replaces: the ids of pairs whose place it takes.
        report: is told the stages of the training.

    Raises:
        KnowledgeError: when the pair is not usable, and nothing is kept; or when the home cannot be
            trained, and the pair waits for the next training.
    """
    pair = checked_pair(question, answer, also)
    notebook = Notebook.of(home)
    id = notebook.teach(
        pair.question,
        pair.answer,
        paraphrases=pair.paraphrases,
        taught_by=taught_by,
        replaces=replaces,
        state="pending",
    )
    release = train(home, report=report)
    for lesson in notebook.lessons(state="pending"):
        notebook.settle(lesson.id, "active")
    notebook.note(taught_by, "taught", id, pair.question)
    return Result(id, release.id, True, f"Taught. Release {release.id} is live.", Verdict(True))


def _checked(text: str, name: str, limit: int) -> str:
    stripped = text.strip()
    if not stripped:
        raise TeachingError(f"The {name} is empty; give its words.")
    if len(stripped) > limit:
        raise TeachingError(
            f"The {name} has {len(stripped)} characters, {limit} are allowed; shorten it."
        )
    return stripped
