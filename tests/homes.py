"""Homes to try things in: trained as another, with conversations and a notebook of their own."""

from __future__ import annotations

import shutil
from pathlib import Path

OWN = ("notebook.*", "conversations.*", "server.json", "*.lock", "*.log", "cache")


def copy_of(home: Path, to: Path) -> Path:
    """Return a home with the knowledge and the releases of another.

    Args:
        home: the other.
        to: where the new one is made.
    """
    to.mkdir(parents=True, exist_ok=True)
    for path in home.iterdir():
        if path.name != ".mentor":
            (to / path.name).symlink_to(path.resolve())
    shutil.copytree(home / ".mentor", to / ".mentor", ignore=shutil.ignore_patterns(*OWN))
    return to
