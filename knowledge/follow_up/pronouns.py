"""Pronouns that point at what was spoken of: "is it the same as JWT?"."""

from __future__ import annotations

import re
from collections.abc import Iterator

from knowledge.finding import Query
from knowledge.follow_up.conversation import Conversation, subject_of
from knowledge.language.terms import Gazetteer
from knowledge.language.words import content_stems, tokens

_PRONOUN = re.compile(
    r"\b(?:it|they|them|(?:this|that) one|this|that|these|those|one of them|the same)\b"
    r"|\b(?:its|their|he|him|his|she|her|hers)\b|(?<=[a-z] )(?<!which )(?<!the )one(?=\W*$)"
    r"|(?<=[a-z] )(?<!is )(?<!are )(?<!was )(?<!were )there(?=\W*$)",
    re.IGNORECASE,
)
_POINTS = re.compile(  # "this" and "that" stand for a thing only without a noun behind them
    r"^(?:\W*$|\s*(?:is|are|was|were|does|do|did|has|have|can|could|should|would|will|mean|means"
    r"|work|works|called|used|help|needed|good|bad|hard|easy|so|too|for|in|on|to|with|as|and|or|the"
    r"|important|better|same|different|safe|secure|free|still|really|also|any|instead|exactly|like"
    r"|first|now|then|again|here|anyway)\b"
    r"|\W*[?.,!])",
    re.IGNORECASE,
)
_RELATES = re.compile(r"\b(?:something|anything|things?|one|so)\s+$", re.IGNORECASE)
_VERB = re.compile(
    r"\s+(?:is|are|was|were|has|have|had|can|could|will|would|should|does|do|did|\w+s)\b",
    re.IGNORECASE,
)
_NAMES_NEXT = re.compile(r" (?!(?:in|on|at|to|for|by|from|with|about|if|when|and|or)\b)\w+")
_EXPLETIVE = re.compile(
    r"\bit(?:'s| is)? (?:\w+ )?(?:to|that|possible|necessary|worth|true|better to|hard to|easy to"
    r"|important to|take|takes|matter|matters)\b|\b(?:is|does|will|would) it (?:\w+ )?(?:to|that"
    r"|possible|worth|true|take|matter|make sense)\b",
    re.IGNORECASE,
)
_IDIOM = re.compile(r"\b(?:worth|make|made)\s+$", re.IGNORECASE)  # "is a course worth it?"
_CLOCK = re.compile(r"\bwhat (?:time|day|date|year) is it\b", re.IGNORECASE)
_VERBS = r"(?:are|is|has|have|can|do|does|should|would|will|were|was)\b"
_WHICH = re.compile(
    rf"^(?:and |but |so |ok |then )*which(?: ones?| of (?:them|these|those))? (?={_VERBS})",
    re.IGNORECASE,
)
_WHICH_NOUN = re.compile(
    rf"\b(?:which|what) (?P<noun>(?:(?!{_VERBS})[\w-]+ ){{1,3}})(?={_VERBS})", re.IGNORECASE
)
_NOT = re.compile(r"(?:are|is) not (?P<said>[\w-]+)\W*$", re.IGNORECASE)
_CLAUSE_END = re.compile(r"[,;.?]|\b(?:and|but|or)\b", re.IGNORECASE)


def pointed(query: Query, last: Query, conversation: Conversation) -> str:
    """Name what a pronoun points at: "is it the same as JWT?"."""
    found = next(_pointing(query.text), None)
    if found is None:
        return ""
    subject = subject_of(last, conversation)
    if not subject or subject in query.terms:
        return ""
    if _named_before(query.text, found.start(), conversation.terms):
        return ""
    if _is_expletive(query):
        return ""
    word = found.group().lower()
    behind = query.text[found.end() :]
    owns = word in ("its", "their", "his") or (word == "her" and _NAMES_NEXT.match(behind))
    said = f"{subject}'s" if owns else subject
    if word == "the same":
        return f"{query.text.rstrip('?!. ')} ({subject})?" if len(query.terms) else ""
    return query.text[: found.start()] + said + query.text[found.end() :]


def which_of_them(query: Query, last: Query, conversation: Conversation) -> str:
    """Name what "which" asks of: "and which are free?" after "which plans are there?"."""
    found = _WHICH.match(query.text)
    if not found or len(query.terms) > 1:  # it names what to choose from
        return ""
    asked = _WHICH_NOUN.search(last.text)
    noun = asked["noun"].strip() if asked else subject_of(last, conversation)
    rest = query.text[found.end() :]
    if (opposite := _NOT.match(rest)) and opposite["said"].lower() in tokens(noun):
        return f"which {noun.replace(opposite['said'], 'non-' + opposite['said'])} are there?"
    return f"which {noun} {rest}" if noun else ""


def _named_before(text: str, place: int, terms: Gazetteer) -> bool:
    """Whether an earlier clause of the same message names what a pronoun may point at."""
    earlier = (match.end for match in terms.find(text) if match.end <= place)
    return any(_CLAUSE_END.search(text[end:place]) for end in earlier)


def _pointing(text: str) -> Iterator[re.Match[str]]:
    for found in _PRONOUN.finditer(text):
        word = found.group().lower()
        if word in ("this", "that", "these", "those") and not _POINTS.match(text[found.end() :]):
            continue
        if found.group() == "IT" or (word == "that" and _is_relative(text, found)):
            continue
        if word == "it" and _IDIOM.search(text[: found.start()]):
            continue
        yield found


def _is_relative(text: str, that: re.Match[str]) -> bool:
    """Whether "that" begins a relative clause: "a vessel that is easy to clean"."""
    before, behind = text[: that.start()], text[that.end() :]
    words = tokens(before)
    follows_noun = bool(words) and bool(content_stems(words[-1]))
    return bool(_RELATES.search(before)) or (follows_noun and bool(_VERB.match(behind)))


def _is_expletive(query: Query) -> bool:
    """Whether "it" stands for nothing: "how long does it take to become an expert?"."""
    if _CLOCK.search(query.text):
        return True
    found = _EXPLETIVE.search(query.text)
    if not found:
        return False
    return bool(query.terms) or len(content_stems(query.text[found.end() :])) > 1
