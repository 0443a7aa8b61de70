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
    r"\b(?:the )?(?:others?|other (?:one|kind|type|sort|two|half|side|way|option|choice)s?|opposite"
    r"|alternatives?|second one)\b|\bthe rest\b(?=\W*$|\s+of\b)",
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
    "former": 0,
    "latter": -1,
}
_ORDINAL = re.compile(
    rf"\bthe (?P<place>{'|'.join(_PLACES)})"
    r"(?: (?:one|kind|type|sort|option|way|choice|item|point|of (?:them|these|those))\b"
    r"|(?=\W*$| (?:is|are|has|does|like|for|good|used)\b))",
    re.IGNORECASE,
)
_TWO = re.compile(
    r"\b(?:the two(?: of them)?|both(?: of them)?|(?:these|those) two)\b", re.IGNORECASE
)
_START = r"^(?:(?:and|but|so|or|then)\b[\s,]*)*"
_HOW = (
    r"\b(?P<how>better|worse|(?:more|less) \w+|(?:fast|slow|quick|saf|eas|simpl|hard|cheap|light"
    r"|heavi|new|old|bigg|larg|small|strong|weak|long|short|high|low|nic|clean|rich|strict|healthi"
    r"|young|tall|wid|deep|warm|cold|near|clos)i?er)"
    r"(?: (?:then|though|here|choice|option|alternative))?[\s?!.]*$"
)
_BETTER = re.compile(rf"{_START}(?:is|are|would|does|do|did)\b.+?{_HOW}", re.IGNORECASE)
_WHICH_BETTER = re.compile(
    rf"{_START}which (?:(?:ones?|of (?:them|these|those|the two)) )*"
    rf"(?:is|are|would be|costs?|takes?|lasts?) (?:the )?{_HOW}",
    re.IGNORECASE,
)
_STEPS = {"after": 1, "next": 1, "above": 1, "following": 1, "before": -1, "previous": -1}
_NEIGHBOUR = re.compile(
    rf"{_START}(?:what(?: comes|'s| is| happens| do i do)?|which one(?: comes| is)?|the) (?:\w+ )?"
    r"(?:(?P<beside>after|above|before) (?:that|it|this)(?: one)?"
    r"|(?:the )?(?P<place>next|following|previous)(?: (?:one|step|stage|level|row))?)[\s?!.]*$",
    re.IGNORECASE,
)
_MANY = re.compile(r"\b(?:others|ones|rest|alternatives|options|choices|ways)\b", re.IGNORECASE)
PAIR = 2
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
        recent = list(dict.fromkeys(n for n in conversation.recent_terms() if n in beside))
        beside = recent if len(recent) == 1 and not _MANY.search(query.text) else beside
        if len(beside) == 1:
            return swap(last.text, name, beside[0], conversation.terms) or f"What is {beside[0]}?"
        if beside:
            return f"What is there besides {name}: {', '.join(beside)}?"
    return ""


def better_of_two(query: Query, last: Query, conversation: Conversation) -> str:
    """Set two things against each other that were named together: "which of them is cheaper?"."""
    found = _WHICH_BETTER.match(query.text)
    if not found or query.terms:
        return ""
    entries = [name for name in last.terms if siblings(name, conversation.terms)]
    if len(entries) != PAIR or entries[1] not in siblings(entries[0], conversation.terms):
        return ""
    return f"{entries[0]} or {entries[1]}: which is {found['how']}?"


def neighbour(query: Query, conversation: Conversation) -> Completed | None:
    """Turn to the entry before or behind the one just told: "what comes after that?"."""
    found, told = _NEIGHBOUR.match(query.text), conversation.answered()
    if not found or told is None or not told.parent:
        return None
    ids = [entry.id for entry in conversation.members(told.parent)]
    step = _STEPS[(found["beside"] or found["place"]).lower()]
    place = ids.index(told.id) + step if told.id in ids else -1
    if not 0 <= place < len(ids):
        return None
    entry = conversation.members(told.parent)[place]
    return Completed(f"What is {entry.key}?", entry.id)


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
