"""Which encoder a home's bundles are built with."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from knowledge import encoders
from knowledge.errors import KnowledgeError
from knowledge.home import Home
from knowledge.releases import Releases
from knowledge.search.encoder import ABOUT_FILE, text_key
from knowledge.search.finetune import MIN_HELD_OUT, finetune, split
from knowledge.settings import Settings
from tests import tea


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Home:
    """A home whose live bundle was built with a tuned encoder."""
    found = Home(tmp_path)
    for name, about in (("plain", {}), ("tuned", {"tuned_from": "plain"})):
        folder = found.state / "encoders" / name
        folder.mkdir(parents=True)
        (folder / ABOUT_FILE).write_text(json.dumps(about))
    monkeypatch.setattr(encoders, "export_encoder", lambda model, folder: folder / "plain")
    go_live(found, "tuned")
    return found


def go_live(home: Home, encoder: str) -> None:
    tea.write(home.state, tea.passages(), id=f"with-{encoder}", encoder=encoder)
    releases = Releases(home)
    releases.promote(releases.add(bundle=f"with-{encoder}", model="", report={}))


def test_a_tuned_encoder_that_is_live_is_kept(home: Home) -> None:
    assert encoders.encoder_of(home, Settings()).name == "tuned"
    assert encoders.plain_encoder_of(home, Settings()).name == "plain"


def test_a_tuned_encoder_that_is_not_live_is_left(home: Home) -> None:
    go_live(home, "plain")
    assert encoders.encoder_of(home, Settings()).name == "plain"


def test_an_encoder_tuned_from_another_model_is_left(home: Home) -> None:
    about = home.state / "encoders" / "tuned" / ABOUT_FILE
    about.write_text(json.dumps({"tuned_from": "another"}))
    assert encoders.encoder_of(home, Settings()).name == "plain"


@pytest.mark.parametrize("damage", ["{", "[]"])
def test_an_encoder_that_says_nothing_of_itself_is_left(home: Home, damage: str) -> None:
    (home.state / "encoders" / "tuned" / ABOUT_FILE).write_text(damage)
    assert encoders.encoder_of(home, Settings()).name == "plain"


def test_without_a_live_release_the_plain_encoder_is_taken(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(encoders, "export_encoder", lambda model, folder: folder / "plain")
    assert encoders.encoder_of(Home(tmp_path), Settings()).name == "plain"


def test_some_phrasings_of_each_pair_are_held_out() -> None:
    owners = [pair for pair in range(20) for _ in range(8)] + [20, 20, 20]
    seen, held = split(owners)
    assert sorted(seen + held) == list(range(len(owners)))
    assert sorted(owners[place] for place in held) == list(range(20))
    assert split(owners) == (seen, held)


def test_too_few_phrasings_are_not_tuned_on(tmp_path: Path) -> None:
    with pytest.raises(KnowledgeError, match=f"needs {MIN_HELD_OUT} pairs with at least 4"):
        finetune("none", ["a", "b"], [0, 0], tmp_path / "tuned")
    assert not (tmp_path / "tuned").exists()


def test_what_is_kept_of_a_text_does_not_tell_it() -> None:
    assert text_key("What is OAuth?") == text_key("What is OAuth?") != text_key("what is oauth")
    assert "OAuth" not in text_key("What is OAuth?")
