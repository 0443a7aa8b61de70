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
_ANY_OF_THEM = re.compile(  # asks for all of a sort, not for those with some property
    r"\b(?:are there|there are|exist|available|do (?:you|they|we|i|people)|does|should"
    r"|can (?:i|you|we)|must|need|know|learn|offer(?:ed|s)?|mentioned|common(?:ly)?|popular"
    r"|useful|used|use|typical|typically|main|important|usual|essential|required)\b"
)
_COMPARE_CUES = re.compile(
    r"\b(?:vs|versus|compare[ds]?|comparison|compared|differences?|differ|distinguish|different"
    r" from|or|better than|same as|same thing|apart)\b"
)
_APART = re.compile(
    r"\b(?:while|whereas|unlike|differen\w+|differ|versus|rather than|in contrast"
    r"|on the other hand)\b",
    re.IGNORECASE,
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
    if not asked or asked.group(1).split()[-1] in _NOT_PLURAL:
        return False
    rest = text[: asked.start(1)] + text[asked.end(1) :] + " " + asked.group(1)
    return bool(_ANY_OF_THEM.search(rest)) or not text[asked.end(1) :].strip()


def wants_comparison(question: str) -> bool:
    """Whether a question sets things against each other: "is OAuth the same as JWT?"."""
    return bool(_COMPARE_CUES.search(" ".join(tokens(question))))


def sets_apart(text: str) -> bool:
    """Whether a text sets two things against each other: "while", "unlike", "the difference"."""
    return bool(_APART.search(text))
