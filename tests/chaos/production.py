"""The production profile with every connection on a cable that can be cut.

clients ─> server 1, server 2 ─ cable ─> PostgreSQL
                              ─ cable ─> Redis
                              ─ cable ─> mentor actions
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psycopg2

from bot.stack import is_ready
from tests.parts import Cable, Postgres, Redis, family, free_port

MENTOR = Path(sys.executable).with_name("mentor")
START_SECONDS = 120.0


@dataclass
class Program:
    """A `mentor` command that runs."""

    name: str
    process: subprocess.Popen[bytes]
    port: int

    @property
    def address(self) -> str:
        """Where it answers."""
        return f"http://127.0.0.1:{self.port}"

    @property
    def child(self) -> int:
        """The process that does the work, below the supervisor."""
        return next(iter(family(self.process.pid)[1:]), 0)

    def is_ready(self) -> bool:
        """Tell whether it answers."""
        path = "/health/ready" if self.name == "serve" else "/health"
        return is_ready(self.port, path=path)

    def end(self) -> None:
        """Press Ctrl-C and wait for the end."""
        os.killpg(self.process.pid, signal.SIGINT)
        self.process.wait(30)


@dataclass
class Production:
    """All parts of it."""

    database: Postgres
    redis: Redis
    actions: Program
    servers: tuple[Program, ...]
    cables: dict[str, Cable]

    def said(self, like: str) -> dict[str, list[str]]:
        """Return what was said in the conversations whose names are like that, in order."""
        found: dict[str, list[str]] = {}
        with psycopg2.connect(self.database.url) as connection, connection.cursor() as cursor:
            cursor.execute(
                "SELECT sender_id, data::json->>'text' FROM events"
                " WHERE sender_id LIKE %s AND type_name = 'user' ORDER BY id",
                (like,),
            )
            for sender, text in cursor.fetchall():
                found.setdefault(sender, []).append(text)
        return found


@contextmanager
def production(
    home: Path, folder: Path, *, redis_server: Path | str, **environment: str
) -> Iterator[Production]:
    """Run the production profile on a home.

    Args:
        home: whose release is served.
        folder: where the programs' output goes.
        redis_server: the program of Redis.
        **environment: more variables of the mentor's programs.
    """
    database, redis = Postgres(), Redis(redis_server)
    actions_port = free_port()
    cables = {
        "database": Cable(database.port),
        "redis": Cable(redis.port),
        "actions": Cable(actions_port),
    }
    shared = {
        **environment,
        "MENTOR_HOME": str(home),
        "DATABASE_URL": database.url_at(cables["database"].port),
        "REDIS_URL": f"redis://127.0.0.1:{cables['redis'].port}/0",
    }
    actions = _start("actions", actions_port, folder, shared)
    shared["MENTOR_ACTIONS_URL"] = f"http://127.0.0.1:{cables['actions'].port}/webhook"
    servers = [_start("serve", free_port(), folder, shared) for _ in range(2)]
    try:
        for program in (actions, *servers):
            _wait_until_ready(program)
        yield Production(database, redis, actions, tuple(servers), cables)
    finally:
        for cable in cables.values():
            cable.mend()
        for program in (*servers, actions):
            program.end()
        for cable in cables.values():
            cable.close()
        redis.kill()
        database.remove()


def copy_of_home(home: Path, target: Path) -> Path:
    """Return a home with the same release and nothing said in it."""
    shutil.copytree(
        home / ".mentor",
        target / ".mentor",
        symlinks=True,
        ignore=shutil.ignore_patterns("*.db*", "*.sqlite*", "server.json", "bench*", "console*"),
    )
    for name in ("knowledge", "config.yml", "domain.yml", "bot"):
        if (home / name).exists():
            (target / name).symlink_to((home / name).resolve())
    return target


def _start(command: str, port: int, folder: Path, environment: dict[str, str]) -> Program:
    with (folder / f"{command}-{port}.log").open("wb") as log:
        process = subprocess.Popen(
            [str(MENTOR), command, "--port", str(port)],
            env={**os.environ, **environment},
            stdout=log,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    return Program(command, process, port)


def _wait_until_ready(program: Program) -> None:
    began = time.monotonic()
    while not program.is_ready():
        if program.process.poll() is not None or time.monotonic() - began > START_SECONDS:
            raise RuntimeError(f"mentor {program.name} did not start; see its log")
        time.sleep(0.1)
