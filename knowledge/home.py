"""Where one mentor lives: its sources, its pairs, its releases and its notebook."""

from __future__ import annotations

import os
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parent.parent


@dataclass(frozen=True)
class Home:
    """The folders of one mentor.

    Attributes:
        root: the folder that `MENTOR_HOME` names; by default the repository.
    """

    root: Path

    @classmethod
    def from_environment(cls) -> Home:
        """Return the home that `MENTOR_HOME` names, else the repository."""
        name = os.environ.get("MENTOR_HOME") or str(REPOSITORY)
        return cls(_resolved(name, "" if os.path.isabs(name) else os.getcwd()))

    @property
    def sources(self) -> Path:
        """Documents, each in its own format."""
        return self.root / "knowledge" / "sources"

    @property
    def pairs(self) -> Path:
        """Question-and-answer pairs: YAML, CSV or JSONL."""
        return self.root / "knowledge" / "pairs"

    @property
    def state(self) -> Path:
        """What the mentor writes itself: bundles, releases, the notebook. Never edited by hand."""
        return self.root / ".mentor"


@lru_cache(maxsize=16)  # asked several times a message; each link of the path is looked at
def _resolved(name: str, _folder: str) -> Path:
    """Return the folder of a name; a relative one is named from the working folder."""
    return Path(name).expanduser().resolve()
