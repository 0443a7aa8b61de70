"""The notebook of one home, all its parts in one."""

from __future__ import annotations

from sqlalchemy.engine import Engine

from knowledge.home import Home
from knowledge.notebook.asked import AskedPart
from knowledge.notebook.audit import AuditPart
from knowledge.notebook.database import engine_of
from knowledge.notebook.figures import FiguresPart
from knowledge.notebook.forgetting import ForgettingPart
from knowledge.notebook.lessons import LessonsPart
from knowledge.notebook.migrations import migrate
from knowledge.notebook.proposals import ProposalsPart
from knowledge.notebook.ratings import RatingsPart
from knowledge.notebook.stale import StalePart
from knowledge.notebook.telling import TellingPart


class Notebook(
    AskedPart,
    RatingsPart,
    LessonsPart,
    StalePart,
    ProposalsPart,
    TellingPart,
    FiguresPart,
    ForgettingPart,
    AuditPart,
):
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
