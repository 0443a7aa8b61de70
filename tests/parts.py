"""Real parts that a mentor may stand on, each on a free port: killed, cut, brought back."""

from __future__ import annotations

import importlib.util
import os
import selectors
import shutil
import signal
import socket
import subprocess
import tempfile
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

import psycopg2

SECONDS = 20.0


def free_port() -> int:
    """Return a port that nobody has at the moment."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port: int = listener.getsockname()[1]
        return port


def wait_for(condition: Callable[[], bool], what: str, *, seconds: float = SECONDS) -> float:
    """Wait until something holds; return the seconds that took."""
    began = time.monotonic()
    while not condition():
        if time.monotonic() - began > seconds:
            raise TimeoutError(f"{what}: not within {seconds} s")
        time.sleep(0.05)
    return time.monotonic() - began


def listens(port: int) -> bool:
    """Tell whether somebody takes connections at a port of this machine."""
    with suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
        return True
    return False


def family(pid: int) -> list[int]:
    """Return a process and all that it started."""
    with suppress(OSError):
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
        return [pid, *(member for child in children for member in family(int(child)))]
    return []


class Redis:
    """A Redis without a memory of its own."""

    def __init__(self, program: Path | str = "redis-server") -> None:
        self.port = free_port()
        self._program = program
        self._process: subprocess.Popen[bytes] | None = None
        self.start()

    @property
    def url(self) -> str:
        """Where it is."""
        return f"redis://127.0.0.1:{self.port}/0"

    @property
    def pid(self) -> int:
        """Its process; 0 where it does not run."""
        return self._process.pid if self._process is not None else 0

    def start(self) -> None:
        """Start it and wait until it answers."""
        command = [self._program, "--port", str(self.port), "--save", "", "--appendonly", "no"]
        self._process = subprocess.Popen(
            command, stdout=subprocess.DEVNULL, cwd=tempfile.gettempdir()
        )
        wait_for(lambda: listens(self.port), "Redis")

    def kill(self) -> None:
        """Kill it; what it held is gone."""
        if self._process is not None:
            self._process.kill()
            self._process.wait()
            self._process = None


class Postgres:
    """PostgreSQL 16, from the package pgserver, with its data on disk."""

    def __init__(self, *settings: str) -> None:
        """Start it with settings of its own, as in "shared_buffers=1GB"."""
        self._settings = [part for setting in settings for part in ("-c", setting)]
        self._folder = Path(tempfile.mkdtemp(prefix="mentor-pg-"))
        spec = importlib.util.find_spec("pgserver")  # found, not imported: it warns and locks
        if spec is None or spec.origin is None:
            raise FileNotFoundError("The package pgserver is not installed; run `make setup`.")
        package = Path(spec.origin).parent
        self._user: str | None = None
        if os.geteuid() == 0:  # PostgreSQL refuses to run as root
            self._user = "nobody"
            for part in (package, package.with_name("pgserver.libs")):
                shutil.copytree(part, self._folder / part.name)
            package = self._folder / package.name
            shutil.chown(self._folder, self._user)
            self._folder.chmod(0o755)
        self._programs = package / "pginstall" / "bin"
        self.port = free_port()
        self._process: subprocess.Popen[bytes] | None = None
        self._run("initdb", "--auth=trust", "--encoding=utf8", "-U", "postgres", "-D", "data")
        self.start()

    @property
    def url(self) -> str:
        """Where it is."""
        return self.url_at(self.port)

    def url_at(self, port: int) -> str:
        """Return where it is behind another port."""
        return f"postgresql://postgres:secret@127.0.0.1:{port}/postgres"

    def start(self) -> None:
        """Start it and wait until it takes queries."""
        options = ["-D", "data", "-h", "127.0.0.1", "-p", str(self.port), "-k", str(self._folder)]
        self._process = subprocess.Popen(
            [self._programs / "postgres", *options, *self._settings],
            cwd=self._folder,
            user=self._user,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        wait_for(self._is_ready, "PostgreSQL", seconds=40)

    def query(self, statement: str) -> list[tuple[Any, ...]]:
        """Do a statement and return what it found."""
        connection = psycopg2.connect(self.url)
        try:
            with connection, connection.cursor() as cursor:
                cursor.execute(statement)
                return cursor.fetchall() if cursor.description else []
        finally:
            connection.close()

    def kill(self) -> None:
        """Kill it as a crash of its machine would; its data stays."""
        if self._process is not None:
            for pid in family(self._process.pid):  # each has a group of its own
                with suppress(ProcessLookupError):
                    os.kill(pid, signal.SIGKILL)
            self._process.wait()
            self._process = None

    @property
    def pid(self) -> int:
        """Its first process; 0 where it does not run."""
        return self._process.pid if self._process is not None else 0

    def limit_files(self, size: str) -> None:
        """Let no file grow beyond a size, as a full disk does: "soft:hard" in bytes."""
        for pid in family(self.pid):
            command = ["prlimit", f"--pid={pid}", f"--fsize={size}"]
            subprocess.run(command, user=self._user, stderr=subprocess.DEVNULL)

    def ensure(self) -> None:
        """Start it where it gave up by itself."""
        if self._process is None or self._process.poll() is not None:
            self._process = None
            self.start()

    def remove(self) -> None:
        """Kill it and remove its data."""
        self.kill()
        shutil.rmtree(self._folder, ignore_errors=True)

    def _is_ready(self) -> bool:
        where = ["-h", "127.0.0.1", "-p", str(self.port), "-q"]
        return subprocess.run([self._programs / "pg_isready", *where]).returncode == 0

    def _run(self, program: str, *options: str) -> None:
        command = [str(self._programs / program), *options]
        subprocess.run(
            command, cwd=self._folder, user=self._user, check=True, stdout=subprocess.DEVNULL
        )


class Cable:
    """A connection to a port that can be cut: what goes in comes out, or nothing does.

    Cut, it takes connections and lets them hang, as a network does whose packets are lost.
    """

    def __init__(self, port: int) -> None:
        self._target = port
        self._listener = socket.create_server(("127.0.0.1", 0), backlog=128)
        self.port: int = self._listener.getsockname()[1]
        self._whole = threading.Event()
        self._whole.set()
        threading.Thread(target=self._accept, daemon=True).start()

    def cut(self) -> None:
        """Let nothing through from now on."""
        self._whole.clear()

    def mend(self) -> None:
        """Let all through again."""
        self._whole.set()

    def close(self) -> None:
        """Take no more connections."""
        self._listener.close()

    def _accept(self) -> None:
        with suppress(OSError):
            while True:
                near, _ = self._listener.accept()
                threading.Thread(target=self._carry, args=(near,), daemon=True).start()

    def _carry(self, near: socket.socket) -> None:
        self._whole.wait()
        there = ("127.0.0.1", self._target)
        with suppress(OSError), near, socket.create_connection(there) as far:
            self._exchange(near, far)

    def _exchange(self, near: socket.socket, far: socket.socket) -> None:
        with selectors.DefaultSelector() as selector:
            selector.register(near, selectors.EVENT_READ, (near, far))
            selector.register(far, selectors.EVENT_READ, (far, near))
            while True:
                for key, _ in selector.select():
                    source, target = key.data
                    content = source.recv(65_536)
                    self._whole.wait()
                    if not content:
                        return
                    target.sendall(content)
