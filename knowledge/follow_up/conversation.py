"""What was spoken of before a question, and what stands beside it in the knowledge."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from knowledge.finding import Finding, Query, Turn
from knowledge.language.terms import Gazetteer
from knowledge.language.words import content_stems, tokens
from knowledge.passages import Passage

MAX_TURNS_BACK = 3  # further back is another subject
MAX_NAME_WORDS = 6
_START = r"^\W*(?:(?:and|but|so|then)\W+)*"
_DEFINES = re.compile(
    _START + r"(?:what|who)(?:'s| is| are| was| were) (?:an? |the )?"
    r"(?P<thing>[^\s?!,;:]+(?: [^\s?!,;:]+){0,3}?)[\s?!.]*$",
    re.IGNORECASE,
)
_ASKS_FOR_ONE = re.compile(_START + r"(?:which|who|what (?!is |are |does |do ))", re.IGNORECASE)


@dataclass(frozen=True)
class Completed:
    """A question made whole.

    Attributes:
        text: the question.
        entry: the id of the row or item that the conversation leads to; "" for none.
    """

    text: str
    entry: str = ""


def _no_members(id: str) -> Sequence[Passage]:
    return ()


@dataclass(frozen=True)
class Conversation:
    """What was spoken of, with what is needed to understand it.

    Attributes:
        history: earlier messages, the newest last.
        terms: the knowledge's terms.
        passage: finds a passage by its id; None for one that is gone.
        members: finds the entries of a table or list by its id.
    """

    history: Sequence[Turn]
    terms: Gazetteer
    passage: Callable[[str], Passage | None]
    members: Callable[[str], Sequence[Passage]] = _no_members

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

    @property
    def confidence(self) -> float:
        """How sure the newest answer was right."""
        found = self._last_finding()
        return found.confidence if found else 0.0

    def _last_finding(self) -> Finding | None:
        recent = (turn.finding for turn in reversed(self.history[-MAX_TURNS_BACK:]))
        return next((found for found in recent if found and _has_subject(found)), None)


def _has_subject(finding: Finding) -> bool:
    if not content_stems(finding.query.text):
        return False
    return finding.outcome != "refuse" or bool(finding.query.terms)


def subject_of(last: Query, conversation: Conversation) -> str:
    """Return the subject: the entries that the last query names, else what it was answered from.

    A heading's name is only a subject where nothing else is: "which tools are good for drawing?"
    was about the tool that was named in return, not about the heading "Tools". So it is with an
    entry: "which framework is there for Python?" was about the framework. And where it was asked
    what a thing is, that thing is it: "what is an SQL view?" is not about SQL.
    """
    if thing := _thing_defined(last.text, conversation.terms):
        return thing
    entries = [name for name in last.terms if group_of(name, conversation.terms)]
    answered = conversation.answered()
    entry = answered.key if answered and answered.kind in ("row", "item") else ""
    is_told = is_name(entry) and bool(_ASKS_FOR_ONE.match(last.text))
    if entries and not (is_told and entry not in entries):
        return " and ".join(entries[:2])
    if is_name(entry):
        return entry
    if last.terms:
        return " and ".join(last.terms[:2])
    if answered is None:
        return ""
    if answered.kind in ("row", "item"):
        return answered.key
    if answered.kind == "pair":  # its path is the name of its file
        return topic_words(last.text)
    return heading_topic(answered.path[-1]) if answered.path else ""


def _thing_defined(question: str, terms: Gazetteer) -> str:
    """Return the thing of which it was asked what it is; "" for none, or for a term."""
    found = _DEFINES.match(question)
    if not found or not all(map(content_stems, found["thing"].split())):
        return ""
    thing = found["thing"]
    is_term = any(match.end - match.start == len(thing) for match in terms.find(thing))
    return "" if is_term else thing


def heading_topic(heading: str) -> str:
    """Return what a heading is about: "What is a tea master?" is about "tea master"."""
    return topic_words(heading) if heading.rstrip().endswith("?") else heading


def is_name(key: str) -> bool:
    """Whether a key is short enough to stand for a thing in a sentence."""
    return 0 < len(tokens(key)) <= MAX_NAME_WORDS


def topic_words(question: str) -> str:
    """Return the longest run of words that carry a topic: "probation period"."""
    runs: list[list[str]] = [[]]
    for word in tokens(question):
        if content_stems(word):
            runs[-1].append(word)
        else:
            runs.append([])
    longest = max(len(run) for run in runs)
    return " ".join(next(run for run in reversed(runs) if len(run) == longest))


def siblings(name: str, terms: Gazetteer) -> list[str]:
    """Return what stands beside a term in its table or list."""
    group = group_of(name, terms)
    return [t.name for t in terms.terms.values() if group and t.group == group and t.name != name]


def group_of(name: str, terms: Gazetteer) -> str:
    """Return a term's group; "" for a term that the release before knew."""
    return terms.terms[name].group if name in terms.terms else ""
