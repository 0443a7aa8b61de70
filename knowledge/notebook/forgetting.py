"""One person erased from the notebook, in their own words and in what others made of them."""

from __future__ import annotations

import json
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sql
from sqlalchemy.engine import Connection

from knowledge.notebook.lessons import lesson_id
from knowledge.notebook.masking import hash_person
from knowledge.notebook.part import BookPart
from knowledge.notebook.tables import (
    audit,
    feedback,
    lessons,
    phrasings,
    proposals,
    questions,
    to_tell,
)
from knowledge.parse.pairs import pair_id, question_key


@dataclass(frozen=True)
class Forgotten:
    """How much of one person was erased.

    Attributes:
        n_questions: recorded questions.
        n_pairs: pairs that the person taught.
        n_phrasings: pairs of others that held the person's words among their questions.
        n_ratings: feedback.
        n_proposals: pairs that the person proposed.
        lessons: the ids of the lessons that are no more; releases that hold one hold the words.
        texts: the person's words, to be erased wherever else they stand.
    """

    n_questions: int
    n_pairs: int
    n_phrasings: int = 0
    n_ratings: int = 0
    n_proposals: int = 0
    lessons: tuple[str, ...] = ()
    texts: frozenset[str] = frozenset()


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
            _silence(connection, sender, texts)
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
            n_phrasings=len(changed),
            n_ratings=n["feedback"],
            n_proposals=n["proposals"],
            lessons=tuple(sorted({*changed, *own})),
            texts=frozenset(texts),
        )


def _words_of(connection: Connection, person: str) -> set[str]:
    """Return what one person asked and nobody else did, and what became a paraphrase of it."""
    own: set[str] = set()
    others: set[str] = set()
    for column in (questions.c.text, questions.c.query, phrasings.c.text):
        table = column.table
        mine = sql.select(column).where(table.c.person == person).distinct()
        theirs = sql.select(column).where(table.c.person != person, column.in_(mine)).distinct()
        own.update(connection.execute(mine).scalars())
        others.update(connection.execute(theirs).scalars())
    return {text for text in own - others if text}


def _strip(connection: Connection, texts: Collection[str]) -> list[str]:
    """Take a person's words out of all lessons; return the former ids of those that had some.

    A pair of which nothing else is left keeps its question: it is the maintainer's now.
    """
    keys = _theirs(connection, texts)
    changed = []
    for row in connection.execute(sql.select(lessons)).all() if keys else ():
        asked = [row.question, *json.loads(row.paraphrases)]
        kept = [text for text in asked if question_key(text[:500]) not in keys] or asked[:1]
        if kept != asked:
            changed.append(row.id)
            _replace(connection, row, kept)
    return changed


def _theirs(connection: Connection, texts: Collection[str]) -> set[str]:
    """Return the words, as `question_key`, that the person wrote before any pair had them.

    Who writes what a pair asks already, or presses it, has given the pair nothing.
    """
    wrote = {question_key(text[:500]) for text in texts}
    taught: dict[str, datetime] = {}
    for row in connection.execute(sql.select(lessons).order_by(lessons.c.taught_at)).all():
        for text in (row.question, *json.loads(row.paraphrases)):
            taught.setdefault(question_key(text[:500]), row.taught_at)
    first = sql.select(questions.c.text, questions.c.query, sql.func.min(questions.c.asked_at))
    first = first.group_by(questions.c.text, questions.c.query)
    noted = set(map(question_key, connection.execute(sql.select(phrasings.c.text)).scalars()))
    earlier = {
        question_key(text)
        for text, query, asked_at in connection.execute(first)
        for text in (text, query)
        if question_key(text) in taught and asked_at < taught[question_key(text)]
    }
    return wrote & (noted | earlier)


def _replace(connection: Connection, row: Any, asked: list[str]) -> None:
    question, *paraphrases = asked
    replaces = json.loads(row.replaces)
    id = lesson_id(question, row.answer, paraphrases, replaces, retires=row.retires)
    connection.execute(lessons.delete().where(lessons.c.id.in_([row.id, id])))
    new = {
        **row._mapping,
        "id": id,
        "pair": pair_id(question, row.answer),
        "question": question,
        "paraphrases": json.dumps(paraphrases),
    }
    connection.execute(lessons.insert().values(new))


def _silence(connection: Connection, sender: str, texts: Collection[str]) -> None:
    """Keep in the audit trail that something was done, but not by whom nor their words."""
    mine = audit.c.who == sender[:80]
    connection.execute(audit.update().where(mine).values(who="(forgotten)", detail=""))
    rows = connection.execute(sql.select(audit.c.id, audit.c.detail)).all() if texts else ()
    for row in rows:
        if any(text in row.detail for text in texts):
            connection.execute(audit.update().where(audit.c.id == row.id).values(detail=""))
