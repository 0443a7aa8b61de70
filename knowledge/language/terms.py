"""The knowledge's own terms: what its tables, lists and headings name, and how people write them.

    passages -> Gazetteer: "JSON Web Tokens", also written "jwt", "json web token"

Nothing is listed by hand: a new row of a table is a new term after the next training.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from knowledge.language.words import STOP_WORDS, TOKEN, content_stems, stem, stems, tokens
from knowledge.passages import Passage

MAX_TERM_WORDS = 5
MIN_PREFIX = 5  # letters of a long name that stand for it: "postgres"

# A name inside a sentence: inner or all capitals ("PostgreSQL", "AWS"), or one after a small word.
_NAME = re.compile(r"\b(?:[A-Za-z]*[a-z][A-Z]\w*|[A-Z]{2,}\w*)\b|(?<=[a-z,] )[A-Z][a-z]+\b")
_CAMEL = re.compile(r"[A-Z]+(?![a-z])|[A-Z][a-z0-9]*|[a-z0-9]+")
_PARENTHESIS = re.compile(r"\s*\(([^)]*)\)")

# Never a thing in small letters, wherever they stand.
_FUNCTION_WORDS = frozenset(
    "a all an and any are as at be been by can could did do does each for from had has have he her"
    " his how i if in into is it its just may me might more most much must my no not now of off on"
    " one or other our out over same she should so some than that the their them then there these"
    " they this those to too up us very was we were what when where which while who whom whose why"
    " will with would yes you your".split()
)
_BEFORE_THINGS = frozenset(
    "is are about learn learning use using between than does versus vs like called".split()
)

Key = tuple[str, ...]


@dataclass(frozen=True)
class Term:
    """A name that the knowledge uses.

    Attributes:
        name: as the knowledge writes it.
        passages: the positions of the passages that are about it; of those that only mention it
            where none is.
        group: what it stands beside, as rows of one table do: a table's or list's id; "" for none.
        alone: single words that stand for it, since the knowledge uses them in this name only:
            "azure" for Microsoft Azure.
    """

    name: str
    passages: tuple[int, ...]
    group: str
    alone: tuple[str, ...] = ()


@dataclass(frozen=True)
class TermMatch:
    """A term found in a text, at `text[start:end]`."""

    term: str
    start: int
    end: int


class Gazetteer:
    """All terms of a knowledge, found by every way in which they are written."""

    def __init__(self, terms: Iterable[Term]) -> None:
        self.terms = {term.name: term for term in terms}
        self._names: dict[Key, str] = {}
        for spell in (_spellings, _abbreviations):  # a name goes before another's abbreviation
            for term in self.terms.values():
                for key in spell(term.name):
                    self._names.setdefault(key, term.name)
        for term in self.terms.values():
            for word in term.alone:
                self._names.setdefault((word,), term.name)
        self._small = {
            term.name.lower(): term.name for term in self.terms.values() if _is_small_name(term)
        }
        self._prefixes = {
            key[0]: name for key, name in self._names.items() if len(key) == 1 and len(key[0]) > 6
        }

    @classmethod
    def of(cls, passages: Sequence[Passage]) -> Gazetteer:
        """Collect the terms of passages: keys first, names inside sentences after them."""
        found: dict[str, tuple[list[int], str]] = {}
        for position, passage in enumerate(passages):
            for name, group in _keys(passage):
                found.setdefault(name, ([], group))[0].append(position)
        keyed = {stem(name.lower()) for name in found}
        mentioned: dict[str, tuple[list[int], str]] = {}
        for position, passage in enumerate(passages):
            for name in sorted(set(_NAME.findall(passage.text))):
                if stem(name.lower()) not in keyed and name.lower() not in STOP_WORDS:
                    mentioned.setdefault(name, ([], ""))[0].append(position)
        alone = _telling_words(passages, found)
        return cls(
            Term(name, tuple(positions), group, alone.get(name, ()))
            for name, (positions, group) in {**mentioned, **found}.items()
        )

    def as_dict(self) -> list[list[Any]]:
        """Return the terms as plain JSON."""
        return [
            [term.name, list(term.passages), term.group, list(term.alone)]
            for term in self.terms.values()
        ]

    @classmethod
    def from_dict(cls, terms: list[list[Any]]) -> Gazetteer:
        """Return the gazetteer that `as_dict` described."""
        return cls(
            Term(name, tuple(passages), group, tuple(alone))
            for name, passages, group, alone in terms
        )

    def find(self, text: str) -> tuple[TermMatch, ...]:
        """Return the terms in a text, longest first where they overlap, in order of appearance."""
        words = [(match.group().lower(), match.span()) for match in TOKEN.finditer(text)]
        found: list[TermMatch] = []
        place = 0
        while place < len(words):
            n_words, name = self._longest(tuple(word for word, _ in words[place:]))
            if not name and words[place][0] in self._small:
                name = self._small_name(text, [span for _, span in words], place)
                n_words = int(bool(name))
            if name:
                end = words[place + n_words - 1][1][1]
                found.append(TermMatch(name, words[place][1][0], end))
            place += max(n_words, 1)
        return tuple(found)

    def is_name(self, text: str) -> bool:
        """Whether a whole text is a term, even one that looks like a small word: "Go"."""
        return text.strip().lower() in self._small or bool(self._names.get(_key(text)))

    def _small_name(self, text: str, spans: Sequence[tuple[int, int]], place: int) -> str:
        """Return the name that a small word is where it stands as a name; "" elsewhere.

        "Go" and "WHERE" are written as names inside a sentence, or set against another, or stand
        where only a thing can: "what is go good for?".
        """
        start, end = spans[place]
        written, name = text[start:end], self._small[text[start:end].lower()]
        before = text[slice(*spans[place - 1])].lower() if place else ""
        behind = text[slice(*spans[place + 1])].lower() if place + 1 < len(spans) else ""
        as_name = written == name and not name.islower() and (place or name.isupper())
        as_thing = written.lower() not in _FUNCTION_WORDS and before in _BEFORE_THINGS
        set_apart = "versus" in (before, behind) or "vs" in (before, behind)
        return name if as_name or as_thing or set_apart or len(spans) == 1 else ""

    def _longest(self, words: Key) -> tuple[int, str]:
        for n_words in range(min(MAX_TERM_WORDS, len(words)), 0, -1):
            name = self._names.get(tuple(stem(word) for word in words[:n_words]))
            if name:
                return n_words, name
        name = self._by_prefix(words[0])
        return int(bool(name)), name

    def _by_prefix(self, word: str) -> str:
        if len(word) < MIN_PREFIX:
            return ""
        long = (
            key for key in self._prefixes if key.startswith(word) and len(word) * 10 >= len(key) * 7
        )
        return self._prefixes.get(min(long, key=len, default=""), "")


def _keys(passage: Passage) -> Iterator[tuple[str, str]]:
    """Yield the names that a passage is about, each with its group."""
    names = [passage.key] if passage.kind in ("row", "item") else []
    if passage.kind not in ("pair", "row", "item") and passage.path:
        names = [passage.path[-1]]
    for name in names:
        whole = name.strip().rstrip(":")
        if passage.kind == "item" and passage.path[-1:] == (whole,):
            continue
        if 0 < len(tokens(whole)) <= MAX_TERM_WORDS and not whole.endswith("?"):
            yield whole, passage.parent


def _telling_words(passages: Sequence[Passage], names: Iterable[str]) -> dict[str, tuple[str, ...]]:
    """Return for each longer name the stems of it that are in no other and seldom elsewhere."""
    names = list(names)
    n_names = Counter(word for name in names for word in set(content_stems(name)))
    counts = Counter(word for passage in passages for word in stems(_all_text(passage)))
    text = "\n".join(_all_text(passage) for passage in passages)
    found: dict[str, tuple[str, ...]] = {}
    for name in names:
        words = content_stems(_PARENTHESIS.sub("", name))
        if 1 < len(words) <= MAX_TERM_WORDS:
            n_named = text.count(name)
            found[name] = tuple(
                word for word in words if n_names[word] == 1 and counts[word] <= 2 * n_named
            )
    return found


def _all_text(passage: Passage) -> str:
    return "\n".join([*passage.path, *(passage.cells or (passage.key, passage.text))])


def _spellings(name: str) -> Iterator[Key]:
    """Yield the ways in which a name itself is written, as stems."""
    plain = _PARENTHESIS.sub("", name)
    variants = [name, plain, *_PARENTHESIS.findall(name)]
    if "/" in plain:
        variants += plain.split("/")
    for variant in variants:
        if key := _key(variant):
            yield key
            if len(key) > 1:
                yield ("".join(tokens(variant)),)  # "front end", "frontend"


def _abbreviations(name: str) -> Iterator[Key]:
    """Yield the short forms that people make of a name: "jwt", "js", "k8s"."""
    plain = _PARENTHESIS.sub("", name)
    words = [word for word in re.findall(r"\w+", plain) if word.lower() not in STOP_WORDS]
    camel = _CAMEL.findall(words[0]) if len(words) == 1 else []
    short = ["".join(part[0] for part in parts).lower() for parts in (words, camel) if parts[1:]]
    if len(words) == 1 and len(plain) > 6:
        short.append(f"{plain[0]}{len(plain) - 2}{plain[-1]}".lower())
    yield from ((stem(word),) for word in short if word not in STOP_WORDS)


def _is_small_name(term: Term) -> bool:
    """Whether an entry of a table or list is called by a word that carries no topic elsewhere."""
    words = tokens(term.name)
    return bool(term.group) and len(words) == 1 and words[0] in STOP_WORDS


def _key(variant: str) -> Key:
    words = tokens(variant)
    if not words or (len(words) == 1 and words[0] in STOP_WORDS):
        return ()
    return tuple(stem(word) for word in words)
