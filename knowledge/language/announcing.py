"""Sentences that say what a text is about to tell, and tell nothing themselves.

"In this article, we will look at the tools." has the words of every question about the tools, and
answers but one: what the article is about.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

_TEXT = (
    r"(article|guide|post|tutorial|chapter|document|page|handbook|manual|leaflet|booklet"
    r"|brochure|section|course|paper|overview|series|walkthrough|lesson|faq)"
)
_TELL = (
    r"(?:cover|explain|describe|explore|discuss|introduce|show|walk|tell|look|dive|delve|outline"
    r"|examine|learn|see|go (?:through|over)|share|answer|teach|talk|take|find out|discover"
    r"|summari[sz]e|present|break down|focus|is about|is for|deal)(?:e?s)?\b"
)
_WILL = r"(?:'ll|’ll| will| are going to|'re going to|’re going to| shall| want to| would like to)"
_ANNOUNCES = re.compile(
    rf"(?:in|throughout) (?:this|the following) {_TEXT}\b,? (?:we|you|i)(?:{_WILL})?(?: also)?"
    rf" {_TELL}"
    rf"|this {_TEXT} (?:will |also |aims to |is meant to |tries to )*{_TELL}",
    re.IGNORECASE,
)
_GOES_ON = re.compile(
    rf"(?:(?:then|next|finally|also|after that),? )?(?:we|you|i|it)(?:{_WILL})?(?: also| then)*"
    rf" {_TELL}",
    re.IGNORECASE,
)


def announced(sentences: Sequence[str]) -> tuple[str, ...]:
    """Return for each sentence of a paragraph what it announces: "article"; "" for nothing."""
    found: list[str] = []
    for sentence in sentences:
        begins = _ANNOUNCES.match(sentence)
        before = found[-1] if found else ""
        if begins:
            found.append((begins[1] or begins[2]).lower())
        else:
            found.append(before if before and _GOES_ON.match(sentence) else "")
    return tuple(found)
