"""The notebook of one home, all its parts in one."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy.engine import Engine

from knowledge.home import Home
from knowledge.notebook.asked import AskedPart
from knowledge.notebook.audit import AuditPart
from knowledge.notebook.database import engine_of
from knowledge.notebook.lessons import LessonsPart
from knowledge.notebook.masking import hash_person
from knowledge.notebook.migrations import migrate
from knowledge.notebook.proposals import ProposalsPart
from knowledge.notebook.ratings import RatingsPart
from knowledge.notebook.tables import feedback, lessons, questions
from knowledge.notebook.telling import TellingPart


@dataclass(frozen=True)
class Forgotten:
    """How much of one person was erased."""

    n_questions: int
    n_pairs: int


class Notebook(AskedPart, RatingsPart, LessonsPart, ProposalsPart, TellingPart, AuditPart):
    """Reads and writes the notebook of one home."""

    def __init__(self, engine: Engine) -> None:
        super().__init__(engine)
        migrate(engine)

    @classmethod
    def of(cls, home: Home) -> Notebook:
        """Open the home's notebook: `DATABASE_URL`, else SQLite under the home."""
        return cls(engine_of(home))

    @classmethod
    def from_environment(cls) -> Notebook:
        """Open the notebook of the home that `MENTOR_HOME` names."""
        return cls.of(Home.from_environment())

    def forget(self, sender: str) -> Forgotten:
        """Erase what one person asked and taught, and return how much that was."""
        person = self.salted(hash_person(sender))
        with self._engine.begin() as connection:
            asked = connection.execute(questions.delete().where(questions.c.person == person))
            connection.execute(feedback.delete().where(feedback.c.person == person))
            told = connection.execute(lessons.delete().where(lessons.c.taught_by == sender[:80]))
            return Forgotten(int(asked.rowcount), int(told.rowcount))
