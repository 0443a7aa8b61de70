"""Whether a message leans on what was said before, and what it says together with that."""

from __future__ import annotations

import re

from knowledge.finding import Query
from knowledge.follow_up.conversation import Conversation
from knowledge.language.words import content_stems

MAX_WORDS = 3  # content words; a longer message, or one that names a thing, must lean by a word
_LEANS = re.compile(
    r"^\W*(?:and|but|so|or|then|ok(?:ay)?|also|what about|how about|what if)\b"
    r"|\b(?:it|its|they|them|their|this|that|these|those|there|then|he|him|his|she|her|one|ones"
    r"|other|others|else|instead|same|both|two)\b",
    re.IGNORECASE,
)


def context(query: Query, conversation: Conversation) -> str:
    """Return a message with the question before it; "" where it stands by itself.

    Args:
        query: the message as it stands, not completed.
        conversation: what was said before.
    """
    last = conversation.last()
    if last is None or not query.text.strip():
        return ""
    is_short = len(content_stems(query.text)) <= MAX_WORDS
    leans = (is_short and not query.terms) or _LEANS.search(query.text)
    return f"{last.text} {query.text}" if leans else ""
