"""The mentor that is live: follows promotions, keeps what did not change."""

from __future__ import annotations

import itertools
import os
from collections.abc import Callable

import pytest

from knowledge import live
from knowledge.errors import BundleError
from knowledge.home import Home
from knowledge.releases import Release, Releases
from tests import tea
from tests.fakes import StemEncoder

PASSAGES = tea.passages("# T\n\n## Age\n\nTea is old.", [])
Promote = Callable[[str], Release]


@pytest.fixture
def promote(home: Home) -> Promote:
    """Promotes a new release of a bundle, each a second after the one before."""
    clock = itertools.count(1_700_000_000)
    releases = Releases(home)

    def promoted(bundle: str) -> Release:
        release = releases.add(bundle=bundle, model="", report={})
        releases.promote(release)
        os.utime(releases.pointer, times=(0, next(clock)))
        return release

    return promoted


def write(home: Home, id: str, *, encoder: str = "stem-encoder") -> None:
    tea.write(home.state, PASSAGES, id=id, encoder=encoder)


def test_without_training_nothing_is_live(home: Home) -> None:
    with pytest.raises(BundleError, match="has no trained knowledge yet; run `mentor train`"):
        live.current(home)


def test_without_a_promotion_the_newest_bundle_is(home: Home) -> None:
    for age, id in enumerate(("new", "old")):
        write(home, id)
        manifest = home.state / "bundles" / id / "manifest.json"
        os.utime(manifest, times=(0, 1_700_000_000 - age))
    assert live.current(home).release == "new"


def test_a_bundle_that_is_being_built_is_not_live(home: Home) -> None:
    write(home, "whole")
    write(home, ".building-xyz")
    os.utime(home.state / "bundles" / "whole" / "manifest.json", times=(0, 1_700_000_000))
    assert live.current(home).release == "whole"


def test_the_promoted_release_is_live(home: Home, promote: Promote) -> None:
    write(home, "b1")
    release = promote("b1")
    mentor = live.current(home)
    assert (mentor.release, mentor.bundle.id) == (release.id, "b1")
    assert mentor.topics() == ("Age",)


def test_it_is_opened_once(home: Home, promote: Promote) -> None:
    write(home, "b1")
    promote("b1")
    assert live.current(home) is live.current(Home(home.root))


def test_two_homes_have_a_mentor_each(home: Home) -> None:
    other = Home(home.root / "other")
    write(home, "b1")
    write(other, "b2")
    assert [live.current(h).bundle.id for h in (home, other, home)] == ["b1", "b2", "b1"]


def test_a_promotion_is_noticed_and_the_encoder_kept(home: Home, promote: Promote) -> None:
    write(home, "b1")
    write(home, "b2")
    promote("b1")
    before = live.current(home)
    before.encoder = StemEncoder()
    second = promote("b2")
    after = live.current(home)
    assert (after.release, after.bundle.id) == (second.id, "b2")
    assert after.encoder is before.encoder


def test_another_encoder_is_not_taken_over(home: Home, promote: Promote) -> None:
    write(home, "b1")
    write(home, "b2", encoder="another")
    promote("b1")
    live.current(home).encoder = StemEncoder()
    promote("b2")
    assert "encoder" not in vars(live.current(home))


def test_a_release_that_cannot_be_opened_leaves_the_one_before(
    home: Home, promote: Promote
) -> None:
    write(home, "b1")
    write(home, "b3")
    promote("b1")
    before = live.current(home)
    promote("missing")
    with pytest.raises(BundleError, match="is no whole bundle"):
        live.current(home)
    assert before.topics() == ("Age",)
    promote("b3")
    assert live.current(home).bundle.id == "b3"


def test_where_it_is_followed_a_promotion_is_made_ready_first(home: Home, promote: Promote) -> None:
    write(home, "b1")
    write(home, "b2")
    promote("b1")
    before = live.current(home)
    before.encoder = StemEncoder()
    assert live.refresh(home) is before
    promote("b2")
    assert live.current(home) is before
    after = live.refresh(home)
    assert live.current(home) is after
    assert after.bundle.id == "b2"
    assert {"passages", "index", "model"} <= vars(after.bundle).keys()


def test_where_it_is_followed_a_broken_release_goes_unnoticed(home: Home, promote: Promote) -> None:
    write(home, "b1")
    promote("b1")
    before = live.current(home)
    live.refresh(home)
    promote("missing")
    with pytest.raises(BundleError, match="is no whole bundle"):
        live.refresh(home)
    assert live.current(home) is before


def test_a_named_bundle_goes_before_what_is_promoted(
    home: Home, promote: Promote, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(home, "b1")
    write(home, "b2")
    promote("b1")
    monkeypatch.setenv(live.BUNDLE_VARIABLE, str(home.state / "bundles" / "b2"))
    assert live.current(home).release == "b2"
