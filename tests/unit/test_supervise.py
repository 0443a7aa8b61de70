"""The supervisor with programs of a few lines in place of the servers."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from bot.supervise import Patience, Program, run

HASTY = Patience(look=0.01, quick=5.0, n_quick=3, pause=0.01, stop=1.0)
STEADY = Patience(look=0.01, quick=0.0, n_quick=3, pause=0.01, stop=1.0)  # no death is a quick one
WAIT = "import time; time.sleep(60)"


@dataclass
class Running:
    """A supervisor in a thread, with what it said."""

    stop: threading.Event = field(default_factory=threading.Event)
    said: list[str] = field(default_factory=list)
    code: list[int] = field(default_factory=list)
    thread: threading.Thread | None = None

    def start(self, *programs: Program, patience: Patience = HASTY) -> None:
        def supervise() -> None:
            self.code.append(run(programs, self.stop, say=self.said.append, patience=patience))

        self.thread = threading.Thread(target=supervise)
        self.thread.start()

    def end(self) -> int:
        self.stop.set()
        assert self.thread is not None
        self.thread.join(10)
        assert not self.thread.is_alive()
        return self.code[0]


@pytest.fixture
def listener() -> Iterator[socket.socket]:
    with socket.create_server(("127.0.0.1", 0)) as made:
        yield made


@pytest.fixture
def running() -> Iterator[Running]:
    made = Running()
    yield made
    if made.thread is not None:
        made.end()


@pytest.fixture
def program(listener: socket.socket) -> Callable[..., Program]:
    def make(source: str, *arguments: str, name: str = "little program") -> Program:
        return Program(name, (sys.executable, "-c", source, *arguments), listener)

    return make


def wait_for(condition: Callable[[], bool], *, seconds: float = 10.0) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "waited in vain"
        time.sleep(0.01)


def lives(path: Path) -> list[int]:
    """Return the process ids that a program left, one a life."""
    return [int(line) for line in path.read_text().splitlines()] if path.exists() else []


def is_there(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    state = Path(f"/proc/{pid}/stat")
    return not state.exists() or ") Z " not in state.read_text()


NOTE_LIFE = "import os, sys, time; open(sys.argv[1], 'a').write(f'{os.getpid()}\\n'); "


def test_a_program_that_dies_is_started_again(
    tmp_path: Path, running: Running, program: Callable[..., Program]
) -> None:
    note = tmp_path / "lives"
    running.start(program(NOTE_LIFE + "time.sleep(60)", str(note)), patience=STEADY)
    wait_for(lambda: len(lives(note)) == 1)
    os.kill(lives(note)[0], signal.SIGKILL)
    wait_for(lambda: len(lives(note)) == 2)
    assert running.said == ["The little program ended with signal 9; starting it again."]
    assert running.end() == 0
    assert not any(map(is_there, lives(note)))


def test_after_a_few_quick_deaths_everything_is_stopped(
    tmp_path: Path, running: Running, program: Callable[..., Program]
) -> None:
    note = tmp_path / "lives"
    running.start(program(NOTE_LIFE + "time.sleep(60)", str(note)), program("raise SystemExit(3)"))
    wait_for(lambda: bool(running.code))
    assert running.code == [1]
    assert "ended 3 times soon after its start (last with exit code 3)" in running.said[-1]
    assert not any(map(is_there, lives(note)))


def test_a_program_that_said_what_is_wrong_is_not_started_again(
    running: Running, program: Callable[..., Program]
) -> None:
    running.start(program("raise SystemExit(2)"))
    wait_for(lambda: bool(running.code))
    assert running.code == [2]
    assert running.said == ["The little program cannot run; see above."]


def test_the_last_program_ends_first(
    tmp_path: Path, running: Running, program: Callable[..., Program]
) -> None:
    order = tmp_path / "order"
    farewell = (
        "import signal, sys, time\n"
        "def end(*_):\n"
        "    time.sleep(0.1); open(sys.argv[1], 'a').write(sys.argv[2]); sys.exit()\n"
        "signal.signal(signal.SIGTERM, end)\n"
        "open(sys.argv[1] + sys.argv[2], 'w')\n"
        "time.sleep(60)"
    )
    running.start(*(program(farewell, str(order), name) for name in "ab"))
    wait_for(lambda: all((tmp_path / f"order{name}").exists() for name in "ab"))
    running.end()
    assert order.read_text() == "ba"


def test_who_does_not_end_in_time_is_killed(
    tmp_path: Path, running: Running, program: Callable[..., Program]
) -> None:
    note = tmp_path / "lives"
    deaf = "import signal; signal.signal(signal.SIGTERM, signal.SIG_IGN); "
    running.start(program(deaf + NOTE_LIFE + "time.sleep(60)", str(note)))
    wait_for(lambda: len(lives(note)) == 1)
    began = time.monotonic()
    running.end()
    assert time.monotonic() - began < 3
    assert not is_there(lives(note)[0])


def test_a_caller_between_two_lives_waits_for_the_next(
    listener: socket.socket, running: Running, program: Callable[..., Program]
) -> None:
    answer_once = (
        "import socket, sys\n"
        "listener = socket.socket(fileno=int(sys.argv[1]))\n"
        "caller, _ = listener.accept(); caller.sendall(b'here'); caller.close()"
    )
    running.start(program(answer_once, str(listener.fileno())), patience=STEADY)
    for _ in range(3):
        with socket.create_connection(listener.getsockname(), timeout=10) as call:
            assert call.recv(10) == b"here"
    assert len(running.said) >= 2


SUPERVISOR = """
import socket, sys, threading
from bot.supervise import Program, run
child = "from bot.lifeline import follow_parent; follow_parent(grace=0.3); " + sys.argv[2]
listener = socket.create_server(("127.0.0.1", 0))
program = Program("child", (sys.executable, "-c", child, sys.argv[1]), listener)
run([program], threading.Event(), say=print)
"""


@pytest.mark.parametrize("deaf", ["", "import signal; signal.signal(15, signal.SIG_IGN); "])
def test_children_end_with_a_killed_supervisor(tmp_path: Path, deaf: str) -> None:
    note = tmp_path / "lives"
    command = [sys.executable, "-c", SUPERVISOR, str(note), deaf + NOTE_LIFE + "time.sleep(60)"]
    supervisor = subprocess.Popen(command)
    wait_for(lambda: len(lives(note)) == 1)
    supervisor.kill()
    supervisor.wait()
    wait_for(lambda: not is_there(lives(note)[0]))
