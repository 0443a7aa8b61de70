"""The gate of releases: what is compared, what is tolerated, what is said."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from bot.maintenance.examinee import Examinee, RememberingEncoder
from bot.maintenance.settings import ReleaseSettings
from bot.maintenance.suite import AS_TAUGHT, IN_OTHER_WORDS, Outcome, Phrasing, Reported, suite
from bot.maintenance.trial import Trial, compared, nearest, sample
from knowledge.errors import SettingError
from knowledge.home import Home
from knowledge.mentor import Mentor
from knowledge.notebook import Notebook, hash_person
from knowledge.parse.pairs import question_key
from knowledge.reply import Reply
from knowledge.search.encoder import Vectors
from tests import tea
from tests.fakes import StemEncoder


@dataclass(frozen=True)
class FakeItem:
    """An item that is right or wrong as it is told."""

    slice: str
    question: str = "?"

    @property
    def key(self) -> str:
        return f"{self.slice} {self.question}"

    def ask(self, examinee: Examinee) -> Outcome:
        raise AssertionError("not asked")


def outcomes(right: str) -> list[Outcome]:
    """Return an outcome for each letter: "+" is right."""
    return [Outcome(letter == "+", letter) for letter in right]


def examinee(home: Home, id: str = "b1", pairs: list[tuple[str, str]] | None = None) -> Examinee:
    more = tea.passages("", [tea.pair(q, a) for q, a in pairs or []])
    mentor = tea.mentor(tea.write(home.state, (*tea.passages(), *more), id=id))
    mentor.encoder = RememberingEncoder(StemEncoder(), home.state / "cache" / "vectors.npz")
    return Examinee(mentor)


def approved(mentor: Mentor) -> frozenset[tuple[str, str]]:
    return frozenset((question_key(q), p.text) for p in mentor.bundle.passages for q in p.questions)


@pytest.mark.parametrize(
    ("name", "n", "n_lost", "passed"),
    [
        ("typo", 100, 2, True),
        ("typo", 100, 3, False),
        ("typo", 10, 2, True),  # a slice of 100 of which the ten nearest are asked
        ("typo", 10, 3, False),
        (AS_TAUGHT, 100, 1, False),
        ("reported as wrong", 100, 1, False),
        (AS_TAUGHT, 100, 0, True),
    ],
)
def test_a_slice_may_lose_what_is_tolerated(name: str, n: int, n_lost: int, passed: bool) -> None:
    items = [FakeItem(name, str(number)) for number in range(n)]
    before, after = outcomes("+" * n), outcomes("-" * n_lost + "+" * (n - n_lost))
    verdict = compared(items, before, after, {name: 100}, 0.02)
    assert verdict.passed is passed
    assert [(s.n, s.before, s.after) for s in verdict.slices] == [(n, n, n - n_lost)]
    assert [broken.question for broken in verdict.broken] == [str(x) for x in range(n_lost)]


def test_what_is_won_makes_up_for_what_is_lost_in_the_same_slice() -> None:
    items = [FakeItem("typo", str(number)) for number in range(4)]
    verdict = compared(items, outcomes("++--"), outcomes("+-++"), {}, 0.0)
    assert verdict.passed
    assert [(b.question, b.before, b.after) for b in verdict.broken] == [("1", "+", "-")]


def test_what_broke_in_a_refused_slice_comes_first() -> None:
    items = [FakeItem("typo", "a"), FakeItem("typo", "b"), FakeItem(AS_TAUGHT, "c")]
    verdict = compared(items, outcomes("+-+"), outcomes("-+-"), {}, 0.0)
    assert [broken.question for broken in verdict.broken] == ["c", "a"]


def test_a_larger_knowledge_may_be_harder() -> None:
    items = [FakeItem(IN_OTHER_WORDS, str(number)) for number in range(10)]
    before, after = outcomes("+" * 10), outcomes("---" + "+" * 7)
    assert not compared(items, before, after, {}, 0.0).passed
    assert compared(items, before, after, {}, 0.0, more=0.3).passed


def test_a_sample_is_the_same_every_time() -> None:
    items = [FakeItem(name, str(number)) for name in "ab" for number in range(9)]
    chosen = sample(items, 3)
    assert sample(reversed(items), 3) == [*chosen[3:], *chosen[:3]]
    assert [item.slice for item in chosen] == ["a"] * 3 + ["b"] * 3


def test_the_nearest_to_a_change_are_asked(home: Home) -> None:
    asked = examinee(home)
    items = [Phrasing(q, a, untaught=False) for q, a, _ in tea.PAIRS]
    near = nearest(items, asked, ["who invented teabags?"], 1)
    assert [item.question for item in near] == ["Who invented the teabag?"]
    assert nearest(items, asked, ["anything"], 10) == items


def test_a_pair_that_steals_a_question_is_refused(
    home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("DATABASE_URL", raising=False)
    live, stolen = examinee(home), tea.PAIRS[2][0]
    items = suite(home, live, approved(live.mentor))
    trial = Trial(home, live, ReleaseSettings())
    good = examinee(home, "b2", [("What is milk in tea for?", "It softens the taste.")])
    assert trial.judge(good, items).passed
    kept = [p for p in tea.passages() if p.key != stolen]
    thief = tea.passages("", [tea.pair(stolen, "Nobody knows.")])
    bad = tea.mentor(tea.write(home.state, (*kept, *thief), id="b3"))
    verdict = Trial(home, live, ReleaseSettings()).judge(Examinee(bad), items)
    assert not verdict.passed
    (broken,) = [one for one in verdict.broken if one.slice == AS_TAUGHT]
    assert (broken.question, broken.after) == (stolen, "Nobody knows.")
    assert broken.before.startswith("Thomas Sullivan")


def test_what_the_live_release_answered_is_not_asked_again(home: Home) -> None:
    live = examinee(home)
    items = [Phrasing(q, a, untaught=False) for q, a, _ in tea.PAIRS]
    first = Trial(home, live, ReleaseSettings()).judge(live, items)

    class Silent(Examinee):
        def find(self, text: str) -> object:  # type: ignore[override]
            raise AssertionError("asked again")

    again = Trial(home, Silent(live.mentor), ReleaseSettings()).judge(live, items)
    assert again.slices == first.slices


def test_a_report_is_right_once_another_answer_is_given(home: Home) -> None:
    asked = examinee(home)
    question = tea.PAIRS[0][0]
    said = asked.find(question).candidates[0].id
    assert not Reported(question, said).ask(asked).right
    assert Reported(question, "another").ask(asked).right


def test_what_was_called_unhelpful_is_in_the_suite(
    home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("DATABASE_URL", raising=False)
    live, notebook = examinee(home), Notebook.of(home)
    finding = live.find(tea.PAIRS[0][0])
    reply = Reply("Dry.", "answer", 0.9, release="r1")
    id = notebook.record("when is tea old?", "ann", "web", finding, reply)
    notebook.rate(id, hash_person("ann"), helpful=False)
    found = [item for item in suite(home, live, frozenset()) if isinstance(item, Reported)]
    assert found == [Reported(tea.PAIRS[0][0], finding.candidates[0].id)]


def test_vectors_are_kept_for_the_next_time(home: Home) -> None:
    class Broken(StemEncoder):
        def encode(self, text: str) -> Vectors:
            raise AssertionError("encoded again")

    file = home.state / "cache" / "vectors.npz"
    first = RememberingEncoder(StemEncoder(), file)
    vector = first.encode("tea")
    first.save()
    assert (RememberingEncoder(Broken(), file).encode("tea") == vector).all()


@pytest.mark.parametrize(
    ("block", "problem"),
    [
        ("tolerance: 2", "tolerance must be a number from 0 to below 1. Got 2"),
        ("keep: 1", "keep must be a whole number from 2 on. Got 1"),
        ("promote: maybe", "promote must be true or false. Got 'maybe'"),
        ("kept: 3", "releases in config.yml has kept; known are"),
    ],
)
def test_settings_are_checked(home: Home, block: str, problem: str) -> None:
    (home.root / "config.yml").write_text(f"releases:\n  {block}\n", "utf-8")
    with pytest.raises(SettingError, match=problem):
        ReleaseSettings.read(home)


def test_settings_have_defaults_and_are_read(home: Home) -> None:
    assert ReleaseSettings.read(home) == ReleaseSettings()
    (home.root / "config.yml").write_text("releases: {tolerance: 0.1, promote: false}", "utf-8")
    assert ReleaseSettings.read(home) == ReleaseSettings(tolerance=0.1, promote=False)
