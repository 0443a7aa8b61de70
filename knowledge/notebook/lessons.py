"""What maintainers taught, each version of it.

    teach ──> pending ──the gate let it through──> active ──edited──> replaced
                 └─────the gate refused it──────> refused    └─rolled back──> withdrawn

Nothing taught is ever lost: what is not active stays, and can be made active again. A pair is
retired by a lesson of its own, which has its words and takes its place with nothing; taught again,
the pair takes that lesson's place.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

import sqlalchemy as sql
from sqlalchemy.engine import Connection

from knowledge.notebook.database import now
from knowledge.notebook.part import BookPart
from knowledge.notebook.tables import lessons, phrasings
from knowledge.parse.pairs import pair_id, question_key

LessonState = Literal["pending", "active", "refused", "withdrawn", "replaced"]


@dataclass(frozen=True)
class Lesson:
    """One version of a pair that a maintainer taught.

    Attributes:
        id: a hash of all that is taught: the same words have the same.
        pair: the pair's id, a hash of question and answer.
        taught_at: in UTC.
        taught_by: who taught it.
        question: the first of the questions.
        answer: Markdown.
        paraphrases: the other questions.
        replaces: the ids of pairs whose place it takes.
        state: see the module's head.
        retires: whether it takes its pair away instead of teaching it.
    """

    id: str
    pair: str
    taught_at: datetime
    taught_by: str
    question: str
    answer: str
    paraphrases: tuple[str, ...]
    replaces: tuple[str, ...]
    state: LessonState
    retires: bool = False

    @property
    def questions(self) -> tuple[str, ...]:
        """All questions that it answers."""
        return (self.question, *self.paraphrases)


class LessonsPart(BookPart):
    """The taught pairs."""

    def teach(
        self,
        question: str,
        answer: str,
        *,
        paraphrases: Sequence[str] = (),
        taught_by: str,
        replaces: Sequence[str] = (),
        state: LessonState = "active",
        retires: bool = False,
    ) -> str:
        """Keep a pair and return its id; the same question taught again replaces its pair.

        Args:
            question: the first of the questions.
            answer: Markdown.
            paraphrases: the other questions.
            taught_by: who teaches it.
            replaces: the ids of pairs whose place it takes.
            state: "pending" where the gate has yet to judge it; what it replaces stays till then.
            retires: whether the pair is taken away instead.
        """
        row = {
            "id": lesson_id(question, answer, paraphrases, replaces, retires=retires),
            "pair": pair_id(question, answer),
            "taught_at": now(),
            "taught_by": taught_by[:80],
            "question": question,
            "answer": answer,
            "paraphrases": json.dumps(list(paraphrases)),
            "replaces": json.dumps(list(replaces)),
            "state": state,
            "retires": retires,
        }
        with self._durably() as connection:
            connection.execute(lessons.delete().where(lessons.c.id == row["id"]))
            connection.execute(lessons.insert().values(**row))
            if state == "active":
                kept = connection.execute(sql.select(lessons).where(lessons.c.id == row["id"]))
                _replace_older(connection, kept.one())
        return str(row["pair"])

    def lessons(self, *, state: LessonState | None = None) -> tuple[Lesson, ...]:
        """Return what was taught, the oldest first; all states where none is given."""
        query = sql.select(lessons).order_by(lessons.c.taught_at, lessons.c.id)
        if state:
            query = query.where(lessons.c.state == state)
        with self._engine.connect() as connection:
            return tuple(map(_lesson, connection.execute(query)))

    def taught(self) -> tuple[Lesson, ...]:
        """Return what is active, the oldest first."""
        return self.lessons(state="active")

    def lineage(self, pair: str) -> tuple[Lesson, ...]:
        """Return all versions that led to a pair, what it replaced included, the newest first."""
        ids = {pair}
        found: list[Lesson] = []
        for lesson in reversed(self.lessons()):
            if lesson.pair in ids or any(gives_way(lesson, newer) for newer in found):
                ids.update((lesson.pair, *lesson.replaces))
                found.append(lesson)
        return tuple(found)

    def settle(self, id: str, state: LessonState) -> None:
        """Give a lesson its state; an active one replaces what it stands for."""
        with self._durably() as connection:
            connection.execute(lessons.update().where(lessons.c.id == id).values(state=state))
            row = connection.execute(sql.select(lessons).where(lessons.c.id == id)).first()
            if row and state == "active":
                _replace_older(connection, row)

    def restore(self, ids: Collection[str]) -> tuple[Lesson, ...]:
        """Make these lessons the active ones, and no others; return what was withdrawn for it."""
        wanted = set(ids)
        withdrawn = [lesson for lesson in self.taught() if lesson.id not in wanted]
        newer = [lesson for lesson in self.lessons() if lesson.id in wanted]
        with self._durably() as connection:
            for lesson in withdrawn:
                followed = any(gives_way(lesson, other) for other in newer)
                _set(connection, lesson.id, "replaced" if followed else "withdrawn")
            for id in wanted:
                _set(connection, id, "active")
        return tuple(withdrawn)

    def note_phrasing(self, text: str, person: str) -> None:
        """Note whose words became a paraphrase, so that they can be forgotten with the person.

        Args:
            text: the paraphrase.
            person: the salted hash of who asked it, as `Asked.person`.
        """
        row = {"text": text[:500], "person": person}
        same = (phrasings.c.text == row["text"]) & (phrasings.c.person == person)
        with self._engine.begin() as connection:
            connection.execute(phrasings.delete().where(same))
            connection.execute(phrasings.insert().values(**row))


def lesson_id(
    question: str,
    answer: str,
    paraphrases: Sequence[str],
    replaces: Sequence[str],
    *,
    retires: bool = False,
) -> str:
    """Return the id of a lesson: the same words have the same, taught or retired."""
    words = [question, answer, list(paraphrases), list(replaces)]
    content = json.dumps([*words, "retired"] if retires else words)
    return hashlib.sha256(content.encode()).hexdigest()[:16]


def gives_way(older: Lesson, newer: Lesson) -> bool:
    """Whether one lesson takes another's place: it names it, or has the same first question.

    A pair that is retired stays so while another pair is taught with its question.
    """
    if older.taught_at > newer.taught_at:
        return False
    named = older.pair in (newer.pair, *newer.replaces)
    if older.retires or newer.retires:
        return named
    return named or question_key(older.question) == question_key(newer.question)


def _replace_older(connection: Connection, row: Any) -> None:
    """Retire the active lessons whose place a new one takes."""
    newer = _lesson(row)
    active = sql.select(lessons).where(lessons.c.state == "active", lessons.c.id != newer.id)
    for other in map(_lesson, connection.execute(active).all()):
        if gives_way(other, newer):
            _set(connection, other.id, "replaced")


def _set(connection: Connection, id: str, state: LessonState) -> None:
    connection.execute(lessons.update().where(lessons.c.id == id).values(state=state))


def _lesson(row: Any) -> Lesson:
    several = {name: tuple(json.loads(row._mapping[name])) for name in ("paraphrases", "replaces")}
    return Lesson(**{**row._mapping, **several})
