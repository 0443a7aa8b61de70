"""Which columns of a table a question asks for: by their names, else by the sort of fact.

"how heavy is it?", Security | Weight      -> Weight
"which is dearer?", Fee a month | Included -> Fee a month
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from knowledge.language.words import content_stems

# (what asks, what a column of that sort is called, what stands in its cells)
_SORTS = tuple(
    tuple(re.compile(pattern, re.IGNORECASE) for pattern in sort)
    for sort in (
        (
            r"\bhow (?:heavy|light)\b|\bweigh\w*|\bheavier\b|\blighter\b",
            r"\bweigh\w*|\bmass\b",
            r"\d\s?(?:kg|g|grams?|pounds?|lbs?)\b",
        ),
        (
            r"\bhow (?:long|fast|quick\w*|soon|slow)\b|\b(?:longer|shorter|longest|shortest|faster"
            r"|quicker|slower|duration|last)\b",
            r"\b(?:length|duration|term|takes?|how long|period|arriv\w*|valid\w*|keeps?|loan"
            r"|deadline|time|speed)\b",
            r"\b(?:min(?:ute)?s?|hours?|days?|weeks?|months?|years?|semesters?)\b",
        ),
        (
            r"\b(?:costs?|pric\w+|pay|pays|paid|earns?|fees?|charge\w*|dear\w*|expensive|cheap\w*"
            r"|salar\w+|wages?|how much (?:is|are|for|does|do))\b",
            r"\b(?:costs?|pric\w+|fees?|salar\w+|pay|rent|charges?|amount|wages?|rate)\b",
            r"[€$£]\s?\d|\d\s?(?:€|euros?|dollars?|pounds?)|\bfree\b|^none$",
        ),
        (
            r"\bhow (?:big|large|tall|wide|high|small)\b|\b(?:bigger|larger|smaller)\b",
            r"\b(?:size|dimensions?|measures?|height|width|area|extent)\b",
            r"\d\s?(?:[×x]\s?\d|cm|mm|m)\b",
        ),
        (
            r"\bhow (?:hard|difficult|easy)\b|\b(?:harder|easier|hardest|easiest)\b",
            r"\b(?:difficulty|level|effort|learning curve)\b",
            r"^(?:very )?(?:easy|moderate|medium|hard|high|low)\b",
        ),
        (
            r"\b(?:when|what time|which day)\b",
            r"\b(?:when|time|days?|dates?|month|deadline|closes|opens|hours|paid)\b",
            r"\b(?:\d{1,2}[:.]\d\d|(?:mon|tues|wednes|thurs|fri|satur|sun)day|january|february"
            r"|march|april|may|june|july|august|september|october|november|december)\b",
        ),
        (
            r"\bwho\b",
            r"\b(?:who|whom|responsible|provider|maker|author|owner|made by|offered by)\b",
            r"$^",
        ),
        (r"\bwhere\b", r"\b(?:where|place|location|room|floor|hosted|hosting)\b", r"$^"),
    )
)


def asked_columns(
    question: str, header: Sequence[str], rows: Sequence[Sequence[str]]
) -> tuple[int, ...]:
    """Return the positions of the columns that a question asks for; () where it names none.

    Args:
        question: the question, without the names of the rows it is about.
        header: the names of the columns. *Shape:* (n_columns,)
        rows: the rows that it is about. *Shape:* (n_rows, n_columns)
    """
    return _named(question, header) or _of_a_sort(question, header, rows)


def _named(question: str, header: Sequence[str]) -> tuple[int, ...]:
    words = set(content_stems(question))
    shares = [_share(words, name) for name in header]
    best = max(shares[1:], default=0.0)
    if not best:
        return ()
    return tuple(place for place in range(1, len(header)) if shares[place] == best)


def _share(words: set[str], name: str) -> float:
    named = set(content_stems(name))
    return len(words & named) / len(named) if named else 0.0


def _of_a_sort(
    question: str, header: Sequence[str], rows: Sequence[Sequence[str]]
) -> tuple[int, ...]:
    for asks, called, told in _SORTS:
        if not asks.search(question):
            continue
        columns = range(1, len(header))
        by_name = tuple(place for place in columns if called.search(header[place]))
        by_cells = tuple(
            place for place in columns if rows and all(told.search(row[place]) for row in rows)
        )
        both = tuple(place for place in by_name if place in by_cells)
        if found := both or by_name or by_cells:
            return found
    return ()
