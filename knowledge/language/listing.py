"""What a question for several things asks to be listed: "which cloud services are there?".

"name the seven layers of the OSI model" -> head "layer", words "layer", "osi", "model"
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from knowledge.language.words import content_stems, stem, tokens

_NUMBERS = "two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|\\d+"
_BEFORE = (
    rf"(?:(?:the|all|some|any|a few|your|our|different|various|main|most|important|typical|common"
    rf"|usual|possible|available|other|{_NUMBERS})\s+|(?:types?|kinds?|sorts?|names?|list"
    r"|overview|examples?) of\s+)*"
)
# A noun ends where a verb or a preposition begins.
_STOPS = (
    r"are|is|do|does|did|can|could|should|must|may|might|will|would|have|has|had|were|was|exist"
    r"|there|belong|come|count|for|in|on|of|at|to|from|with|by|per|about|as|that|which|who|when"
    r"|where|if|and|or|please|i|you|we|they|people|one|a|an|the|my"
)
_NOUN = rf"(?P<noun>(?:(?!(?:{_STOPS})\b)[\w'/&.+-]+\s*){{1,4}})"
_ASKS = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        rf"^(?:can you |could you |please )?(?:list|name|enumerate|give me|show me|tell me)"
        rf"(?: me)?\s+{_BEFORE}{_NOUN}",
        rf"\bwhat are\s+{_BEFORE}{_NOUN}",
        rf"\bhow many\s+{_BEFORE}{_NOUN}\s*(?:are there|exist|do you|does|has|have)\b",
        rf"\b(?:which|what)\s+{_BEFORE}{_NOUN}\s*(?P<verb>.*)$",
    )
)
# Behind "which plans" these ask for all of them; other verbs pick out those with some property.
_ALL_OF_THEM = re.compile(
    r"^(?:\W*$|(?:are|is) (?:there|available|in|on|offered|part|typical|common)\b|exist\b"
    r"|do\b|does\b"
    r"|should\b|can i\b|can you\b|could i\b|must\b|belong\b|in\b|of\b|for\b|have you\b|has\b|have\b"
    r"|will\b|may i\b)",
    re.IGNORECASE,
)
_OF_A_SORT = re.compile(r"\b(?:types|kinds|sorts|names|list|examples) of\s*$", re.IGNORECASE)
_SINGLE = re.compile(r"\b(?:best|better|most \w+|difference|\w+est)\b", re.IGNORECASE)


@dataclass(frozen=True)
class Listing:
    """What is to be listed.

    Attributes:
        head: the stem of the noun that names the things: "layer".
        words: the stems of all that is asked, the head among them.
    """

    head: str
    words: frozenset[str]


def listing_of(question: str) -> Listing | None:
    """Return what a question asks to be listed; None where it asks for one thing."""
    text = question.strip().rstrip("?!. ")
    if _SINGLE.search(text):
        return None
    for pattern in _ASKS:
        found = pattern.search(text)
        if found is None:
            continue
        noun = tokens(found["noun"])
        of_a_sort = _OF_A_SORT.search(text[: found.start("noun")])
        if not noun or not (of_a_sort or _is_plural(noun[-1])):
            continue
        verb = found.groupdict().get("verb")
        if verb is None or _ALL_OF_THEM.match(verb):
            head = stem(noun[-1])
            words = frozenset(content_stems(text)) | {head}
            return Listing(head, words)
    return None


def _is_plural(noun: str) -> bool:
    return len(noun) > 3 and noun.endswith("s") and not noun.endswith(("ss", "us", "is"))
