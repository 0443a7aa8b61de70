"""The product's own memory, in SQL: what was asked, what was taught, what was decided.

    asked.py      each question with its outcome ── ratings.py      what people think of it
       │ not answered
    maintenance.py   what a maintainer may do, whoever implements it
       │ taught                    │ proposed by somebody else
    lessons.py                  proposals.py
       │ live
    telling.py    who asked it is told, once        audit.py   who did what
    stale.py      which pairs may be out of date    forgetting.py   one person erased

SQLite under the home by default, PostgreSQL by `DATABASE_URL`; database.py opens it, tables.py and
migrations.py say what stands in it.
"""

from knowledge.notebook.asked import Asked
from knowledge.notebook.audit import Act
from knowledge.notebook.book import Notebook
from knowledge.notebook.figures import Figure
from knowledge.notebook.forgetting import Forgotten
from knowledge.notebook.lessons import Lesson, LessonState
from knowledge.notebook.maintenance import (
    Broken,
    Close,
    Collision,
    Difference,
    Gap,
    KnownPair,
    Maintenance,
    MaintenanceError,
    PairPage,
    ReleaseSummary,
    Result,
    SliceScore,
    Suggestion,
    Verdict,
)
from knowledge.notebook.masking import hash_person, mask
from knowledge.notebook.proposals import Proposal
from knowledge.notebook.ratings import Rating
from knowledge.notebook.telling import ToTell

__all__ = [
    "Act",
    "Asked",
    "Broken",
    "Close",
    "Collision",
    "Difference",
    "Figure",
    "Forgotten",
    "Gap",
    "KnownPair",
    "Lesson",
    "LessonState",
    "Maintenance",
    "MaintenanceError",
    "Notebook",
    "PairPage",
    "Proposal",
    "Rating",
    "ReleaseSummary",
    "Result",
    "SliceScore",
    "Suggestion",
    "ToTell",
    "Verdict",
    "hash_person",
    "mask",
]
