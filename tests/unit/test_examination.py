"""From files of questions to what a report is about, and the command that does it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from bot import cli, examination
from bot.conversations import read_conversations
from bot.examination import examine_conversations, examine_server, examine_tables, tables_in
from bot.report.risk import Limits
from bot.speakers import Told
from knowledge import live
from knowledge.errors import SettingError, SourceError
from knowledge.mentor import Mentor
from knowledge.reply import Reply
from tests import tea

KEEP, CUP = tea.PAIRS[0], tea.PAIRS[1]
TABLE = f'question,answer\n{KEEP[0]},"{KEEP[1]}"\n{CUP[0]},{KEEP[1][:3]}\n{tea.OUTSIDE[0]},\n'
TALKS = """
- slice: plain
  turns: [{ask: How long does tea keep?, kind: answer, says: [[two years]]}]
- slice: plain
  turns: [{ask: How long does tea keep?, kind: answer, says: [[ten years]]}]
- slice: far
  turns: [{ask: Which football team won?, kind: refusal}]
- slice: talk
  turns: [{ask: hello, kind: smalltalk}]
"""


def silent(share: float) -> None:
    """Tell nobody."""


@pytest.fixture
def table(tmp_path: Path) -> Path:
    path = tmp_path / "tea.csv"
    path.write_text(TABLE, "utf-8")
    return path


@pytest.fixture
def talks(tmp_path: Path) -> Path:
    path = tmp_path / "talks" / "tea.yml"
    path.parent.mkdir()
    path.write_text(TALKS, "utf-8")
    return path


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, tea_mentor: Mentor) -> Any:
    """Return how to run the command with the tea mentor."""
    monkeypatch.setattr(live, "current", lambda home: tea_mentor)

    def command(*arguments: object) -> Result:
        return CliRunner().invoke(cli.app, ["evaluate", *map(str, arguments)])

    return command


def test_a_folder_of_tables_has_a_slice_for_each(table: Path) -> None:
    assert list(tables_in(table)) == [""]
    assert list(tables_in(table.parent)) == [""]
    (table.parent / "far.csv").write_text("question,answer\nWhat is rice?,\n", "utf-8")
    assert list(tables_in(table.parent)) == ["far", "tea"]


def test_conversations_are_no_tables(talks: Path) -> None:
    assert tables_in(talks) == {}
    assert tables_in(talks.parent) == {}


def test_a_folder_of_neither_is_said_so(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match=r"neither questions \(.csv\) nor conversations"):
        tables_in(tmp_path)


def test_tables_are_asked_slice_by_slice(table: Path, tea_mentor: Mentor) -> None:
    shares: list[float] = []
    tables = {"a": tables_in(table)[""], "b": tables_in(table)[""]}
    found = examine_tables("tea.csv", tables, tea_mentor, progress=shares.append)
    assert [row.slice for row in found.judged] == ["a"] * 3 + ["b"] * 3
    assert shares == [pytest.approx(n / 6) for n in range(6)]
    assert found.limits == Limits(0.6, 0.2, None)
    assert (found.name, found.release) == ("tea.csv", tea_mentor.release)


def test_conversations_that_need_a_dialogue_are_left_out(talks: Path, tea_mentor: Mentor) -> None:
    subject, outcomes = examine_conversations(
        "tea", read_conversations(talks), tea_mentor, progress=silent
    )
    assert [outcome.conversation.slice for outcome in outcomes] == ["plain", "plain", "far"]
    assert subject.conversations == (2, 3)
    assert [row.verdict for row in subject.judged] == ["right", "wrong", "right"]


def test_a_running_mentor_holds_all_of_them(talks: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    answer = Told(Reply("Two years.", "answer", 0.9, release="r7"), latency_ms=3.0)
    monkeypatch.setattr(examination, "by_server", lambda address: lambda messages: (answer,))
    subject, outcomes = examine_server(
        "tea", read_conversations(talks), "http://x", progress=silent
    )
    assert len(outcomes) == 4
    assert (subject.release, subject.limits, subject.conversations) == ("r7", None, (1, 4))


def test_the_command_writes_a_report_beside_its_figures(run: Any, table: Path) -> None:
    report = table.with_name("report.html")
    done = run(table, "--json", "--report", report)
    assert done.exit_code == 0, done.output
    figures = json.loads(done.stdout)
    assert list(figures) == [
        "questions",
        "accuracy",
        "coverage",
        "wrong_rate",
        "refusal",
        "latency_ms",
        "retrieval",
    ]
    assert (figures["questions"], figures["accuracy"]) == (3, 0.5)
    assert report.read_text("utf-8").startswith("<!doctype html>")
    assert "Evaluation of tea.csv" in report.read_text("utf-8")
    assert str(report) in done.stderr


def test_the_command_counts_for_each_slice_what_went_wrong(run: Any, talks: Path) -> None:
    report = talks.with_name("report.html")
    done = run(talks.parent, "--json", "--report", report)
    assert json.loads(done.stdout) == {
        "plain": {"met": 1, "of": 2, "wrongly_refused": 0, "wrongly_answered": 1, "asked_back": 0},
        "far": {"met": 1, "of": 1, "wrongly_refused": 0, "wrongly_answered": 0, "asked_back": 0},
    }
    assert "Evaluation of talks" in report.read_text("utf-8")


def test_the_table_of_slices_is_for_people(run: Any, talks: Path) -> None:
    shown = run(talks, "--failed")
    assert shown.exit_code == 0
    assert "How long does tea keep?\n  answer: Dry and dark" in shown.output
    assert "50.0%" in shown.output


@pytest.mark.parametrize("text", ["", "question,answer\n"])
def test_a_table_of_no_questions_is_said_so(run: Any, tmp_path: Path, text: str) -> None:
    path = tmp_path / "none.csv"
    path.write_text(text, "utf-8")
    done = run(path, "--json")
    assert isinstance(done.exception, SourceError)
    assert str(path) in str(done.exception)
    assert done.stdout == ""


def test_tables_are_not_put_to_a_server(run: Any, table: Path) -> None:
    done = run(table, "--server", "http://localhost:1")
    assert isinstance(done.exception, SettingError)
    assert "--server holds conversations" in str(done.exception)


def test_a_bad_place_for_the_report_is_told_before_the_work(run: Any, table: Path) -> None:
    done = run(table, "--report", table.parent / "absent" / "report.html")
    assert isinstance(done.exception, SettingError)
    assert done.stdout == ""
