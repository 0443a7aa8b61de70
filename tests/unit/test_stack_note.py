"""The word that a mentor leaves in its home: where it runs."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from bot import stack
from knowledge.home import Home


def test_a_second_mentor_of_a_home_does_not_take_the_word_of_the_first(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    home, note = Home(tmp_path), tmp_path / ".mentor" / "server.json"
    first, second = stack.Stack(home), stack.Stack(home)
    with first._listed():
        monkeypatch.setattr(stack, "is_ready", lambda port, **_: True)
        with second._listed():
            assert json.loads(note.read_text("utf-8"))["port"] == first.port
        assert json.loads(note.read_text("utf-8"))["port"] == first.port
    assert not note.exists()
    for mentor in (first, second):
        mentor._front.close()
