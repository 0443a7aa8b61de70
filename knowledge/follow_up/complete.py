"""The rules that make an elliptical question whole, the first that fits."""

from __future__ import annotations

from knowledge.finding import Query
from knowledge.follow_up.bare import bare, example
from knowledge.follow_up.beside import beside
from knowledge.follow_up.conversation import Completed, Conversation
from knowledge.follow_up.others import better_of_two, both, neighbour, ordinal, other, rival
from knowledge.follow_up.pronouns import pointed, which_of_them
from knowledge.follow_up.substitution import also, substituted


def complete(query: Query, conversation: Conversation) -> Completed | None:
    """Return the question with what the conversation adds; None where it adds nothing."""
    last = conversation.last()
    if last is None:
        return None
    for turned in (ordinal, neighbour):
        if found := turned(query, conversation):
            return found
    for rule in (both, better_of_two, rival, other, example):
        if text := rule(query, last, conversation):
            return Completed(text)
    if found := beside(query, last, conversation):
        return found
    for rule in (also, substituted, which_of_them, pointed, bare):
        if text := rule(query, last, conversation):
            return Completed(text)
    return None
