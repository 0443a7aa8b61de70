"""One person erased from the notebook, in their own words and in what others made of them."""

from __future__ import annotations

import json
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sql
from sqlalchemy.engine import Connection

from knowledge.notebook.lessons import lesson_id
from knowledge.notebook.masking import hash_person
from knowledge.notebook.part import BookPart
from knowledge.notebook.tables import (
    feedback,
    lessons,
    phrasings,
    proposals,
    questions,
    to_tell,
)


@dataclass(frozen=True)
class Forgotten:
    """How much of one person was erased.

    Attributes:
        n_questions: recorded questions.
        n_pairs: pairs that the person taught.
        n_phrasings: the person's questions that had become paraphrases of pairs.
        n_ratings: feedback.
        n_proposals: pairs that the person proposed.
        lessons: the ids of the lessons that are no more; releases that hold one hold the words.
    """

    n_questions: int
    n_pairs: int
    n_phrasings: int = 0
    n_ratings: int = 0
    n_proposals: int = 0
    lessons: tuple[str, ...] = ()


class ForgettingPart(BookPart):
    """What erases."""

    def forget(self, sender: str) -> Forgotten:
        """Erase what one person asked, taught and proposed; return how much that was."""
        person = self.salted(hash_person(sender))
        with self._engine.begin() as connection:
            texts = _words_of(connection, person)
            changed = _strip(connection, texts)
            asked = sql.select(questions.c.id).where(questions.c.person == person)
            ids = list(connection.execute(asked).scalars())
            taught = lessons.c.taught_by == sender[:80]
            own = list(connection.execute(sql.select(lessons.c.id).where(taught)).scalars())
            erase = [
                (to_tell, to_tell.c.question_id.in_(ids)),
                (questions, questions.c.person == person),
                (feedback, feedback.c.person == person),
                (lessons, taught),
                (phrasings, phrasings.c.person == person),
                (proposals, proposals.c.proposed_by == sender[:80]),
            ]
            n = {
                table.name: int(connection.execute(table.delete().where(which)).rowcount)
                for table, which in erase
            }
        return Forgotten(
            n_questions=n["questions"],
            n_pairs=n["lessons"],
            n_phrasings=len(texts),
            n_ratings=n["feedback"],
            n_proposals=n["proposals"],
            lessons=tuple(sorted({*changed, *own})),
        )


def _words_of(connection: Connection, person: str) -> set[str]:
    """Return the paraphrases that are one person's words and nobody else's."""
    rows = connection.execute(sql.select(phrasings.c.text, phrasings.c.person)).all()
    others = {row.text for row in rows if row.person != person}
    return {row.text for row in rows if row.person == person} - others


def _strip(connection: Connection, texts: Collection[str]) -> list[str]:
    """Take phrasings out of all lessons; return the former ids of those that had one."""
    changed = []
    for row in connection.execute(sql.select(lessons)).all() if texts else ():
        paraphrases = json.loads(row.paraphrases)
        kept = [text for text in paraphrases if text[:500] not in texts]
        if kept != paraphrases:
            changed.append(row.id)
            _replace(connection, row, kept)
    return changed


def _replace(connection: Connection, row: Any, paraphrases: list[str]) -> None:
    id = lesson_id(row.question, row.answer, paraphrases, json.loads(row.replaces))
    connection.execute(lessons.delete().where(lessons.c.id.in_([row.id, id])))
    new = {**row._mapping, "id": id, "paraphrases": json.dumps(paraphrases)}
    connection.execute(lessons.insert().values(new))
