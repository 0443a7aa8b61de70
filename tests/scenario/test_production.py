"""The production profile: two servers, one pool of actions, PostgreSQL and Redis, all real."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import httpx
import psycopg2
import pytest

from bot.stack import is_ready, wait_until
from knowledge.home import Home
from knowledge.releases import Releases
from tests.parts import Postgres, Redis
from tests.scenario.conftest import Server, start

WEBHOOK = "/webhooks/rest/webhook"


@dataclass
class Production:
    """All parts of it."""

    database: Postgres
    redis: Redis
    actions: Server
    servers: tuple[Server, Server]

    def texts(self, sender: str) -> list[str]:
        """Return what a person said, as the database has it."""
        with psycopg2.connect(self.database.url) as connection, connection.cursor() as cursor:
            cursor.execute(
                "SELECT data::json->>'text' FROM events"
                " WHERE sender_id = %s AND type_name = 'user' ORDER BY id",
                (sender,),
            )
            return [text for (text,) in cursor.fetchall()]


@pytest.fixture(scope="module")
def production(
    home: Path, redis_server: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Production]:
    folder = tmp_path_factory.mktemp("production")
    database, redis = Postgres(), Redis(redis_server)
    shared = {"DATABASE_URL": database.url, "REDIS_URL": redis.url}
    actions = start(home, folder / "actions", command="actions", **shared)
    shared["MENTOR_ACTIONS_URL"] = f"http://127.0.0.1:{actions.port}/webhook"
    with ThreadPoolExecutor() as pool:
        servers = tuple(pool.map(lambda n: start(home, folder / f"server{n}", **shared), (1, 2)))
    yield Production(database, redis, actions, (servers[0], servers[1]))
    for program in (*servers, actions):
        program.interrupt()
    redis.kill()
    database.remove()


def post(server: Server, text: str, sender: str) -> httpx.Response:
    message = {"sender": sender, "message": text}
    return httpx.post(server.address + WEBHOOK, json=message, timeout=30)


def test_a_conversation_may_go_on_at_any_server(production: Production) -> None:
    one, two = production.servers
    one.ask("what is Python used for?", sender="roaming")
    assert "java" in two.ask("and for Java?", sender="roaming")["text"].lower()
    assert one.ask("thanks", sender="roaming")["custom"]["kind"] == "smalltalk"
    two.ask("which language should I learn first?", sender="roaming")
    reply = one.ask("an API", sender="roaming")  # inside the form that the other server opened
    assert reply["custom"]["kind"] == "dialogue"
    assert len(production.texts("roaming")) == 5


def test_one_conversation_at_both_servers_at_once_stays_in_order(production: Production) -> None:
    def ask(number: int) -> int:
        return post(production.servers[number % 2], f"what is REST {number}?", "twice").status_code

    with ThreadPoolExecutor(6) as pool:
        assert set(pool.map(ask, range(12))) == {200}
    assert sorted(production.texts("twice")) == sorted(f"what is REST {n}?" for n in range(12))


def test_a_promotion_reaches_all(production: Production, home: Path) -> None:
    releases = Releases(Home(home))
    before = releases.live()
    assert before is not None
    model = releases.model(before)
    copy = model.with_name("copied-for-production.tar.gz")
    copy.write_bytes(model.read_bytes())
    after = releases.add(bundle=before.bundle, model=copy.name, report={})
    releases.promote(after)
    try:
        for server in production.servers:
            assert wait_until(lambda server=server: served(server) == after.id, seconds=30)  # type: ignore[misc]
            assert server.ask("hello", sender="late")["custom"]["release"] == after.id
    finally:
        releases.roll_back()
    assert wait_until(lambda: served(production.servers[0]) == before.id, seconds=30)


def test_actions_run_in_the_server_while_the_pool_is_away(production: Production) -> None:
    server = production.servers[0]
    pool = children_of(production.actions.process.pid)
    for pid in pool:
        os.kill(pid, signal.SIGSTOP)  # away as a machine is that hangs
    try:
        began = time.monotonic()
        for _ in range(3):
            assert server.ask("what is OAuth?", sender="calm")["custom"]["kind"] == "answer"
        assert time.monotonic() - began < 14  # two calls wait for 5 s, then none does
        began = time.monotonic()
        server.ask("what is OAuth?", sender="calm")
        assert time.monotonic() - began < 3
    finally:
        for pid in pool:
            os.kill(pid, signal.SIGCONT)
    instead = httpx.get(f"{server.address}/metrics").text
    assert "mentor_actions_instead_total 0.0" not in instead
    assert wait_until(lambda: pool_is_up(server), seconds=15)


def test_redis_may_go_and_come_back(production: Production) -> None:
    production.redis.kill()
    assert post(production.servers[0], "what is REST?", "lockless").status_code == 200
    assert post(production.servers[1], "what is REST?", "lockless").status_code == 200
    production.redis.start()
    for server in production.servers:
        assert post(server, "what is REST?", "lockless").status_code == 200
    assert len(production.texts("lockless")) == 4


def test_the_database_may_go_and_come_back(production: Production) -> None:
    server = production.servers[0]
    server.ask("what is Python used for?", sender="steadfast")
    production.database.kill()
    refused = post(server, "and for Java?", "steadfast")
    assert refused.status_code == 503
    assert list(refused.json()) == ["error"]
    assert refused.headers["Retry-After"]
    assert is_ready(server.port)  # no other server would be better
    production.database.start()
    began = time.monotonic()
    assert wait_until(
        lambda: post(server, "and for Java?", "steadfast").status_code == 200, seconds=10
    )
    assert time.monotonic() - began < 10
    assert production.texts("steadfast") == ["what is Python used for?", "and for Java?"]


def served(server: Server) -> str:
    return str(httpx.get(f"{server.address}/health/ready", timeout=10).json()["release"])


def children_of(pid: int) -> list[int]:
    return [int(pid) for pid in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


def pool_is_up(server: Server) -> bool:
    server.ask("what is OAuth?", sender="calm")
    return 'mentor_part_up{part="actions"} 1.0' in httpx.get(f"{server.address}/metrics").text
