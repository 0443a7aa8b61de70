"""Keep programs running: what dies is started again, and all end together.

run ──> start each ──> look at each, ten times a second ──> asked to stop, or one gives up
             ^                    │                                     │
             └── after a pause ───┘ died                                └──> end all, last first
"""

from __future__ import annotations

import os
import subprocess
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from socket import socket
from typing import IO

TOLD_WHY = 2  # the exit code of a program that said in one sentence what is wrong


@dataclass(frozen=True)
class Patience:
    """How long to wait for what; all in seconds.

    Attributes:
        look: between two looks at the programs.
        quick: a program that lived shorter died quickly.
        n_quick: so many quick deaths in a row, and everything is stopped.
        pause: before a program is started again; doubles with each quick death.
        stop: for all programs together, to end when asked; who has not ended then is killed.
    """

    look: float = 0.1
    quick: float = 20.0
    n_quick: int = 5
    pause: float = 0.2
    stop: float = 10.0


@dataclass(frozen=True)
class Program:
    """A program to keep running.

    Attributes:
        name: what messages call it, such as "action server".
        command: the command line.
        listener: a listening socket that the program inherits under the same descriptor. It stays
            open between two lives of the program, so that callers wait and are not refused.
        environment: variables it gets beside those of this process.
    """

    name: str
    command: tuple[str, ...]
    listener: socket
    environment: Mapping[str, str] = field(default_factory=dict)


class GaveUpError(Exception):
    """Say which program cannot be kept running.

    Attributes:
        code: the exit code that fits.
    """

    def __init__(self, sentence: str, *, code: int) -> None:
        super().__init__(sentence)
        self.code = code


@dataclass
class _Life:
    """A program and its present process."""

    program: Program
    patience: Patience
    output: IO[bytes] | None
    process: subprocess.Popen[bytes] | None = None
    started: float = 0.0
    start_at: float = 0.0
    n_quick_deaths: int = 0

    def tend(self, say: Callable[[str], None]) -> None:
        if self.process is None:
            if time.monotonic() >= self.start_at:
                self._start()
        elif (code := self.process.poll()) is not None:
            self._bury(code, say)

    def _start(self) -> None:
        descriptor = self.program.listener.fileno()
        self.started = time.monotonic()
        self.process = subprocess.Popen(
            self.program.command,
            stdin=subprocess.PIPE,  # the lifeline, see bot/lifeline.py
            stdout=self.output,
            stderr=self.output,
            pass_fds=(descriptor,),
            env={**os.environ, **self.program.environment},
            start_new_session=True,  # a Ctrl-C in the terminal reaches only the supervisor
        )

    def _bury(self, code: int, say: Callable[[str], None]) -> None:
        self._forget()
        if code == TOLD_WHY:
            raise GaveUpError(f"The {self.program.name} cannot run; see above.", code=TOLD_WHY)
        quick = time.monotonic() - self.started < self.patience.quick
        self.n_quick_deaths = self.n_quick_deaths + 1 if quick else 1
        if self.n_quick_deaths >= self.patience.n_quick:
            raise GaveUpError(
                f"The {self.program.name} ended {self.n_quick_deaths} times soon after its start "
                f"(last with {_meaning(code)}): everything is stopped. Its own messages above say "
                "why; `mentor doctor` checks the installation.",
                code=1,
            )
        pause = self.patience.pause * 2 ** (self.n_quick_deaths - 1)
        self.start_at = time.monotonic() + pause
        say(f"The {self.program.name} ended with {_meaning(code)}; starting it again.")

    def ask_to_end(self) -> None:
        if self.process is not None:
            self.process.terminate()

    def end(self, deadline: float) -> None:
        """Wait for the process until `deadline`, then kill it."""
        if self.process is None:
            return
        try:
            self.process.wait(max(0.0, deadline - time.monotonic()))
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        self._forget()

    def _forget(self) -> None:
        if self.process is not None and self.process.stdin is not None:
            self.process.stdin.close()
        self.process = None


def run(
    programs: Sequence[Program],
    stop: threading.Event,
    *,
    say: Callable[[str], None],
    output: IO[bytes] | None = None,
    patience: Patience = Patience(),
) -> int:
    """Run the programs until `stop` is set; return the exit code.

    Args:
        programs: in the order of starting; they end in the opposite order.
        stop: set by whoever wants the end.
        say: shows one sentence to the person.
        output: where the programs' own output goes; None for the terminal.
        patience: how long to wait for what.
    """
    lives = [_Life(program, patience, output) for program in programs]
    try:
        while not stop.is_set():  # not `wait`: a signal handler that sets it would block
            for life in lives:
                life.tend(say)
            time.sleep(patience.look)
        return 0
    except GaveUpError as reason:
        say(str(reason))
        return reason.code
    finally:
        _end(lives, patience)


def _end(lives: Sequence[_Life], patience: Patience) -> None:
    """End the last program first: it still calls the others for what it has begun."""
    deadline = time.monotonic() + patience.stop
    for life in reversed(lives):
        life.ask_to_end()
        life.end(deadline)


def _meaning(code: int) -> str:
    return f"signal {-code}" if code < 0 else f"exit code {code}"
