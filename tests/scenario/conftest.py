"""A real mentor, a real browser, and a mentor in this process for the widget's tests."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import httpx
import pytest
from playwright.sync_api import Browser, BrowserContext, sync_playwright

from bot.stack import is_ready
from knowledge.home import REPOSITORY
from tests.scenario.widget import Mentor, Site
from tests.slack_mock import MockSlack

if TYPE_CHECKING:
    from tests.scenario import echo

MENTOR = Path(sys.executable).with_name("mentor")
START_SECONDS = 60.0


@dataclass
class Server:
    """A running `mentor serve`."""

    process: subprocess.Popen[str]
    port: int
    output: Path

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def ask(self, text: str, *, sender: str) -> dict[str, Any]:
        """Return the first reply."""
        message = {"sender": sender, "message": text}
        answer = httpx.post(f"{self.address}/webhooks/rest/webhook", json=message, timeout=30)
        answer.raise_for_status()
        first: dict[str, Any] = answer.json()[0]
        return first

    def children(self) -> dict[str, int]:
        """Return the process id of each program by its name."""
        command = ["ps", "-o", "pid=,args=", "--ppid", str(self.process.pid)]
        lines = subprocess.run(command, capture_output=True, text=True).stdout.splitlines()
        found = {name: line for line in lines for name in ("bot.child server",) if name in line}
        return {name.split()[-1]: int(line.split()[0]) for name, line in found.items()}

    def interrupt(self) -> float:
        """Press Ctrl-C; return how many seconds the end took."""
        began = time.monotonic()
        os.killpg(self.process.pid, signal.SIGINT)
        self.process.wait(20)
        return time.monotonic() - began


@pytest.fixture(scope="session")
def trained(pytestconfig: pytest.Config) -> Path:
    """A home with the shipped knowledge and a release of it, kept for the next run of the tests."""
    home = pytestconfig.cache.mkdir("mentor-home")
    (home / "bot").mkdir(exist_ok=True)
    for name in ("knowledge", "config.yml", "domain.yml", "bot/data"):
        if not (home / name).exists():
            (home / name).symlink_to(REPOSITORY / name)
    (home / ".mentor" / "promoted.json").unlink(missing_ok=True)  # no gate between two versions
    environment = {**os.environ, "MENTOR_HOME": str(home)}
    run = subprocess.run([MENTOR, "train"], env=environment, capture_output=True, text=True)
    assert run.returncode == 0, run.stderr[-2000:]
    return home


@pytest.fixture(scope="session")
def home(trained: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The trained home with conversations and a notebook of its own."""
    root = tmp_path_factory.mktemp("home")
    for path in trained.iterdir():
        if path.name != ".mentor":
            (root / path.name).symlink_to(path)
    (root / ".mentor").mkdir()
    for name in ("bundles", "encoders"):
        (root / ".mentor" / name).symlink_to(trained / ".mentor" / name)
    for name in ("models", "releases"):
        shutil.copytree(trained / ".mentor" / name, root / ".mentor" / name)
    shutil.copy(trained / ".mentor" / "promoted.json", root / ".mentor")
    return root


@pytest.fixture(scope="session")
def server(home: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server for all tests that leave it running."""
    started = start(home, tmp_path_factory.mktemp("server") / "output")
    yield started
    started.interrupt()


def start(home: Path, output: Path, *, command: str = "serve", **variables: str) -> Server:
    """Start `mentor serve` (or another command) and wait until it says where it is."""
    environment = {**os.environ, "MENTOR_HOME": str(home), **variables}
    with output.open("w") as file:
        process = subprocess.Popen(
            [MENTOR, command, "--port", "0"],
            env=environment,
            stdout=file,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
        )
    deadline = time.monotonic() + START_SECONDS
    while "http://localhost:" not in output.read_text():
        assert process.poll() is None, output.read_text()
        assert time.monotonic() < deadline, output.read_text()
        time.sleep(0.05)
    port = int(output.read_text().split("http://localhost:")[1].split("/")[0])
    assert is_ready(port, path="/health/ready" if command == "serve" else "/health")
    return Server(process, port, output)


@pytest.fixture
def slack() -> Iterator[MockSlack]:
    made = MockSlack()
    yield made
    made.stop()
    assert made.refused == []


@pytest.fixture
def connected(
    slack: MockSlack, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> Iterator[echo.Mentor]:
    """A mentor in Socket Mode."""
    from tests.scenario.echo import mentor  # Rasa: only where it is used

    with mentor(monkeypatch, tmp_path, **slack.environment) as running:
        assert slack.wait(lambda: slack.n_sockets)
        yield running


@pytest.fixture(scope="module")
def browser(chromium: Path) -> Iterator[Browser]:
    """One real Chromium for all tests of a file; while it is open, asyncio.run() is refused."""
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        yield started
        started.close()


@pytest.fixture(scope="module")
def environment(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """A home of its own, and a mentor that any site may embed."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("MENTOR_HOME", str(tmp_path_factory.mktemp("home")))
        patch.setenv("MENTOR_ORIGINS", "*")
        for name in ("DATABASE_URL", "MENTOR_HUMAN_WEBHOOK", "MENTOR_CONTACT"):
            patch.delenv(name, raising=False)
        yield


@pytest.fixture(scope="module")
def shared_mentor(environment: None) -> Iterator[Mentor]:
    """A mentor in this process that says what it hears."""
    started = Mentor()
    yield started
    started.stop()


@pytest.fixture
def mentor(shared_mentor: Mentor) -> Mentor:
    """That mentor, as new."""
    shared_mentor.agent.seconds = 0.0
    shared_mentor.agent.heard.clear()
    shared_mentor.agent.replies.clear()
    return shared_mentor


@pytest.fixture(scope="module")
def site() -> Iterator[Site]:
    """Somebody else's website."""
    started = Site()
    yield started
    started.stop()


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    """A visitor who was never here before."""
    made = browser.new_context(viewport={"width": 900, "height": 760}, reduced_motion="reduce")
    yield made
    made.close()
