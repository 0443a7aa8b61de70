"""The rules that make an elliptical question whole, the first that fits."""

from __future__ import annotations

from knowledge.finding import Query
from knowledge.follow_up.bare import bare, example
from knowledge.follow_up.conversation import Conversation
from knowledge.follow_up.others import both, other
from knowledge.follow_up.pronouns import pointed
from knowledge.follow_up.substitution import substituted


def complete(query: Query, conversation: Conversation) -> str:
    """Return the question with what the conversation adds; "" where it adds nothing."""
    last = conversation.last()
    if last is None:
        return ""
    for rule in (both, other, example, substituted, pointed, bare):
        if completed := rule(query, last, conversation):
            return completed
    return ""
