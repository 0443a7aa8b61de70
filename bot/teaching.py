"""A maintainer's word: a pair kept, trained and live."""

from __future__ import annotations

from collections.abc import Sequence

from bot.train import train
from knowledge.build import Report
from knowledge.errors import KnowledgeError
from knowledge.home import Home
from knowledge.notebook import Notebook
from knowledge.releases import Release

MAX_QUESTION_CHARACTERS = 500
MAX_ANSWER_CHARACTERS = 5000


class TeachingError(KnowledgeError):
    """A pair cannot be taught as it was given."""


def teach(
    home: Home,
    question: str,
    answer: str,
    *,
    also: Sequence[str] = (),
    taught_by: str,
    report: Report = lambda stage, share: None,
) -> Release:
    """Keep a pair and make it live.

    Args:
        home: whose mentor learns.
        question: what people ask.
        answer: what the mentor is to say.
        also: other phrasings of the question.
        taught_by: who says so.
        report: is told the stages of the training.

    Raises:
        KnowledgeError: when the pair is not usable; nothing is kept then.
    """
    phrasings = [_checked(text, "question", MAX_QUESTION_CHARACTERS) for text in (question, *also)]
    told = _checked(answer, "answer", MAX_ANSWER_CHARACTERS)
    notebook = Notebook.of(home)
    before = notebook.taught()
    id = notebook.teach(phrasings[0], told, paraphrases=phrasings[1:], taught_by=taught_by)
    try:
        return train(home, report=report)
    except Exception:
        notebook.take_back(id, before=before)
        raise


def _checked(text: str, name: str, limit: int) -> str:
    stripped = text.strip()
    if not stripped:
        raise TeachingError(f"The {name} is empty; give its words.")
    if len(stripped) > limit:
        raise TeachingError(
            f"The {name} has {len(stripped)} characters, {limit} are allowed; shorten it."
        )
    return stripped
