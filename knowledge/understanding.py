"""A person's words to a query: spelling mended, terms found."""

from __future__ import annotations

from knowledge.finding import Entry, Query
from knowledge.language.lead_in import asked_part
from knowledge.language.spelling import Speller
from knowledge.language.terms import Gazetteer
from knowledge.parts import questions_of, sides_named, sides_of

MAX_CHARACTERS = 1000  # more is no question; the encoder reads about as many


def make_query(
    raw: str,
    *,
    speller: Speller,
    terms: Gazetteer,
    completed: str = "",
    entry: Entry | None = None,
) -> Query:
    """Make a query of a question.

    Args:
        raw: as the person wrote it.
        speller: mends the spelling.
        terms: the knowledge's terms.
        completed: the mended text with what the conversation adds; "" where it adds nothing.
        entry: the row or item that the conversation leads to.
    """
    text = completed or speller.mend(asked_part(" ".join(raw.split()))[:MAX_CHARACTERS])
    found = dict.fromkeys(match.term for match in terms.find(text))
    sides = sides_of(text, is_name=terms.is_name) or sides_named(text, terms)
    return Query(
        raw[:MAX_CHARACTERS],
        text,
        terms=tuple(found),
        sides=sides,
        questions=() if sides else questions_of(text),
        entry=entry,
    )
