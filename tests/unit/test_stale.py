"""Pairs that rest on what has changed in a source."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.maintenance.stale import stale_pairs
from knowledge.bundle import Bundle
from tests import tea

MATCHA = tea.pair("what about matcha?", "Matcha is powdered leaves, whisked in a bowl.")
OWN = tea.pair("who pays?", "The guest never pays.")


@pytest.fixture
def before(tmp_path: Path) -> Bundle:
    return Bundle(tea.write(tmp_path, (*tea.passages(), *tea.passages("", [MATCHA, OWN]))))


def test_a_pair_is_stale_where_its_passage_changed(before: Bundle) -> None:
    guide = tea.GUIDE.replace("whisked in a bowl", "stirred in a cup")
    found = stale_pairs(before, {"tea"}, tea.passages(guide, []))
    assert list(found) == [MATCHA.id]
    assert "The guide to tea was imported anew and no longer says: “Matcha" in found[MATCHA.id]


def test_a_change_elsewhere_concerns_no_pair(before: Bundle) -> None:
    guide = tea.GUIDE.replace("heats the water", "boils the water")
    assert stale_pairs(before, {"tea"}, tea.passages(guide, [])) == {}
    assert stale_pairs(before, {"coffee"}, ()) == {}
