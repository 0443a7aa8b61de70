"""Programs under measurement: started, asked, looked at, ended."""

from __future__ import annotations

import os
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
        return cpu_seconds(self.pid)


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
    with (cwd / "bench.log").open("ab") as log:  # of several servers
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


def cpu_seconds(pid: int) -> float:
    """Return the processor time of a process and of all that it started, the ended ones too."""
    ticks = 0
    for member in family(pid):
        fields = Path(f"/proc/{member}/stat").read_text().rpartition(")")[2].split()
        ticks += sum(int(field) for field in fields[11:15])
    return ticks / os.sysconf("SC_CLK_TCK")


def _pss_kb(pid: int) -> int:
    text = Path(f"/proc/{pid}/smaps_rollup").read_text()
    return int(text.split("\nPss:")[1].split()[0])


def _answers(url: str) -> bool:
    try:
        return httpx.get(url, timeout=2).status_code == 200
    except httpx.HTTPError:
        return False
