"""Programs under measurement: started, asked, looked at, ended."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx

from tests.bench import stock
from tests.parts import family, free_port

START_SECONDS = 300.0
MENTOR = Path(sys.executable).with_name("mentor")


@dataclass(frozen=True)
class Running:
    """A program that answers.

    Attributes:
        name: what the report calls it.
        address: where it answers.
        pid: of its first process.
        start_seconds: from the command to the first answer.
    """

    name: str
    address: str
    pid: int
    start_seconds: float

    def memory_mb(self) -> float:
        """Return what its processes hold, shared pages counted once, in megabytes."""
        return sum(_pss_kb(pid) for pid in family(self.pid)) / 1024

    def cpu_seconds(self) -> float:
        """Return the processor time that its processes have used."""
        ticks = 0
        for pid in family(self.pid):
            fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
            ticks += int(fields[11]) + int(fields[12])
        return ticks / os.sysconf("SC_CLK_TCK")


@contextmanager
def mentor(home: Path, **environment: str) -> Iterator[Running]:
    """Run `mentor serve` on a home."""
    port = free_port()
    command = [str(MENTOR), "serve", "--port", str(port)]
    with _run(
        "mentor", command, port, "/health/ready", home, MENTOR_HOME=str(home), **environment
    ) as it:
        yield it


@contextmanager
def stock_rasa(folder: Path) -> Iterator[Running]:
    """Run `rasa run` on a trained stock project, its conversations emptied."""
    port = free_port()
    for path in folder.glob("conversations.db*"):
        path.unlink()
    command = stock.serve_command(folder, port)
    with _run("stock Rasa", command, port, "/", folder) as it:
        yield it


@contextmanager
def _run(
    name: str, command: Sequence[str], port: int, path: str, cwd: Path, **environment: str
) -> Iterator[Running]:
    began = time.monotonic()
    with (cwd / "bench.log").open("wb") as log:
        process = subprocess.Popen(
            command,
            cwd=cwd,
            env={**os.environ, **stock.QUIET, **environment},
            stdout=log,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    address = f"http://127.0.0.1:{port}"
    try:
        while not _answers(address + path):
            if process.poll() is not None or time.monotonic() - began > START_SECONDS:
                raise RuntimeError(f"{name} did not start; see {cwd / 'bench.log'}")
            time.sleep(0.05)
        yield Running(name, address, process.pid, time.monotonic() - began)
    finally:
        os.killpg(process.pid, signal.SIGINT)
        try:
            process.wait(20)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()


def copy_of_home(home: Path, target: Path) -> Path:
    """Return a home with the same release and no conversations."""
    target.mkdir(parents=True)
    for path in home.iterdir():
        if path.name in ("knowledge", "config.yml", "domain.yml", "bot"):
            (target / path.name).symlink_to(path)
    state = home / ".mentor"
    (target / ".mentor").mkdir()
    for name in ("bundles", "encoders"):
        (target / ".mentor" / name).symlink_to(state / name)
    for name in ("models", "releases"):
        shutil.copytree(state / name, target / ".mentor" / name)
    shutil.copy(state / "promoted.json", target / ".mentor")
    return target


def _pss_kb(pid: int) -> int:
    text = Path(f"/proc/{pid}/smaps_rollup").read_text()
    return int(text.split("\nPss:")[1].split()[0])


def _answers(url: str) -> bool:
    try:
        return httpx.get(url, timeout=2).status_code == 200
    except httpx.HTTPError:
        return False
