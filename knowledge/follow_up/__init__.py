"""Elliptical questions made whole from the conversation.

    "and for Java?"            the new term takes the place of its like
    "and how heavy?"           another column of the row just answered from
    "and the other kind?"      the other rows of the table just answered from
    "is GraphQL better?"       what was spoken of is what it is measured against
    "is it the same as JWT?"   the pronoun becomes what was spoken of
    "why?"                     what was spoken of is added

A question that is whole by itself is left alone: a new subject must not be glued to the old one.
"""

from knowledge.follow_up.complete import complete
from knowledge.follow_up.conversation import MAX_TURNS_BACK, Completed, Conversation
from knowledge.follow_up.leaning import context
from knowledge.follow_up.readings import readings

__all__ = ["MAX_TURNS_BACK", "Completed", "Conversation", "complete", "context", "readings"]
