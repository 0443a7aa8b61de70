"""What all tests share: the mark of each folder, and what a real part needs."""

from __future__ import annotations

import os
import shutil
from pathlib import Path
from typing import NoReturn

import pytest

os.environ["RASA_TELEMETRY_ENABLED"] = "false"
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")

RINGS = ("unit", "scenario", "slow")
CHROMIUM = (
    "chromium",
    "chromium-browser",
    "google-chrome",
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
)


class Figures:
    """What tests have measured, told at the end of the run."""

    def __init__(self) -> None:
        self.lines: list[str] = []

    def say(self, line: str) -> None:
        """Tell a figure."""
        self.lines.append(line)


_figures = Figures()


@pytest.fixture(scope="session")
def figures() -> Figures:
    """Where a test tells what it has measured."""
    return _figures


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Tell what was measured, also by tests that pass."""
    if _figures.lines:
        terminalreporter.section("figures")
        for line in _figures.lines:
            terminalreporter.write_line(line)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark each test by the folder it lies in."""
    for item in items:
        for ring in RINGS:
            if f"tests/{ring}/" in item.path.as_posix():
                item.add_marker(ring)


@pytest.fixture(scope="session")
def chromium() -> Path:
    """The browser of this machine; without one the test is skipped, in CI it fails."""
    return _program("chromium", CHROMIUM)


@pytest.fixture(scope="session")
def redis_server() -> Path:
    """The Redis of this machine; without one the test is skipped, in CI it fails."""
    return _program("redis-server", ("redis-server",))


@pytest.fixture(scope="session")
def libfaketime() -> Path:
    """What gives a program another clock; without it the test is skipped, in CI it fails."""
    found = sorted(Path("/usr/lib").glob("*/faketime/libfaketimeMT.so.1"))
    if not found:
        _miss("faketime")
    return found[0]


def _program(package: str, names: tuple[str, ...]) -> Path:
    found = [path for path in map(shutil.which, names) if path]
    if not found:
        _miss(package)
    return Path(found[0])


def _miss(package: str) -> NoReturn:
    absent = f"{package} is not installed; sudo apt-get install {package}"
    if os.environ.get("CI"):
        pytest.fail(absent)
    pytest.skip(absent)
