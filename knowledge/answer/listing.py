"""The whole table or list that a question asks for: "which cloud services are there?"."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from knowledge.bundle import Bundle
from knowledge.finding import Entry, Finding
from knowledge.language.listing import Listing, listing_of
from knowledge.language.words import content_stems, stem, stems, tokens
from knowledge.passages import Passage

LEAST_COVERED = 0.55  # of what is asked, how much must stand above a whole
FOUND = 0.6  # what being among the candidates weighs against words covered
# What a word of the question weighs by where a whole has it.
OVER_ALL = 1.0  # the heading, or the name of the first column: what the entries are
BESIDE = 0.6  # a heading above, or another column: what is told of them
IN_LEAD = 0.2  # the text before
AS_HEAD = 0.5  # more for the noun that is asked for, as the last word of such a name


@dataclass(frozen=True)
class Whole:
    """A whole table or list by the stems of what stands over it.

    Attributes:
        passage: the whole.
        own: of its heading and its first column's name: what its entries are.
        columns: of the other columns' names: what is told of them.
        above: of the headings above.
        lead: of the text before it.
        heads: the last stem of each name in `own`.
        column_heads: the last stem of each other column's name.
    """

    passage: Passage
    own: frozenset[str]
    columns: frozenset[str]
    above: frozenset[str]
    lead: frozenset[str]
    heads: frozenset[str]
    column_heads: frozenset[str]

    @classmethod
    def of(cls, passage: Passage) -> Whole:
        """Read what stands over a table or list."""
        heading = passage.path[-1:] or (passage.title,)
        own, columns = (*heading, *passage.header[:1]), passage.header[1:]
        return cls(
            passage,
            own=_stems(*own),
            columns=_stems(*columns),
            above=_stems(passage.title, *passage.path[:-1]),
            lead=_stems(passage.text),
            heads=_last_stems(own),
            column_heads=_last_stems(columns),
        )

    def names(self, head: str) -> bool:
        """Whether the noun that is asked for is among its names."""
        return any(head in words for words in (self.own, self.columns, self.lead))

    def fits(self, listing: Listing) -> float:
        """Return how well its names are what a question asks for, up to 1 and `AS_HEAD`."""
        as_head = max(listing.head in self.heads, BESIDE * (listing.head in self.column_heads))
        return self.covered(listing.words) + AS_HEAD * as_head

    def covered(self, words: frozenset[str]) -> float:
        """Return how much of some words stands over it, the nearer the more, 0 to 1."""
        return sum(map(self._weight, words)) / len(words)

    def _weight(self, word: str) -> float:
        if word in self.own:
            return OVER_ALL
        beside = word in self.columns or word in self.above
        return BESIDE if beside else IN_LEAD * (word in self.lead)


class Lists:
    """The whole tables and lists of a bundle by what they hold."""

    def __init__(self, bundle: Bundle) -> None:
        self._bundle = bundle

    @cached_property
    def _wholes(self) -> list[Whole]:
        return [Whole.of(p) for p in self._bundle.passages if p.kind in ("table", "list")]

    def asked(self, finding: Finding) -> Entry | None:
        """Return the whole that a question asks for; None where it asks for no list.

        The noun that is asked for must stand in the names of the whole, and more than half of the
        rest above it. A question that names an entry asks of that, not of the whole; and where a
        pair asks for a list of the same, that is the answer.
        """
        listing = listing_of(finding.query.text)
        if listing is None or self._is_told(listing, finding):
            return None
        found = [id for c in finding.candidates for id in (c.id, self._parent(c.id)) if id]
        singled_out = self._singled_out(finding.query.text, listing.head)
        scored = {
            whole.passage.id: self._score(whole, listing, found)
            for whole in self._wholes
            if whole.names(listing.head)
            and whole.passage.id not in singled_out
            and not _names_entry(whole.passage, finding.query.text, listing.head)
            and whole.covered(listing.words) >= LEAST_COVERED
        }
        if not scored:
            return None
        answer_at = self._bundle.model.gate.thresholds.answer_at
        return Entry(max(scored, key=scored.__getitem__), max(answer_at, finding.confidence))

    def _is_told(self, listing: Listing, finding: Finding) -> bool:
        if finding.outcome != "answer" or not finding.candidates:
            return False
        best = self._bundle.passage(finding.candidates[0].id)
        told = listing_of(best.key) if best and best.kind == "pair" else None
        return told is not None and told.head == listing.head

    def _score(self, whole: Whole, listing: Listing, found: list[str]) -> float:
        rank = found.index(whole.passage.id) if whole.passage.id in found else len(found)
        return whole.fits(listing) + FOUND * (1 - rank / max(1, len(found)))

    def _singled_out(self, question: str, head: str) -> set[str]:
        """Return the wholes of which a question names an entry, not only the head's own word."""
        terms = self._bundle.terms
        return {
            terms.terms[match.term].group
            for match in terms.find(question)
            if head not in content_stems(question[match.start : match.end])
        }

    def _parent(self, id: str) -> str:
        passage = self._bundle.passage(id)
        return passage.parent if passage else ""


def _names_entry(passage: Passage, question: str, head: str) -> bool:
    """Whether a question holds the name of one entry: "the conditions for a surfboard"."""
    asked = {stem(word) for word in tokens(question)} - {head}
    return any(words and words <= asked for words in map(set, map(stems, passage.cells)))


def _stems(*texts: str) -> frozenset[str]:
    return frozenset(content_stems(" ".join(texts)))


def _last_stems(names: Iterable[str]) -> frozenset[str]:
    return frozenset(words[-1] for name in names if (words := content_stems(name)))
