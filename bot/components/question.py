"""What a message asks, as plain text, and the keys under which the steps keep what they find."""

from __future__ import annotations

import re
import string
from typing import Any, Literal, Protocol

# The channels put it before a text that begins with "/", which Rasa would else take as a command.
GUARD = "\u2060"

# Keys of a message. Those marked (stored) stay with the message in the tracker.
QUESTION = "question"  # str: the text, cleaned
MENTOR = "mentor"  # Mentor: the release that answers this message
QUERY = "query"  # Query
VECTOR = "vector"  # the query's embedding
KNOWLEDGE = "knowledge"  # (stored) Finding.as_dict(), and beside it
RELEASE = "release"  # the release that found it
DECLINED = "declined"  # (stored) Declined

Declined = Literal["empty", "too_long"]

_IN_FRONT = GUARD + string.whitespace
_LEAD_IN = re.compile(
    r"^(?:(?:actually|well|ok|okay|hm+|um+|but|and|so|hey|hi|hello|please|sorry|wait|thanks"
    r"|just|by the way|btw|one question|quick question)\b[\s,.!:;-]*)+"
)
_INTERROGATIVE = re.compile(
    r"^(?:what|what's|whats|why|how|how's|which|who|who's|whose|whom|where|when)\b(?! i\b)"
)
_AUXILIARY = re.compile(
    r"^(?:is|are|was|were|do|does|did|can|could|should|would|will|must|may|has|have|am)n?'?t?\s+"
    r"(?:i|you|we|they|it|he|she|there|this|that|these|those|the|a|an|my|your|one|people|someone)\b"
)
_BE = re.compile(r"^(?:is|are|does|was|were)\b")
_REQUEST = re.compile(
    r"^(?:explain|describe|define|compare|tell me|show me|give me|name (?:some|a|the)|list"
    r"|summari[sz]e|teach me|remind me|i (?:want|would like|'d like) to know|i'd like to know"
    r"|i (?:do not|don't|dont) understand|(?:the )?difference between|meaning of)\b"
)


class Holder(Protocol):
    """What the pure code needs of Rasa's Message."""

    def get(self, prop: str, default: Any = None) -> Any:
        """Return what is kept under a key."""


def clean(text: str | None, *, max_characters: int) -> str:
    """Return a message's text without the guard and the white space around it, cut to a length.

    Args:
        text: as Rasa holds it.
        max_characters: how much of it is kept.
    """
    return _body(text).rstrip()[:max_characters]


def declined(text: str | None, *, max_characters: int) -> Declined | None:
    """Say why a text is not searched: it is empty or too long. None for any other."""
    length = len(_body(text).rstrip())
    if length == 0:
        return "empty"
    return "too_long" if length > max_characters else None


def offset(text: str | None) -> int:
    """Return where the cleaned text begins in the text that Rasa holds."""
    return len(text or "") - len(_body(text))


def is_question(text: str) -> bool:
    """Whether a text asks for something by its form: "what is ...", "can you ...", "explain"."""
    plain = _LEAD_IN.sub("", text.lower().replace("\N{RIGHT SINGLE QUOTATION MARK}", "'").strip())
    shapes = (_INTERROGATIVE, _AUXILIARY, _BE, _REQUEST)
    return any(shape.match(plain) for shape in shapes)


def _body(text: str | None) -> str:
    return (text or "").lstrip(_IN_FRONT)
