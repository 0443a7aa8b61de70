"""The commands, with a mentor of two answers in place of the engine."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from rich.console import Console
from typer.testing import CliRunner

from bot import cli
from bot.checks import environment, slack
from bot.commands.new import SKELETON, create
from bot.stack import listen
from bot.terminal import show
from knowledge import live
from knowledge.errors import BundleError, SettingError
from knowledge.home import Home
from knowledge.reply import Reply, Source

HEAVY = (
    "rasa",
    "rasa_sdk",
    "tensorflow",
    "numpy",
    "faiss",
    "onnxruntime",
    "spacy",
    "httpx",
    "sanic",
)

REST = Reply(
    text="REST is a **style** for APIs.",
    kind="answer",
    confidence=0.93,
    sources=(
        Source("guide-3", "Guide", "APIs > REST", "https://example.org/guide", "REST is a style."),
    ),
    suggestions=("What is GraphQL?",),
    release="abc",
)


class FakeMentor:
    """Knows one thing."""

    def ask(self, text: str) -> Reply:
        return REST


@pytest.fixture
def command() -> CliRunner:
    return CliRunner()


@pytest.fixture
def mentor(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(live, "current", lambda home: FakeMentor())


def test_the_command_line_imports_nothing_heavy() -> None:
    code = f"import sys, bot.cli; print([m for m in {HEAVY} if m in sys.modules])"
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert run.stdout.strip() == "[]"


@pytest.mark.usefixtures("mentor")
def test_ask_shows_answer_source_and_suggestion(command: CliRunner) -> None:
    shown = command.invoke(cli.app, ["ask", "what is rest?"])
    assert shown.exit_code == 0
    for part in ("REST is a style for APIs.", "Guide > APIs > REST", "https://example.org/guide"):
        assert part in shown.output
    assert "1  What is GraphQL?" in shown.output


@pytest.mark.usefixtures("mentor")
def test_ask_prints_json_for_programs(command: CliRunner) -> None:
    shown = command.invoke(cli.app, ["ask", "--json", "what is rest?"])
    assert json.loads(shown.stdout) == {"text": REST.text, "custom": REST.payload()}


def test_an_error_is_one_sentence_without_a_traceback(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def fail(home: Home) -> None:
        raise BundleError("Nothing is trained yet; run `mentor train`.")

    monkeypatch.setattr(live, "current", fail)
    monkeypatch.setattr(sys, "argv", ["mentor", "ask", "what is rest?"])
    with pytest.raises(SystemExit) as ended:
        cli.main()
    assert ended.value.code == 2
    assert capsys.readouterr().err == "mentor: Nothing is trained yet; run `mentor train`.\n"


@pytest.mark.parametrize("name", ["serve", "chat"])
def test_without_a_release_the_remedy_is_named(
    name: str, command: CliRunner, tmp_path: Path
) -> None:
    shown = command.invoke(cli.app, [name], env={"MENTOR_HOME": str(tmp_path)})
    assert isinstance(shown.exception, BundleError)
    assert "mentor train" in str(shown.exception)


def test_new_makes_the_skeleton_and_no_knowledge(command: CliRunner, tmp_path: Path) -> None:
    root = tmp_path / "bikes"
    assert command.invoke(cli.app, ["new", str(root)]).exit_code == 0
    made = sorted(path.relative_to(root).as_posix() for path in root.iterdir())
    assert made == ["README.md", "bot", "config.yml", "domain.yml", "knowledge"]
    assert all((root / name).exists() for name in SKELETON)
    home = Home(root)
    assert not any(home.sources.iterdir())
    assert not any(home.pairs.iterdir())


def test_new_takes_a_folder_that_is_there_and_empty(tmp_path: Path) -> None:
    create(tmp_path)
    assert (tmp_path / "config.yml").is_file()


@pytest.mark.parametrize("name", ["notes.txt", "notes.txt/below"])
def test_new_refuses_what_would_lose_something(tmp_path: Path, name: str) -> None:
    (tmp_path / "notes.txt").write_text("mine")
    with pytest.raises(SettingError, match=r"not empty|cannot be made"):
        create(tmp_path / "notes.txt" / name if "/" in name else tmp_path)
    assert (tmp_path / "notes.txt").read_text() == "mine"


def test_a_port_in_use_is_one_sentence() -> None:
    taken = listen("127.0.0.1", 0)
    port = taken.getsockname()[1]
    with taken, pytest.raises(SettingError, match=rf"Port {port} .* cannot be used .*--port"):
        listen("127.0.0.1", port)


def test_tokens_are_checked_and_never_shown() -> None:
    given = {"SLACK_BOT_TOKEN": "secret-1", "DATABASE_URL": "mysql://u:secret-2@h/d"}
    found = [*environment(given.get), *slack(given.get)]
    assert [check.name for check in found] == ["DATABASE_URL", "Slack"]
    assert all(check.remedy for check in found)
    assert "secret" not in str(found)


def test_a_reply_without_a_payload_is_shown(capsys: pytest.CaptureFixture[str]) -> None:
    show(Console(width=40), "One\n\n| A | B |\n|---|---|\n| x | y |", {})
    out = capsys.readouterr().out
    assert "One" in out
    assert "x" in out
