"""Two servers on one PostgreSQL and one Redis against one, under the same load.

16 clients ─> server 1            ─> PostgreSQL, Redis
16 clients ─> server 1, server 2  ─> the same; a message of any conversation goes to any server

With a core for each server and others for clients and databases, two answer nearly twice as many
messages as one. Where cores are fewer, what counts is that a message costs no more processor time:
asked by one client, whatever two servers cost more than one is theirs; asked by many, what they
take from each other's caches on the same cores comes on top.

`python -m tests.bench.servers` measures this alone, on the live release.
"""

from __future__ import annotations

import json
import shutil
import tempfile
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path

from knowledge.home import REPOSITORY, Home
from knowledge.importer import all_pairs
from tests.bench import programs
from tests.bench.load import Asker, Load, some_questions
from tests.chaos.production import copy_of_home
from tests.parts import Postgres, Redis

CLIENTS = {1: 400, 16: 1600}  # messages of a round for each number of clients
N_WARM_UP = 100  # of each server
ROUNDS = (1, 2, 1, 2)  # servers; in turn, so that a busy moment of the machine is in both


@dataclass
class _Measured:
    """What a number of servers did in all of its rounds.

    Attributes:
        load: the messages.
        servers_seconds: the servers' processor time.
        databases_seconds: that of PostgreSQL and Redis.
    """

    load: Load = field(default_factory=Load)
    servers_seconds: float = 0.0
    databases_seconds: float = 0.0

    def add(self, load: Load, began: tuple[float, float], ended: tuple[float, float]) -> None:
        """Add a round: its messages, and what `_used` said before and after them."""
        self.load.seconds += load.seconds
        self.load.n_errors += load.n_errors
        self.load.elapsed += load.elapsed
        self.servers_seconds += ended[0] - began[0]
        self.databases_seconds += ended[1] - began[1]

    def summary(self) -> dict[str, float]:
        """Return the figures of a report."""
        n_messages = len(self.load.seconds)
        return self.load.summary() | {
            "cpu_ms_per_message": round(1000 * self.servers_seconds / n_messages, 2),
            "databases_cpu_ms_per_message": round(1000 * self.databases_seconds / n_messages, 2),
        }


def can_measure() -> bool:
    """Tell whether this machine has a Redis to start."""
    return shutil.which("redis-server") is not None


def measure(
    home: Path, questions: Sequence[str], share: float
) -> dict[str, dict[str, dict[str, float]]]:
    """Return what one server did and what two did, for each number of clients.

    Args:
        home: whose release they serve.
        questions: what they are asked.
        share: of the messages.
    """
    measured = {n: {n_clients: _Measured() for n_clients in CLIENTS} for n in sorted(set(ROUNDS))}
    database, redis = Postgres(), Redis()
    try:
        for n_servers in ROUNDS:
            with ExitStack() as stack:
                servers = [
                    stack.enter_context(
                        programs.mentor(home, DATABASE_URL=database.url, REDIS_URL=redis.url)
                    )
                    for _ in range(n_servers)
                ]
                asker = Asker(tuple(server.address for server in servers), questions)
                asker.run(n_clients=max(CLIENTS), n_messages=n_servers * N_WARM_UP)
                for n_clients, n_messages in CLIENTS.items():
                    began = _used(servers, database, redis)
                    load = asker.run(
                        n_clients=n_clients, n_messages=max(n_clients, int(share * n_messages))
                    )
                    ended = _used(servers, database, redis)
                    measured[n_servers][n_clients].add(load, began, ended)
    finally:
        redis.kill()
        database.remove()
    return {
        str(n_servers): {str(n_clients): one.summary() for n_clients, one in found.items()}
        for n_servers, found in measured.items()
    }


def _used(
    servers: Sequence[programs.Running], database: Postgres, redis: Redis
) -> tuple[float, float]:
    """Return the processor time so far, in seconds: the servers', the databases'."""
    return (
        sum(server.cpu_seconds() for server in servers),
        programs.cpu_seconds(database.pid) + programs.cpu_seconds(redis.pid),
    )


if __name__ == "__main__":
    with tempfile.TemporaryDirectory(prefix="mentor-bench-") as scratch:
        copied = copy_of_home(REPOSITORY, Path(scratch) / "home")
        asked = some_questions(all_pairs(Home(REPOSITORY)).pairs)
        print(json.dumps(measure(copied, asked, 1.0), indent=1))
