"""The new thing in the place of its like: "and for Java?"."""

from __future__ import annotations

import re
from collections.abc import Sequence

from knowledge.finding import Query
from knowledge.follow_up.conversation import Conversation, group_of
from knowledge.language.terms import Gazetteer, Term
from knowledge.language.words import STOP_WORDS, TOKEN, content_stems, stem, tokens

_OPENER = re.compile(
    r"^(?:(?:ok(?:ay)?|so|and|but|or|then|well|hm+|yes|no|thanks|great)[\s,.!]+)*"
    r"(?:and|or|but|what about|how about|what of|also|same for|instead of|with|for|in)\b[\s,]*",
    re.IGNORECASE,
)
_ALSO = re.compile(
    r"^(?:(?:ok(?:ay)?|so|and|but|then|well)\b[\s,]*)*"
    r"(?:does|do|did|is|are|can|could|has|have|will|would) .+?"
    r" (?:that|this|it|one|so|them|those|the same)(?: thing)?(?: (?:too|as well|also|either))?"
    r"[\s?!.]*$",
    re.IGNORECASE,
)
_VERBS = frozenset("is are do does did can should would will was has have".split())
_ASKS = frozenset("what which how why when where who".split())
ASKS_WITHIN = 3  # words from the start
_ARTICLES = ("a", "an", "the")
_PHRASE = re.compile(
    r"^(?:(?:ok(?:ay)?|so|and|but|or|then|what about|how about)\b[\s,]*)*"
    r"(?P<phrase>(?:for|in|with|on|at|from|by|without|during|after|before)\b .*)",
    re.IGNORECASE,
)
_PREPOSITION = re.compile(r"\b(for|in|with|on|to|of|about|by|from|at|without)\b", re.IGNORECASE)


def substituted(query: Query, last: Query, conversation: Conversation) -> str:
    """Put the new thing where its like stood: "and for Java?"."""
    new = new_thing(query.text)
    if not new:
        return ""
    if query.terms and len(content_stems(new)) <= len(content_stems(" ".join(query.terms))) + 1:
        old = _like(query.terms[0], last.terms, conversation.terms)
        if old and (swapped := swap(last.text, old, query.terms[0], conversation.terms)):
            return swapped
    return (
        _swap_phrase(last.text, query.text, new)
        or _swap_same_noun(last.text, new)
        or _with_phrase(last.text, query.text)
        or _swap_topic(last, new)
    )


def also(query: Query, last: Query, conversation: Conversation) -> str:
    """Ask the same of another thing of the sort: "does Java have that too?"."""
    if len(query.terms) != 1 or not _ALSO.match(query.text):
        return ""
    group = group_of(query.terms[0], conversation.terms)
    like = (name for name in last.terms if group and group_of(name, conversation.terms) == group)
    old = next((name for name in like if name != query.terms[0]), "")
    return swap(last.text, old, query.terms[0], conversation.terms) if old else ""


def new_thing(text: str) -> str:
    """Return what a follow-up names behind its opener: "and for Java?"; "" for a whole question."""
    opener = _OPENER.match(text)
    if not opener or _has_own_verb(text[opener.end() :]):
        return ""
    return text[opener.end() :].strip(" ?!.,")


def _like(new: str, old: Sequence[str], terms: Gazetteer) -> str:
    """Return the term of the last query that the new one replaces, of its own group if any is."""
    group = group_of(new, terms)
    same = [name for name in old if group and group_of(name, terms) == group]
    others = [name for name in old if name != new]
    return next(iter(same or others[:1]), "")


def swap(text: str, old: str, new: str, terms: Gazetteer) -> str:
    """Replace a term in a text, however the text writes it; "" where it is not there."""
    known = (match for match in terms.find(text) if match.term == old)
    match = next(known, None) or next(iter(Gazetteer([Term(old, (), "")]).find(text)), None)
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


def _with_phrase(last: str, raw: str) -> str:
    """Add a phrase of another sort than any before: "what does it cost" "and for children?"."""
    said = _PHRASE.match(raw)
    return f"{last.rstrip('?!. ')} {said['phrase'].rstrip('?!. ')}?" if said else ""


def _swap_same_noun(last: str, new: str) -> str:
    """Replace a thing of the same sort: "a tea master" by "a coffee master"."""
    words, said = content_stems(new), list(TOKEN.finditer(last))
    same = [n for n, word in enumerate(said) if words and stem(word[0].lower()) == words[-1]]
    if len(words) < 2 or not same:
        return ""
    noun = same[-1]
    thing = said[max(0, noun + 1 - len(words)) : noun + 1]
    while not content_stems(thing[0][0]):
        thing = thing[1:]
    if len(thing) < 2:
        return ""
    before = said[noun - len(thing)] if noun >= len(thing) else None
    both_have = before and before[0] in _ARTICLES and new.split()[0].lower() in _ARTICLES
    begin = before if before and both_have else thing[0]
    return last[: begin.start()] + new + last[said[noun].end() :]


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
    words = tokens(text)
    first = words[0].partition("'")[0] if words else ""
    asks = not _ASKS.isdisjoint([first, *words[1:ASKS_WITHIN]])  # "up to which height?"
    content = [word for word in words if word not in STOP_WORDS]
    return asks or (bool(_VERBS & set(words)) and len({stem(w) for w in content}) > 0)
