"""What form of answer a question wants, by its words."""

from __future__ import annotations

import re

from knowledge.language.words import tokens

_NOT_PLURAL = frozenset(
    "is was does has this its aws https kubernetes css always as us yes".split()
)
_LIST_CUES = re.compile(
    r"\b(?:(?:types?|kinds?|examples?|list|names?|set|overview) of|list|how many|enumerate"
    r"|name (?:some|a few|the|all|any|\w+s\b)|what are (?:the|some|all)|which ones?\b.*\bthere)\b"
)
_ASKED_NOUN = re.compile(
    r"\b(?:which|what|all|any|some|the)\s+((?:[\w/-]+\s+){0,3}?[\w/-]*[^s\W]s)\b"
)
_COMPARE_CUES = re.compile(
    r"\b(?:vs|versus|compare[ds]?|comparison|compared|differences?|differ|distinguish|different"
    r" from|or|better than|same as|same thing|apart)\b"
)
_SINGLE_CUES = re.compile(r"\b(?:best|should i|do i need|difference|better)\b")


def wants_list(question: str) -> bool:
    """Whether a question asks for several things: "which cloud services are there?"."""
    text = " ".join(tokens(question))
    if _SINGLE_CUES.search(text):
        return False
    if _LIST_CUES.search(text):
        return True
    asked = _ASKED_NOUN.search(text)
    return bool(asked) and asked.group(1).split()[-1] not in _NOT_PLURAL if asked else False


def wants_comparison(question: str) -> bool:
    """Whether a question sets things against each other: "is OAuth the same as JWT?"."""
    return bool(_COMPARE_CUES.search(" ".join(tokens(question))))
