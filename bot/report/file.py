"""The file that a report is written to."""

from __future__ import annotations

from pathlib import Path

from bot.report.page import page
from bot.report.subject import Subject
from knowledge.errors import SettingError
from knowledge.parse.files import write_all


def check_place(path: Path) -> None:
    """Make sure, before the work begins, that a report can be written.

    Raises:
        SettingError: the path is a folder, or lies in none.
    """
    if path.is_dir():
        raise SettingError(f"--report: {path} is a folder; name a file in it, such as report.html.")
    if not path.parent.is_dir():
        raise SettingError(f"--report: there is no folder {path.parent}; make it, or name another.")


def write_report(subject: Subject, path: Path) -> None:
    """Write the report, whole or not at all."""
    write_all({path: page(subject).encode()})
