"""What is live and what is active, changed together; what is kept, and what is told later."""

from __future__ import annotations

import asyncio
import os
import time
from pathlib import Path

import pytest

from bot.exporting import export_pairs
from bot.forgetting import forget_releases
from bot.maintenance import askers, housekeeping
from bot.maintenance.promotion import promote, roll_back
from bot.maintenance.retention import prune
from bot.maintenance.worker import work
from knowledge.bundle import Bundle
from knowledge.errors import BundleError, SourceError
from knowledge.finding import Finding, Query
from knowledge.home import Home
from knowledge.mentor import Mentor
from knowledge.notebook import MaintenanceError, Notebook
from knowledge.releases import Release, Releases
from knowledge.reply import Reply
from tests import tea
from tests.fakes import StemEncoder

MILK = tea.pair("Should milk go in first?", "Milk goes in last.")


@pytest.fixture(autouse=True)
def _own_notebook(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("DATABASE_URL", raising=False)


def release(home: Home, id: str, *, lessons: tuple[str, ...] | None = None) -> Release:
    """Keep a release with a bundle of tea."""
    passages = (*tea.passages(), *tea.passages("", [MILK] if lessons else []))
    tea.write(home.state, passages, id=id)
    return Releases(home).add(bundle=id, model="", report={}, lessons=lessons, cause=id)


def taught(home: Home) -> tuple[str, str]:
    """Teach a pair and return the ids of its lesson and of itself."""
    notebook = Notebook.of(home)
    notebook.teach(MILK.question, MILK.answer, taught_by="ann", state="pending")
    (lesson,) = notebook.lessons()
    return lesson.id, lesson.pair


def states(home: Home) -> list[str]:
    return [lesson.state for lesson in Notebook.of(home).lessons()]


def test_a_promotion_makes_its_lessons_active_and_a_roll_back_withdraws_them(home: Home) -> None:
    lesson, _ = taught(home)
    promote(home, release(home, "b1", lessons=()), by="ann")
    assert states(home) == ["pending"]
    promote(home, release(home, "b2", lessons=(lesson,)), by="ann")
    assert states(home) == ["active"]
    assert roll_back(home, by="bob").bundle == "b1"
    assert states(home) == ["withdrawn"]
    promote(home, Releases(home).all()[-1], by="ann")
    assert states(home) == ["active"]
    acts = [(act.who, act.did) for act in Notebook.of(home).acts()]
    assert acts == [("ann", "promoted"), ("bob", "rolled back"), *[("ann", "promoted")] * 2]


def test_a_release_from_before_lessons_were_noted_changes_none(home: Home) -> None:
    taught(home)
    promote(home, release(home, "b1", lessons=None), by="ann")
    assert states(home) == ["pending"]


def test_what_is_gone_from_the_disk_is_not_promoted(home: Home) -> None:
    gone = Releases(home).add(bundle="gone", model="", report={})
    with pytest.raises(BundleError, match="no longer on the disk"):
        promote(home, gone, by="ann")
    assert Releases(home).live() is None


def age(home: Home, *names: str) -> None:
    """Make bundles so old that nobody can still be writing them."""
    long_ago = time.time() - 7200
    for name in names or [path.name for path in (home.state / "bundles").iterdir()]:
        os.utime(home.state / "bundles" / name, (long_ago, long_ago))


def bundles(home: Home) -> set[str]:
    return {path.name for path in (home.state / "bundles").iterdir()}


def test_old_releases_leave_their_reports(home: Home) -> None:
    for number in range(6):
        Releases(home).promote(release(home, f"b{number}"))
    age(home)
    freed = prune(home, 2)
    assert {"b4", "b5"} <= bundles(home)
    assert "b0" not in bundles(home)
    assert freed > 10_000
    assert len(Releases(home).all()) == 6
    assert Releases(home).live() == Releases(home).all()[-1]


def test_what_is_being_built_is_not_removed(home: Home) -> None:
    Releases(home).promote(release(home, "b1"))
    building = home.state / "bundles" / ".building-x"
    building.mkdir()
    prune(home, 2)
    assert building.is_dir()
    age(home, ".building-x")
    prune(home, 2)
    assert not building.exists()


def refused(home: Home, text: str, sender: str) -> str:
    finding = Finding(Query(text, text), "refuse", 0.1, ())
    reply = Reply("I do not know.", "refusal", 0.1, release="r1")
    return Notebook.of(home).record(text, sender, "web", finding, reply)


@pytest.fixture
def answering(home: Home, monkeypatch: pytest.MonkeyPatch) -> Home:
    """A home whose releases answer with the encoder of the tests."""

    def open_with_stems(bundle: Path, *, release: str = "", before: object = None) -> Mentor:
        return Mentor(Bundle(bundle), load_encoder=lambda _: StemEncoder(), release=release)

    monkeypatch.setattr(Mentor, "open", staticmethod(open_with_stems))
    return home


def test_who_asked_what_was_taught_since_is_told_once(answering: Home) -> None:
    notebook = Notebook.of(answering)
    mine = refused(answering, "should milk go first?", "ann")
    refused(answering, "should milk go first?", "ann")
    refused(answering, "where do zebras live?", "bob")
    lesson, _ = taught(answering)
    promote(answering, release(answering, "b2", lessons=(lesson,)), by="eve")
    assert askers.answer_later(answering) == 1
    assert askers.answer_later(answering) == 0
    (told,) = notebook.to_tell("web")
    assert (told.text, told.payload["kind"]) == (MILK.answer, "answer")
    assert told.payload["question_id"] == told.question_id != mine


def test_who_asks_after_the_lesson_is_no_news(answering: Home) -> None:
    lesson, _ = taught(answering)
    promote(answering, release(answering, "b2", lessons=(lesson,)), by="eve")
    refused(answering, "should milk go first?", "ann")
    assert askers.answer_later(answering) == 0


def test_a_forgotten_lesson_takes_its_releases_with_it(
    home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    lesson, _ = taught(home)
    kept, holding = release(home, "b1", lessons=()), release(home, "b2", lessons=(lesson,))
    promote(home, holding, by="ann")
    promote(home, kept, by="ann")
    assert forget_releases(home, [lesson], lambda stage, share: None) == 1
    assert Releases(home).all() == (kept,)
    assert Releases(home).history() == (kept.id,)
    assert bundles(home) == {"b1"}


def test_a_forgotten_person_s_words_leave_the_reports(home: Home) -> None:
    broken = [{"question": "granny's brew?"}, {"question": "tea?"}]
    report = {"gate": {"passed": False, "broken": broken}}
    Releases(home).add(bundle="b", model="", report=report, cause='taught "granny\'s brew?"')
    Releases(home).scrub({"granny's brew?"})
    (kept,) = Releases(home).all()
    assert kept.cause == ""
    assert kept.report["gate"]["broken"] == [{"question": "tea?"}]


def test_pairs_are_exported_to_yaml_alone(home: Home, tmp_path: Path) -> None:
    Notebook.of(home).teach("tea?", "Leaves.", taught_by="ann")
    assert export_pairs(home, tmp_path / "pairs.yml") == (1, 0)
    with pytest.raises(SourceError, match="name a file that ends with"):
        export_pairs(home, tmp_path / "pairs.csv")
    with pytest.raises(SourceError, match="cannot be written"):
        export_pairs(home, tmp_path / "pairs.yml" / "below.yml")


def test_house_is_kept_once_for_each_promotion(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    done: list[str] = []

    async def note(home: Home, request: dict[str, str]) -> None:
        done.append(request["do"])

    monkeypatch.setattr(housekeeping, "work", note)
    monkeypatch.setattr(housekeeping, "LOOK_SECONDS", 0.01)
    monkeypatch.setattr(housekeeping, "QUIET_SECONDS", 0.05)
    lesson, _ = taught(home)
    promote(home, release(home, "b1", lessons=(lesson,)), by="ann")

    async def watch() -> None:
        keeping = asyncio.ensure_future(housekeeping.keep_house(home))
        while "after promotion" not in done:
            await asyncio.sleep(0.01)
        await asyncio.sleep(0.2)
        keeping.cancel()

    asyncio.run(asyncio.wait_for(watch(), 20))
    assert done == ["after promotion"]  # the release has a ranker of its own: nothing to fit


def test_a_worker_s_sentence_reaches_the_maintainer(home: Home) -> None:
    request = {"do": "replay", "release": "none", "limit": 3}
    with pytest.raises(MaintenanceError, match="Release 'none' names 0 releases"):
        asyncio.run(work(home, request))
