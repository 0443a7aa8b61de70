"""What a comparison is made of: a place that sets two things apart, or what is known of each."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from knowledge.answer.compare import best_about, columns_beside, rows_beside, side_by_side
from knowledge.answer.compose import Composed, compose, joined
from knowledge.answer.entries import Entries
from knowledge.bundle import Bundle
from knowledge.finding import Candidate, Finding
from knowledge.language.shape import sets_apart
from knowledge.language.words import content_stems
from knowledge.parts import aspect_of, sides_of, thing_of
from knowledge.passages import Passage

MAX_BARE_WORDS = 3
N_READ = 3  # candidates in which both things may be set apart


class Comparer:
    """Sets two things side by side."""

    def __init__(self, bundle: Bundle) -> None:
        self._bundle = bundle
        self._entries = Entries(bundle)

    def compared(self, finding: Finding) -> tuple[Composed, float] | None:
        """Set the two things that a query names side by side.

        Returns:
            The words, and how sure they are right; None if fewer than two things are known.
        """
        if len(finding.query.sides) != 2 or len(finding.parts) != 2:
            return None
        stated, table = _stated(finding, self._bundle), self._in_one_table(finding)
        if stated:
            return joined(stated, table) if table else stated, finding.confidence
        if table:
            return table, self._sure(finding)
        beside = _beside(finding, self._bundle)
        if beside is None or any(part.outcome == "refuse" for part in finding.parts):
            return None
        return beside, min(part.confidence for part in finding.parts)

    def _in_one_table(self, finding: Finding) -> Composed | None:
        """Return the two rows or columns that two things are, where what is asked stands there."""
        one, two = map(thing_of, finding.query.sides)
        question = finding.query.text
        rows = self._entries.rows((one, two), question)
        if rows and (rows.columns or self._is_let_through(finding)):
            if rows.one.kind == "row":
                return rows_beside(rows)
            return side_by_side(rows.one, rows.two, names=(rows.one.key, rows.two.key))
        columns = None if rows else self._entries.columns((one, two), question)
        if columns and self._is_let_through(finding):
            return columns_beside(columns)
        return None

    def _is_let_through(self, finding: Finding) -> bool:
        """Whether nothing but the two things is asked, or the gate knows what is."""
        outcomes = {part.outcome for part in (finding, *finding.parts)}
        return outcomes != {"refuse"} or not any(map(aspect_of, finding.query.sides))

    def _sure(self, finding: Finding) -> float:
        """Return the best confidence; rows that a question names are never below an answer's."""
        answer_at = self._bundle.model.gate.thresholds.answer_at
        return max(answer_at, *(part.confidence for part in (finding, *finding.parts)))


def _beside(finding: Finding, bundle: Bundle) -> Composed | None:
    """Set what is known of both sides beside each other, if something is of each."""
    told = [(part, _told_of(part, bundle)) for part in finding.parts]
    named = [passage for part, passage in told if passage and _is_about(passage, part, bundle)]
    if len(named) < 2 or named[0] == named[1]:
        return None
    return side_by_side(named[0], named[1], names=_names_of(finding))


def _stated(finding: Finding, bundle: Bundle) -> Composed | None:
    """Return what the knowledge says where it sets both things apart in one place."""
    if finding.outcome == "refuse":
        return None
    read: dict[str, Candidate] = {}
    for part in (finding, *finding.parts):
        for candidate in part.candidates[:N_READ]:
            read.setdefault(candidate.id, candidate)
    found = ((candidate, bundle.passage(id)) for id, candidate in read.items())
    both = [
        (candidate, passage)
        for candidate, passage in found
        if passage
        and passage.kind in ("pair", "paragraph")
        and all(_names(passage, thing_of(side)) for side in finding.query.sides)
    ]
    sides = finding.query.sides
    if both and any(map(aspect_of, sides)) and _name_both(both[0][1].questions, sides):
        return _composed(*both[0], finding.query.text)  # more is asked than how they differ
    asked = [(c, p) for c, p in both if _asks_apart(p, sides)]
    told = [(c, p) for c, p in both if sets_apart(p.text) or _tells_in_turn(p, finding.query.sides)]
    best = next(iter(asked + told), None)
    return _composed(*best, finding.query.text) if best else None


def _composed(candidate: Candidate, passage: Passage, query: str) -> Composed:
    return compose(passage, query=query, sentence=candidate.sentence, members=())


def _told_of(part: Finding, bundle: Bundle) -> Passage | None:
    """Return what tells most plainly of one side: the best, or one about its term."""
    about = [_about(name, bundle) for name in part.query.terms]
    read = (bundle.passage(candidate.id) for candidate in part.candidates[:N_READ])
    found = next((passage for passage in read if passage and not _is_bare(passage)), None)
    if found and about and about[0] and found.kind in ("table", "list"):
        return about[0]
    return found


def _is_bare(passage: Passage) -> bool:
    """Whether a passage is a name alone, as the items of some lists are."""
    return passage.kind == "item" and len(passage.text.split()) <= MAX_BARE_WORDS


def _about(name: str, bundle: Bundle) -> Passage | None:
    return best_about([bundle.passages[place] for place in bundle.terms.terms[name].passages])


def _is_about(passage: Passage, part: Finding, bundle: Bundle) -> bool:
    """Whether a passage is about the thing that one side names, by its term or its words."""
    places = (bundle.terms.terms[name].passages for name in part.query.terms)
    place = bundle.places[passage.id]
    return any(place in about for about in places) or _names(passage, thing_of(part.query.text))


def _names_of(finding: Finding) -> tuple[str, str]:
    one, two = (thing_of(part.query.text) for part in finding.parts)
    return one[:1].upper() + one[1:], two[:1].upper() + two[1:]


def _asks_apart(passage: Passage, sides: Sequence[str]) -> bool:
    """Whether one of a passage's questions sets the same two things against each other."""
    return _name_both(filter(sides_of, (passage.key, *passage.questions)), sides)


def _name_both(questions: Iterable[str], sides: Sequence[str]) -> bool:
    """Whether one of some questions names both things."""
    things = set(content_stems(" ".join(map(thing_of, sides))))
    return any(set(content_stems(question)) >= things for question in questions)


def _tells_in_turn(passage: Passage, sides: Sequence[str]) -> bool:
    """Whether one sentence begins with the first thing, and another with the second."""
    begins = [thing_of(side).lower() for side in sides]
    sentences = [sentence.lower() for sentence in passage.sentences]
    return all(any(s.startswith(name) for s in sentences) for name in begins)


def _names(passage: Passage, thing: str) -> bool:
    """Whether a passage has all the words that make a thing's name."""
    told = [passage.key, *passage.questions, *passage.path, *passage.cells, passage.text]
    return set(content_stems(" ".join(told))) >= set(content_stems(thing))
