"""Questions that are hardly more than their question word: "why?", "for example?"."""

from __future__ import annotations

import re

from knowledge.finding import Query
from knowledge.follow_up.conversation import Conversation, subject_of, topic_words
from knowledge.language.words import content_stems

_BARE = re.compile(
    r"^\W*(?:(?:but|and) )?(?:why not|up to how (?:much|many)|how (?:much|many|long|often)"
    r"|why|how|how so|how come|when|where|who|since when|what for|for what"
    r"|for example|an? example|examples?|such as|like what|more|tell me more|go on|explain"
    r"|details?|in detail|really|is that all|which one|which ones"
    r"|which|what else|anything else)\b"
    r"(?:\W+(?:is|are|was|that|it|so|not|this|then|exactly|though|please|do|does|they|them|those|these"
    r"|one|ones|of|about|me|now|again|more|less|much|many)){0,3}\W*$",
    re.IGNORECASE,
)
_ASKS_EXAMPLE = re.compile(
    r"^\W*(?:(?:can|could) you (?:give|name|show)(?: me)? |give me |do you have |like |any )?"
    r"(?:for example|an? examples?|examples?|some examples?|such as|like what"
    r"|name (?:one|some|a few))(?: of (?:one|it|that|this|them|those))?\W*$",
    re.IGNORECASE,
)


def example(query: Query, last: Query, conversation: Conversation) -> str:
    """Ask for examples of what was spoken of: "for example?"."""
    if query.terms or not _ASKS_EXAMPLE.match(query.text):
        return ""
    subject = subject_of(last, conversation) or topic_words(last.text)
    return f"Which examples of {subject} are there?"


def bare(query: Query, last: Query, conversation: Conversation) -> str:
    """Add what was spoken of to a question that is hardly more than its question word."""
    if query.terms or not _BARE.match(query.text) or len(content_stems(query.text)) > 1:
        return ""
    spoken_of = last.text.partition(": ")[2] or last.text  # bare questions do not pile up
    return f"{query.text.rstrip('?!. ')}: {spoken_of}"
