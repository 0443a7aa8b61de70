"""What happens to a production profile: each accident, and its end."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass

from tests.chaos.production import Production, Program
from tests.parts import wait_for

AWAY_SECONDS = 4.0


@dataclass(frozen=True)
class Accident:
    """One accident.

    Attributes:
        name: what the report calls it.
        happen: makes it happen and returns when the part is back.
    """

    name: str
    happen: Callable[[Production], None]


def kill(program: Callable[[Production], Program]) -> Callable[[Production], None]:
    """Return the death of a program's worker; it is over when the next one is ready."""

    def happen(production: Production) -> None:
        killed = program(production).child
        with suppress(ProcessLookupError):
            os.kill(killed, signal.SIGKILL)
        wait_for(lambda: program(production).child not in (0, killed), "another life")
        wait_for(program(production).is_ready, "another life", seconds=90)

    return happen


def kill_database(production: Production) -> None:
    """Kill PostgreSQL and start it again after a while."""
    production.database.kill()
    time.sleep(AWAY_SECONDS)
    production.database.start()


def kill_redis(production: Production) -> None:
    """Kill Redis, with all locks, and start it again after a while."""
    production.redis.kill()
    time.sleep(AWAY_SECONDS)
    production.redis.start()


def cut(cable: str) -> Callable[[Production], None]:
    """Return the loss of all packets between the servers and one part."""

    def happen(production: Production) -> None:
        production.cables[cable].cut()
        time.sleep(AWAY_SECONDS)
        production.cables[cable].mend()

    return happen


def fill_the_disk(production: Production) -> None:
    """Let no file of the database grow for a while."""
    production.database.limit_files("1:unlimited")
    time.sleep(AWAY_SECONDS)
    production.database.limit_files("unlimited:unlimited")
    production.database.ensure()


ALL = (
    Accident("server 1 killed", kill(lambda production: production.servers[0])),
    Accident("database killed", kill_database),
    Accident("actions killed", kill(lambda production: production.actions)),
    Accident("redis killed", kill_redis),
    Accident("network to the database cut", cut("database")),
    Accident("server 2 killed", kill(lambda production: production.servers[1])),
    Accident("network to redis cut", cut("redis")),
    Accident("network to the actions cut", cut("actions")),
    Accident("the database's disk full", fill_the_disk),
)
