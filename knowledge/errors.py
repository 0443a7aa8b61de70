"""What can go wrong in the knowledge, as one tree.

KnowledgeError
├── SourceError      a document or a file of pairs cannot be read
├── SettingError     a setting has a value that is not allowed
├── BundleError      a built bundle is missing, damaged or of another format
└── VectorsError     the database that holds a bundle's vectors cannot be used just now
"""

from __future__ import annotations

from pathlib import Path


class KnowledgeError(Exception):
    """Say in one sentence what was given, what is allowed and what to do."""


class SourceError(KnowledgeError):
    """A document or a file of pairs cannot be read.

    Attributes:
        path: the file or address as the person gave it.
        line: the line at fault, counted from 1; None where no line applies.
    """

    def __init__(self, path: Path | str, problem: str, *, line: int | None = None) -> None:
        place = f"{path}:{line}" if line is not None else f"{path}"
        super().__init__(f"{place}: {problem}")
        self.path = path
        self.line = line


class SettingError(KnowledgeError):
    """A setting has a value that is not allowed."""


class BundleError(KnowledgeError):
    """A built bundle is missing, damaged or of another format."""


class VectorsError(KnowledgeError):
    """The database that holds a bundle's vectors cannot be used just now."""
