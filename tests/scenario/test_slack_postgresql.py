"""Slack's tables in PostgreSQL, with two servers at them: each job is one server's."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest
import sqlalchemy as sql
from sqlalchemy.engine import Engine

from connectors.slack.askers import Askers
from connectors.slack.inbox import Inbox
from connectors.slack.job import Job
from tests.parts import Postgres

JOB = Job("Ev1", "T1:C1:5.1", "ask", "T1:C1:5.1", "C1", "5.1", "5.1", "U1", "what is REST?")
N_JOBS = 40


@pytest.fixture(scope="module")
def engines() -> Iterator[tuple[Engine, Engine]]:
    database = Postgres()
    made = (sql.create_engine(database.url), sql.create_engine(database.url))
    yield made
    for engine in made:
        engine.dispose()
    database.remove()


def jobs() -> list[Job]:
    return [
        replace(JOB, event_id=f"Ev{n}", key=f"k{n}", conversation=f"T1:C1:{n}.1")
        for n in range(N_JOBS)
    ]


def test_two_servers_at_once_take_each_job_once(engines: tuple[Engine, Engine]) -> None:
    with ThreadPoolExecutor(8) as pool:
        both = list(pool.map(Inbox, engines))  # both make the tables
        taken = list(pool.map(lambda n: both[n % 2].add(jobs()[n // 2]), range(2 * N_JOBS)))
        assert sum(taken) == N_JOBS
        places = [job.conversation for job in jobs()] * 2
        claims = list(pool.map(lambda n: both[n % 2].claim(places[n]), range(2 * N_JOBS)))
    assert sum(claim is not None for claim in claims) == N_JOBS
    assert both[0].waiting() == both[1].waiting() == []


def test_what_is_kept_is_kept_as_in_sqlite(engines: tuple[Engine, Engine]) -> None:
    inbox, askers = Inbox(engines[0]), Askers(engines[1])
    inbox.add(replace(JOB, event_id="s", key="s", kind="share", conversation="T1:C1:command:U1"))
    inbox.finish("s", ["9.1"])
    assert inbox.part_in("T1:C1:9.1") == "asked"
    assert inbox.answers("s") == ["9.1"]
    askers.note(JOB, ["q1"])
    askers.note(JOB, ["q1", "q2"])
    found = askers.who("q1")
    assert found is not None
    assert found.user == "U1"
