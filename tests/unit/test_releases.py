"""Releases: kept, promoted, taken back."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from knowledge.errors import BundleError
from knowledge.home import Home
from knowledge.releases import N_REMEMBERED, Release, Releases


@pytest.fixture
def releases(home: Home) -> Releases:
    return Releases(home)


def add(releases: Releases, bundle: str) -> Release:
    added = releases.add(bundle=bundle, model="m.tar.gz", report={"answered": 0.5})
    for path in (releases.bundle(added) / "manifest.json", releases.model(added)):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("{}", "utf-8")
    return added


def test_a_release_is_known_by_what_answers() -> None:
    assert Release("b", "m", "now").id == Release("b", "m", "later", {"answered": 1.0}).id
    assert len({Release("b", "m").id, Release("c", "m").id, Release("b", "n").id}) == 3


def test_a_release_is_kept_with_its_report(releases: Releases, home: Home) -> None:
    kept = add(releases, "b1")
    assert Releases(home).get(kept.id) == kept
    assert (kept.bundle, kept.model, kept.report) == ("b1", "m.tar.gz", {"answered": 0.5})
    assert kept.created
    assert releases.bundle(kept) == home.state / "bundles" / "b1"
    assert releases.model(kept) == home.state / "models" / "m.tar.gz"


def test_what_was_trained_before_is_the_same_release(releases: Releases) -> None:
    first = add(releases, "b1")
    again = releases.add(bundle="b1", model="m.tar.gz", report={"answered": 0.9})
    assert again == first
    assert releases.all() == (first,)


def test_a_release_is_found_by_its_beginning(releases: Releases) -> None:
    kept = add(releases, "b1")
    assert releases.get(kept.id[:6]) == kept


@pytest.mark.parametrize("id", ["", "nothing", "ffff"])
def test_what_names_no_release_is_said_with_what_there_is(releases: Releases, id: str) -> None:
    kept = add(releases, "b1")
    with pytest.raises(BundleError, match=f"Release '{id}' names 0 releases; .* {kept.id}"):
        releases.get(id)


def test_a_beginning_of_two_is_none(releases: Releases) -> None:
    for number in range(17):  # of 17 ids in hexadecimal two begin the same
        add(releases, f"b{number}")
    initials = [release.id[0] for release in releases.all()]
    twice = next(initial for initial in initials if initials.count(initial) > 1)
    with pytest.raises(BundleError, match=r"names [2-9] releases"):
        releases.get(twice)


def test_before_the_first_promotion_nothing_is_live(releases: Releases) -> None:
    add(releases, "b1")
    assert releases.live() is None
    assert releases.history() == ()


def test_the_newest_promotion_is_live(releases: Releases, home: Home) -> None:
    one, two = add(releases, "b1"), add(releases, "b2")
    releases.promote(one)
    releases.promote(two)
    assert releases.live() == Releases(home).live() == two
    assert releases.history() == (one.id, two.id)


def test_to_promote_the_live_one_again_changes_nothing(releases: Releases) -> None:
    one = add(releases, "b1")
    releases.promote(one)
    before = releases.pointer.stat().st_mtime_ns
    releases.promote(one)
    assert releases.pointer.stat().st_mtime_ns == before
    assert releases.history() == (one.id,)


def test_a_roll_back_takes_the_newest_promotion_back(releases: Releases) -> None:
    one, two = add(releases, "b1"), add(releases, "b2")
    for release in (one, two, one):
        releases.promote(release)
    assert releases.roll_back() == releases.live() == two
    assert releases.roll_back() == releases.live() == one


def test_there_is_no_way_back_to_what_was_removed(releases: Releases) -> None:
    one, two = add(releases, "b1"), add(releases, "b2")
    releases.promote(one)
    releases.promote(two)
    (releases.bundle(one) / "manifest.json").unlink()
    with pytest.raises(BundleError, match="no longer on the disk"):
        releases.roll_back()
    assert releases.live() == two


def test_what_continues_the_live_release_takes_its_place(releases: Releases) -> None:
    one, two, three = (add(releases, f"b{number}") for number in range(3))
    releases.promote(one)
    releases.promote(two)
    releases.promote(three, instead_of=two.id)
    assert releases.history() == (one.id, three.id)
    assert releases.roll_back() == one


def test_lessons_and_cause_are_kept(releases: Releases) -> None:
    kept = releases.add(bundle="b", model="m", report={}, lessons=["l1"], cause="taught")
    assert (releases.get(kept.id).lessons, releases.get(kept.id).cause) == (("l1",), "taught")
    assert add(releases, "b1").lessons is None


@pytest.mark.parametrize("n_promoted", [0, 1])
def test_the_first_promotion_cannot_be_taken_back(releases: Releases, n_promoted: int) -> None:
    for number in range(n_promoted):
        releases.promote(add(releases, f"b{number}"))
    with pytest.raises(BundleError, match="no earlier promotion"):
        releases.roll_back()
    assert len(releases.history()) == n_promoted


def test_the_oldest_promotions_are_forgotten(releases: Releases) -> None:
    one, two = add(releases, "b1"), add(releases, "b2")
    releases.pointer.write_text(json.dumps([two.id, *[one.id] * (N_REMEMBERED - 1)]), "utf-8")
    releases.promote(two)
    assert releases.history() == (*[one.id] * (N_REMEMBERED - 1), two.id)


def test_nothing_half_written_is_left(releases: Releases) -> None:
    releases.promote(add(releases, "b1"))
    with pytest.raises(TypeError):
        releases.add(bundle="b2", model="m.tar.gz", report={"answered": object()})
    assert len(releases.all()) == 1
    assert releases.live() is not None


def test_a_home_is_found_where_the_working_folder_is_gone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    gone, home = tmp_path / "gone", tmp_path / "home"
    gone.mkdir()
    monkeypatch.chdir(gone)
    gone.rmdir()
    monkeypatch.setenv("MENTOR_HOME", str(home))
    assert Home.from_environment().root == home
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("MENTOR_HOME", "home")
    assert Home.from_environment().root == home
