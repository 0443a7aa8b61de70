"""A pair as a maintainer gives it, checked before anything is kept."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from knowledge.notebook import KnownPair, MaintenanceError
from knowledge.parse.pairs import question_key

MAX_QUESTION_CHARACTERS = 500
MAX_ANSWER_CHARACTERS = 5000
MAX_PARAPHRASES = 100


_CODE = re.compile(r"```.*?```|`[^`]*`", re.DOTALL)
_TAG = re.compile(
    r"</?(?:a|abbr|b|body|br|button|code|div|em|embed|form|h[1-6]|head|hr|html|i|iframe|img|input|li"
    r"|link|meta|object|ol|p|pre|script|span|strong|style|svg|table|tbody|td|th|thead|tr|u|ul"
    r"|video)(?:\s[^<>]*)?/?>",
    re.IGNORECASE,
)


class TeachingError(MaintenanceError):
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
    if len(paraphrases) > MAX_PARAPHRASES:
        raise TeachingError(
            f"The pair has {len(paraphrases)} paraphrases, {MAX_PARAPHRASES} are allowed; leave "
            "some out."
        )
    distinct: dict[str, str] = {}
    for given in (question, *paraphrases):
        text = " ".join(_checked(given, "question", MAX_QUESTION_CHARACTERS).split())
        distinct.setdefault(question_key(text), text)
    first, *others = distinct.values()
    told = _checked(answer, "answer", MAX_ANSWER_CHARACTERS)
    if tag := _TAG.search(_CODE.sub("", told)):
        raise TeachingError(
            f"The answer holds HTML ({tag[0]}), which people would see as it stands; write "
            "Markdown (**bold**, lists with -), and code in backticks."
        )
    return CheckedPair(first, told, tuple(others))


def phrased(pair: KnownPair, phrasing: str) -> tuple[str, ...]:
    """Return a pair's paraphrases with one more."""
    return checked_pair(pair.question, pair.answer, (*pair.paraphrases, phrasing)).paraphrases


def _checked(text: str, name: str, limit: int) -> str:
    stripped = text.strip()
    if not stripped:
        raise TeachingError(f"The {name} is empty; give its words.")
    if len(stripped) > limit:
        raise TeachingError(
            f"The {name} has {len(stripped)} characters, {limit} are allowed; shorten it."
        )
    return stripped
