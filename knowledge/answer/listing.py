"""The whole table or list that a question asks for: "which cloud services are there?"."""

from __future__ import annotations

from functools import cached_property

from knowledge.bundle import Bundle
from knowledge.finding import Entry, Finding
from knowledge.language.listing import Listing, listing_of
from knowledge.language.words import content_stems, stem, stems, tokens
from knowledge.passages import Passage

# Of what is asked, how much must stand above a whole, by what the gate made of the question.
LEAST_COVERED = {"answer": 0.5, "clarify": 0.6, "refuse": 0.75}
FOUND = 0.6  # what being among the candidates weighs against words covered
NAMED = 0.5  # the head is the last word of the heading or of the first column's name


class Lists:
    """The whole tables and lists of a bundle by what they hold."""

    def __init__(self, bundle: Bundle) -> None:
        self._bundle = bundle

    @cached_property
    def _wholes(self) -> list[tuple[Passage, frozenset[str], frozenset[str]]]:
        """Each whole with the stems of its names, and those of all that stands above it."""
        wholes = (p for p in self._bundle.passages if p.kind in ("table", "list"))
        return [(p, _names(p), _names(p) | _above(p)) for p in wholes]

    def asked(self, finding: Finding) -> Entry | None:
        """Return the whole that a question asks for; None where it asks for no list.

        The noun that is asked for must stand in the names of the whole. A question that the gate
        refused is only answered where every word of it does; one that names an entry asks of that.
        """
        listing = listing_of(finding.query.text)
        if listing is None:
            return None
        found = [id for c in finding.candidates for id in (c.id, self._parent(c.id)) if id]
        singled_out = self._singled_out(finding.query.text, listing.head)
        least = 1.0 if listing.is_count else LEAST_COVERED[finding.outcome]
        scored = {
            passage.id: self._score(passage, listing, found)
            for passage, names, above in self._wholes
            if listing.head in names
            and passage.id not in singled_out
            and not _names_entry(passage, finding.query.text, listing.head)
            and len(listing.words & above) >= least * len(listing.words)
        }
        if not scored:
            return None
        answer_at = self._bundle.model.gate.thresholds.answer_at
        return Entry(max(scored, key=scored.__getitem__), max(answer_at, finding.confidence))

    def _score(self, passage: Passage, listing: Listing, found: list[str]) -> float:
        covered = len(listing.words & (_names(passage) | _above(passage))) / len(listing.words)
        last = [words[-1] for name in _heads(passage) if (words := content_stems(name))]
        rank = found.index(passage.id) if passage.id in found else len(found)
        return covered + FOUND * (1 - rank / max(1, len(found))) + NAMED * (listing.head in last)

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
    return any(words and words <= asked for words in map(_stems, passage.cells))


def _stems(key: str) -> set[str]:
    return set(stems(key))


def _heads(passage: Passage) -> tuple[str, ...]:
    return (*passage.path[-1:], *passage.header[:1])


def _names(passage: Passage) -> frozenset[str]:
    """Return the stems of what names a whole's entries: its heading, its columns, its lead."""
    told = (*passage.path[-1:], *passage.header, passage.text)
    return frozenset(content_stems(" ".join(told)))


def _above(passage: Passage) -> frozenset[str]:
    return frozenset(content_stems(" ".join((passage.title, *passage.path))))
