"""The programs that make one running mentor, and where it is found.

mentor serve / mentor chat ──> bot.supervise ──> bot.server          the mentor's address
mentor actions             ──> bot.supervise ──> bot.action_server   a pool's, for many servers
"""

from __future__ import annotations

import json
import os
import socket
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from http.client import HTTPConnection, HTTPException
from typing import IO

from bot import supervise
from knowledge.errors import SettingError
from knowledge.home import Home

LOOPBACK = "127.0.0.1"
READY_EVERY_SECONDS = 0.2

# Rasa reports to the outside unless told not to; the others greet each start with pages of advice.
QUIET = {
    "RASA_TELEMETRY_ENABLED": "false",
    "TF_CPP_MIN_LOG_LEVEL": "3",
    "SQLALCHEMY_SILENCE_UBER_WARNING": "1",
    # One message is one small product of matrices: threads that share it only wait for each other.
    "OMP_NUM_THREADS": "1",
    "OPENBLAS_NUM_THREADS": "1",
}


class Stack:
    """A mentor of one home, ready to run.

    Args:
        home: whose release is served.
        host: the interface to listen on; only this machine by default.
        port: 0 takes a free one.
        program: what runs there: "server", or "action_server" for a pool.

    Raises:
        SettingError: the port cannot be had.
    """

    def __init__(
        self, home: Home, *, host: str = LOOPBACK, port: int = 0, program: str = "server"
    ) -> None:
        self.home = home
        self._program = program
        self._front = listen(host, port)
        self.port: int = self._front.getsockname()[1]

    @property
    def programs(self) -> tuple[supervise.Program, ...]:
        """What is kept running."""
        command = (sys.executable, "-m", "bot.child", self._program, str(self._front.fileno()))
        name = self._program.replace("_", " ")
        return (supervise.Program(name, command, self._front, QUIET),)

    def run(
        self,
        stop: threading.Event,
        *,
        say: Callable[[str], None],
        on_ready: Callable[[int], None],
        output: IO[bytes] | None = None,
    ) -> int:
        """Run until `stop` is set or it cannot be kept running; return the exit code.

        Args:
            stop: set by whoever wants the end.
            say: shows one sentence to the person.
            on_ready: called once with the port, from another thread.
            output: where the programs' own output goes; None for the terminal.
        """
        ended = threading.Event()
        watch = threading.Thread(target=self._announce, args=(ended, on_ready), daemon=True)
        watch.start()
        try:
            with self._listed() if self._program == "server" else nullcontext():
                return supervise.run(self.programs, stop, say=say, output=output)
        finally:
            ended.set()
            self._front.close()

    def _announce(self, ended: threading.Event, on_ready: Callable[[int], None]) -> None:
        path = "/health/ready" if self._program == "server" else "/health"
        while not ended.is_set():  # not `wait`: it goes by a clock that may be put back
            time.sleep(READY_EVERY_SECONDS)
            if is_ready(self.port, path=path):
                on_ready(self.port)
                return

    @contextmanager
    def _listed(self) -> Iterator[None]:
        """Leave word in the home where its mentor runs, for `mentor chat`.

        A second mentor of the same home does not take the word of the first.
        """
        if running_port(self.home) is not None:
            yield
            return
        note = self.home.state / "server.json"
        note.parent.mkdir(parents=True, exist_ok=True)
        mine = json.dumps({"pid": os.getpid(), "port": self.port})
        note.write_text(mine, encoding="utf-8")
        try:
            yield
        finally:
            if note.is_file() and note.read_text(encoding="utf-8") == mine:
                note.unlink()


def listen(host: str, port: int) -> socket.socket:
    """Return a socket that listens there.

    It listens from now on, so that who calls while the server still starts waits for it.

    Raises:
        SettingError: another program has the port, or it may not be had.
    """
    listener = socket.socket()
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((host, port))
        listener.listen()
    except (OSError, OverflowError) as problem:
        listener.close()
        reason = getattr(problem, "strerror", None) or str(problem)
        raise SettingError(
            f"Port {port} of {host} cannot be used ({reason.lower()}): "
            "stop the program that has it, or choose another with --port or PORT."
        ) from None
    return listener


def is_ready(port: int, *, timeout: float = 5.0, path: str = "/health/ready") -> bool:
    """Tell whether a ready mentor answers at that port of this machine."""
    connection = HTTPConnection(LOOPBACK, port, timeout=timeout)
    try:
        connection.request("GET", path)
        return connection.getresponse().status == 200
    except (OSError, HTTPException):
        return False
    finally:
        connection.close()


def running_port(home: Home) -> int | None:
    """Return the port of the ready mentor of this home; None where there is none."""
    try:
        note = json.loads((home.state / "server.json").read_text(encoding="utf-8"))
        os.kill(note["pid"], 0)
    except (OSError, ValueError, LookupError, TypeError):
        return None
    port = note["port"]
    return port if is_ready(port) else None


def wait_until(condition: Callable[[], bool], *, seconds: float) -> bool:
    """Wait until `condition()` holds; tell whether it did in time."""
    deadline = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > deadline:
            return False
        time.sleep(READY_EVERY_SECONDS)
    return True
