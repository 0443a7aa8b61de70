"""Elliptical questions made whole from the conversation.

    "and for Java?"            the new term takes the place of its like
    "and the other kind?"      the other rows of the table just answered from
    "is it the same as JWT?"   the pronoun becomes what was spoken of
    "why?"                     what was spoken of is added

A question that is whole by itself is left alone: a new subject must not be glued to the old one.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from knowledge.finding import Finding, Query, Turn
from knowledge.language.terms import Gazetteer, Term
from knowledge.language.words import STOP_WORDS, TOKEN, content_stems, stem, tokens
from knowledge.passages import Passage

MAX_TURNS_BACK = 3  # further back is another subject

_OPENER = re.compile(
    r"^(?:(?:ok(?:ay)?|so|and|but|or|then|well|hm+|yes|no|thanks|great)[\s,.!]+)*"
    r"(?:and|or|but|what about|how about|what of|also|same for|instead of|with|for|in)\b[\s,]*",
    re.IGNORECASE,
)
_OTHER = re.compile(
    r"\b(?:the )?(?:others?|other (?:one|ones|kind|type|sort|two|half|side|way|option)|opposite"
    r"|second one|alternative)\b|\bthe rest\b(?=\W*$|\s+of\b)",
    re.IGNORECASE,
)
_PRONOUN = re.compile(
    r"\b(?:it|they|them|this|that|these|those|one of them|the same)\b|\b(?:its|their)\b",
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
_EXPLETIVE = re.compile(
    r"\bit(?:'s| is)? (?:\w+ )?(?:to|that|possible|necessary|worth|true|better to|hard to|easy to"
    r"|important to|take|takes|matter|matters)\b|\b(?:is|does|will|would) it (?:\w+ )?(?:to|that"
    r"|possible|worth|true|take|matter|make sense)\b",
    re.IGNORECASE,
)
_BARE = re.compile(
    r"^\W*(?:but )?(?:why|how|how so|how come|when|where|who|since when|what for|for what"
    r"|for example|an? example|examples?|such as|like what|more|tell me more|go on|explain"
    r"|details?|in detail|really|is that all|which one|which ones"
    r"|which|what else|anything else)\b"
    r"(?:\W+(?:is|are|was|that|it|so|not|this|then|exactly|though|please|do|does|they|them|those|these"
    r"|one|ones|of|about|me|now|again)){0,3}\W*$",
    re.IGNORECASE,
)
_TWO = re.compile(
    r"\b(?:the two(?: of them)?|both(?: of them)?|(?:these|those) two)\b", re.IGNORECASE
)
_DIFFERS = re.compile(r"\b(?:differ\w*|compare\w*|distinguish\w*|apart)\b", re.IGNORECASE)
_ASKS_EXAMPLE = re.compile(
    r"^\W*(?:(?:can|could) you (?:give|name|show)(?: me)? |give me |do you have |like |any )?"
    r"(?:for example|an? examples?|examples?|some examples?|such as|like what"
    r"|name (?:one|some|a few))(?: of (?:one|it|that|this|them|those))?\W*$",
    re.IGNORECASE,
)
_CLAUSE_END = re.compile(r"[,;.?]|\b(?:and|but|or)\b", re.IGNORECASE)
_PREPOSITION = re.compile(r"\b(for|in|with|on|to|of|about|by|from|at|without)\b", re.IGNORECASE)


@dataclass(frozen=True)
class Conversation:
    """What was spoken of, with what is needed to understand it.

    Attributes:
        history: earlier messages, the newest last.
        terms: the knowledge's terms.
        passage: finds a passage by its id; None for one that is gone.
    """

    history: Sequence[Turn]
    terms: Gazetteer
    passage: Callable[[str], Passage | None]

    def last(self) -> Query | None:
        """Return the newest query that had a subject."""
        found = self._last_finding()
        return found.query if found else None

    def recent_terms(self) -> Iterator[str]:
        """Yield the terms of the newest queries, the newest first."""
        for turn in reversed(self.history[-MAX_TURNS_BACK:]):
            if turn.finding:
                yield from turn.finding.query.terms

    def answered(self) -> Passage | None:
        """Return the passage that the newest query with a subject was answered from."""
        found = self._last_finding()
        if found is None or found.outcome != "answer" or not found.candidates:
            return None
        return self.passage(found.candidates[0].id)

    def _last_finding(self) -> Finding | None:
        recent = (turn.finding for turn in reversed(self.history[-MAX_TURNS_BACK:]))
        return next((found for found in recent if found and _has_subject(found)), None)


def _has_subject(finding: Finding) -> bool:
    if not content_stems(finding.query.text):
        return False
    return finding.outcome != "refuse" or bool(finding.query.terms)


def complete(query: Query, conversation: Conversation) -> str:
    """Return the question with what the conversation adds; "" where it adds nothing."""
    last = conversation.last()
    if last is None:
        return ""
    for rule in (_both, _other, _example, _substituted, _pointed, _bare):
        if completed := rule(query, last, conversation):
            return completed
    return ""


def _both(query: Query, last: Query, conversation: Conversation) -> str:
    """Name the two things that were spoken of: "how do the two differ?"."""
    found = _TWO.search(query.text)
    if not found or query.terms:
        return ""
    names = list(dict.fromkeys(conversation.recent_terms()))
    pairs = list(itertools.combinations(names, 2))
    if not pairs:
        return ""
    beside = (pair for pair in pairs if pair[1] in _siblings(pair[0], conversation.terms))
    newer, older = next(beside, pairs[0])
    two = f"{older} and {newer}"
    if _DIFFERS.search(query.text):
        return f"What is the difference between {two}?"
    return query.text[: found.start()] + two + query.text[found.end() :]


def _example(query: Query, last: Query, conversation: Conversation) -> str:
    """Ask for examples of what was spoken of: "for example?"."""
    if query.terms or not _ASKS_EXAMPLE.match(query.text):
        return ""
    subject = _subject(last, conversation) or _topic_words(last.text)
    return f"Which examples of {subject} are there?"


def _other(query: Query, last: Query, conversation: Conversation) -> str:
    """Turn to what stands beside the last answer: "and the other kind?"."""
    if not _OTHER.search(query.text):
        return ""
    rest = content_stems(_OTHER.sub("", query.text))
    if len(rest) > 1:
        return ""
    for name in _spoken_of(last, conversation):
        beside = _siblings(name, conversation.terms)
        if len(beside) == 1:
            return _swap(last.text, name, beside[0]) or f"What is {beside[0]}?"
        if beside:
            return f"What is there besides {name}: {', '.join(beside)}?"
    return ""


def _substituted(query: Query, last: Query, conversation: Conversation) -> str:
    """Put the new thing where its like stood: "and for Java?"."""
    opener = _OPENER.match(query.text)
    if not opener or _has_own_verb(query.text[opener.end() :]):
        return ""
    new = query.text[opener.end() :].strip(" ?!.,")
    if not new:
        return ""
    if query.terms and len(content_stems(new)) <= len(content_stems(" ".join(query.terms))) + 1:
        old = _like(query.terms[0], last.terms, conversation.terms)
        if old and (swapped := _swap(last.text, old, query.terms[0])):
            return swapped
    return _swap_phrase(last.text, query.text, new) or _swap_topic(last, new)


def _pointed(query: Query, last: Query, conversation: Conversation) -> str:
    """Name what a pronoun points at: "is it the same as JWT?"."""
    found = next(_pointing(query.text), None)
    if found is None:
        return ""
    subject = _subject(last, conversation)
    if not subject or subject in query.terms:
        return ""
    if _named_before(query.text, found.start(), conversation.terms):
        return ""
    if _is_expletive(query):
        return ""
    word = found.group().lower()
    said = f"{subject}'s" if word in ("its", "their") else subject
    if word == "the same":
        return f"{query.text.rstrip('?!. ')} ({subject})?" if len(query.terms) else ""
    return query.text[: found.start()] + said + query.text[found.end() :]


def _bare(query: Query, last: Query, conversation: Conversation) -> str:
    """Add what was spoken of to a question that is hardly more than its question word."""
    if query.terms or not _BARE.match(query.text) or len(content_stems(query.text)) > 1:
        return ""
    spoken_of = last.text.partition(": ")[2] or last.text  # bare questions do not pile up
    return f"{query.text.rstrip('?!. ')}: {spoken_of}"


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
        yield found


def _is_relative(text: str, that: re.Match[str]) -> bool:
    """Whether "that" begins a relative clause: "a vessel that is easy to clean"."""
    before, behind = text[: that.start()], text[that.end() :]
    words = tokens(before)
    follows_noun = bool(words) and bool(content_stems(words[-1]))
    return bool(_RELATES.search(before)) or (follows_noun and bool(_VERB.match(behind)))


def _is_expletive(query: Query) -> bool:
    """Whether "it" stands for nothing: "how long does it take to become an expert?"."""
    found = _EXPLETIVE.search(query.text)
    if not found:
        return False
    return bool(query.terms) or len(content_stems(query.text[found.end() :])) > 1


def _subject(last: Query, conversation: Conversation) -> str:
    """Return the subject: the last query's terms, else what was answered from."""
    if last.terms:
        return " and ".join(last.terms[:2])
    answered = conversation.answered()
    if answered is None:
        return ""
    if answered.kind in ("row", "item"):
        return answered.key
    if answered.kind == "pair":  # its path is the name of its file
        return _topic_words(last.text)
    return answered.path[-1].rstrip("?") if answered.path else ""


def _topic_words(question: str) -> str:
    """Return the longest run of words that carry a topic: "probation period"."""
    runs: list[list[str]] = [[]]
    for word in tokens(question):
        if content_stems(word):
            runs[-1].append(word)
        else:
            runs.append([])
    longest = max(len(run) for run in runs)
    return " ".join(next(run for run in reversed(runs) if len(run) == longest))


def _spoken_of(last: Query, conversation: Conversation) -> Iterator[str]:
    """Yield the terms of the last query, then what it was answered from."""
    yield from last.terms
    answered = conversation.answered()
    if answered and answered.key in conversation.terms.terms:
        yield answered.key


def _siblings(name: str, terms: Gazetteer) -> list[str]:
    """Return what stands beside a term in its table or list."""
    group = _group(name, terms)
    return [t.name for t in terms.terms.values() if group and t.group == group and t.name != name]


def _like(new: str, old: Sequence[str], terms: Gazetteer) -> str:
    """Return the term of the last query that the new one replaces, of its own group if any is."""
    group = _group(new, terms)
    same = [name for name in old if group and _group(name, terms) == group]
    others = [name for name in old if name != new]
    return next(iter(same or others[:1]), "")


def _group(name: str, terms: Gazetteer) -> str:
    """Return a term's group; "" for a term that the release before knew."""
    return terms.terms[name].group if name in terms.terms else ""


def _swap(text: str, old: str, new: str) -> str:
    """Replace a term in a text, however the text writes it; "" where it is not there."""
    match = next((m for m in Gazetteer([Term(old, (), "")]).find(text)), None)
    return text[: match.start] + new + text[match.end :] if match else ""


def _swap_phrase(last: str, raw: str, new: str) -> str:
    """Replace what stands behind the same preposition: "for startups" by "for banks"."""
    said = _PREPOSITION.search(raw)
    if not said:
        return ""
    word = said.group(1).lower()
    behind = raw[said.end() :].strip(" ?!.,")
    places = list(re.finditer(rf"\b{word}\b\s+(?:[\w'-]+\s*)+", last, re.IGNORECASE))
    return f"{last[: places[-1].start()]}{word} {behind}?" if places and behind else ""


def _swap_topic(last: Query, new: str) -> str:
    """Replace what the last query ends with: "do I need maths" by "do I need a degree".

    Where it speaks of a term, the new thing is an aspect of that term: "and the price?".
    """
    words = list(TOKEN.finditer(last.text))
    behind = len(words)
    while behind and content_stems(words[behind - 1].group()):
        behind -= 1
    if last.terms or behind in (0, len(words)):
        return f"{last.text.rstrip('?!. ')}: {new}?"
    return f"{last.text[: words[behind].start()]}{new}?"


def _has_own_verb(text: str) -> bool:
    """Whether a text is a clause of its own, not only the name of a thing."""
    verbs = {
        "is",
        "are",
        "do",
        "does",
        "did",
        "can",
        "should",
        "would",
        "will",
        "was",
        "has",
        "have",
    }
    words = tokens(text)
    first = words[0].partition("'")[0] if words else ""
    asks = first in ("what", "which", "how", "why", "when", "where", "who")
    content = [word for word in words if word not in STOP_WORDS]
    return asks or (bool(verbs & set(words)) and len({stem(w) for w in content}) > 0)
