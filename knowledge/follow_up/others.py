"""What stands beside the last answer: "and the other kind?", "how do the two differ?"."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator

from knowledge.finding import Query
from knowledge.follow_up.conversation import Completed, Conversation, siblings, subject_of
from knowledge.follow_up.substitution import swap
from knowledge.language.words import content_stems

_OTHER = re.compile(
    r"\b(?:the )?(?:others?|other (?:one|ones|kind|type|sort|two|half|side|way|option)|opposite"
    r"|second one|alternative)\b|\bthe rest\b(?=\W*$|\s+of\b)",
    re.IGNORECASE,
)
_PLACES = {
    "first": 0,
    "1st": 0,
    "second": 1,
    "2nd": 1,
    "third": 2,
    "3rd": 2,
    "fourth": 3,
    "last": -1,
}
_ORDINAL = re.compile(
    rf"\bthe (?P<place>{'|'.join(_PLACES)})(?: (?:one|of (?:them|these|those))\b|(?=\W*$))",
    re.IGNORECASE,
)
_TWO = re.compile(
    r"\b(?:the two(?: of them)?|both(?: of them)?|(?:these|those) two)\b", re.IGNORECASE
)
_BETTER = re.compile(
    r"^(?:(?:and|but|so|or|then)\b[\s,]*)*(?:is|are|would|does|do)\b.+?"
    r"\b(?P<how>better|worse|(?:more|less) \w+|(?:fast|slow|quick|saf|eas|simpl|hard|cheap|light"
    r"|heavi|new|old|bigg|larg|small|strong|weak|long|short|high|low|nic|clean|rich|strict|healthi"
    r"|young|tall|wid|deep|warm|cold|near|clos)i?er)"
    r"(?: (?:then|though|here|choice|option|alternative))?[\s?!.]*$",
    re.IGNORECASE,
)
_DIFFERS = re.compile(r"\b(?:differ\w*|compare\w*|distinguish\w*|apart)\b", re.IGNORECASE)


def both(query: Query, last: Query, conversation: Conversation) -> str:
    """Name the two things that were spoken of: "how do the two differ?"."""
    found = _TWO.search(query.text)
    if not found or query.terms:
        return ""
    names = list(dict.fromkeys(conversation.recent_terms()))
    pairs = list(itertools.combinations(names, 2))
    if not pairs:
        return ""
    beside = (pair for pair in pairs if pair[1] in siblings(pair[0], conversation.terms))
    newer, older = next(beside, pairs[0])
    two = f"{older} and {newer}"
    if _DIFFERS.search(query.text):
        return f"What is the difference between {two}?"
    return query.text[: found.start()] + two + query.text[found.end() :]


def rival(query: Query, last: Query, conversation: Conversation) -> str:
    """Name what a new thing is measured against: "is GraphQL better?" after "what is REST?"."""
    found = _BETTER.match(query.text)
    if not found or len(query.terms) != 1 or query.sides:
        return ""
    new, before = query.terms[0], subject_of(last, conversation)
    if not before or before == new or before not in conversation.terms.terms:
        return ""
    return f"{before} or {new}: which is {found['how']}?"


def other(query: Query, last: Query, conversation: Conversation) -> str:
    """Turn to what stands beside the last answer: "and the other kind?"."""
    if not _OTHER.search(query.text):
        return ""
    rest = content_stems(_OTHER.sub("", query.text))
    if len(rest) > 1:
        return ""
    for name in spoken_of(last, conversation):
        beside = siblings(name, conversation.terms)
        if len(beside) == 1:
            return swap(last.text, name, beside[0], conversation.terms) or f"What is {beside[0]}?"
        if beside:
            return f"What is there besides {name}: {', '.join(beside)}?"
    return ""


def ordinal(query: Query, conversation: Conversation) -> Completed | None:
    """Turn to one entry of the list just told: "what is the first one good for?"."""
    found, whole = _ORDINAL.search(query.text), conversation.answered()
    if not found or whole is None or whole.kind not in ("table", "list"):
        return None
    entries = conversation.members(whole.id)
    place = _PLACES[found["place"].lower()]
    if not -len(entries) <= place < len(entries):
        return None
    entry = entries[place]
    text = query.text[: found.start()] + entry.key + query.text[found.end() :]
    return Completed(text, entry.id)


def spoken_of(last: Query, conversation: Conversation) -> Iterator[str]:
    """Yield the terms of the last query, then what it was answered from."""
    yield from last.terms
    answered = conversation.answered()
    if answered and answered.key in conversation.terms.terms:
        yield answered.key
