"""The README's commands exist, and what it names is there."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import typer.main

from bot.cli import app

ROOT = Path(__file__).resolve().parents[2]
README = (ROOT / "README.md").read_text("utf-8")
COMMANDS = typer.main.get_command(app).commands  # type: ignore[attr-defined]


def test_every_command_of_the_readme_exists() -> None:
    named = set(re.findall(r"\bmentor (?!at\b)([a-z]+)\b(?=[^`\n]*`|.*\n)", README))
    shown = {
        name
        for name in named
        if f".venv/bin/mentor {name}" in README or f"`mentor {name}" in README
    }
    assert shown
    assert shown <= set(COMMANDS), shown - set(COMMANDS)


def test_every_target_of_the_readme_exists() -> None:
    makefile = (ROOT / "Makefile").read_text("utf-8")
    targets = set(re.findall(r"^([a-z-]+):", makefile, re.MULTILINE))
    assert set(re.findall(r"\bmake ([a-z-]+)\b", README)) - {"a"} <= targets


@pytest.mark.parametrize("place", re.findall(r"\]\(((?!http)[^)]+)\)", README))
def test_every_file_of_the_readme_is_there(place: str) -> None:
    assert (ROOT / place).exists()
