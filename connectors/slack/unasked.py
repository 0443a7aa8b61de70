"""Questions that nobody asked the mentor, in channels that let it answer them."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

MIN_CHARACTERS, MAX_CHARACTERS = 8, 400
METADATA = "min_confidence"  # with a message to Rasa: below it nothing is said and nothing kept

_GREETINGS = frozenset("hi hey hello so ok also and all everyone folks team quick question".split())
_BEGINNINGS = frozenset(
    "what which who whose when where why how is are was do does did can could should would will "
    "what's who's where's how's isn't aren't doesn't don't can't anyone".split()
)
_ENDS = re.compile(r"[?\uff1f](?:\s|$)")


def looks_like_question(text: str) -> bool:
    """Tell whether a message in a channel may be a question to everybody.

    Args:
        text: what the person wrote, markup undone.
    """
    words = text.strip()
    if not MIN_CHARACTERS <= len(words) <= MAX_CHARACTERS or "```" in words:
        return False
    if _ENDS.search(words):
        return True
    spoken = (word.strip(".,!:;-").lower() for word in words.replace("\u2019", "'").split())
    return next((word for word in spoken if word not in _GREETINGS), "") in _BEGINNINGS


def sure_answers(replies: Sequence[Mapping[str, Any]], min_confidence: float) -> list[Any]:
    """Return the replies where they are sure enough to be said unasked; all of them or none."""
    payloads = [reply.get("custom") or {} for reply in replies]
    is_sure = all(
        payload.get("kind") == "answer" and float(payload.get("confidence") or 0) >= min_confidence
        for payload in payloads
    )
    return list(replies) if is_sure else []
