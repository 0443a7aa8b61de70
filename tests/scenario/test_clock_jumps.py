"""The clock of the machine is set while everything is in use; the tests' own goes on.

All of the mentor's programs go by Debian's libfaketime, which adds to the time what stands in a
file. What a server leaves that dies at the worst moment is written by the same code.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import httpx
import pytest
import redis
import sqlalchemy as sql

from bot.locks import PREFIX
from connectors.clock import WallClock
from connectors.slack.forgetting import hash_of
from connectors.slack.inbox import Inbox
from connectors.slack.job import Job
from connectors.web.database import Database
from connectors.web.handovers import requests
from connectors.web.sessions import Sessions
from connectors.web.store import Store
from knowledge.notebook import Notebook
from tests.chaos.accidents import Accident
from tests.chaos.production import Production, copy_of_home, production
from tests.chaos.run import run
from tests.scenario.test_widget_person import Webhook
from tests.scenario.widget import until
from tests.slack_mock import TEAM, MockSlack

HOUR, DAY = 3600, 86_400
# `make test` sets the clock back, which is the worse of the two; `make clocks` tries all.
JUMPS = (HOUR, -HOUR, DAY) if os.environ.get("MENTOR_ALL_JUMPS") else (-HOUR,)
TOKEN = "the-maintainers-token"
PATIENCE_SECONDS = 45.0  # longer than three of the longest lease, and far less than an hour


@dataclass
class Machine:
    """The production profile, and the clock that it goes by."""

    production: Production
    slack: MockSlack
    webhook: Webhook
    clock: Path
    offset: int = 0

    @property
    def address(self) -> str:
        return self.production.servers[0].address

    def set_clock(self, offset: int) -> None:
        """Set the clock to so many seconds before or after the true time."""
        self.offset = offset
        write(self.clock, offset)

    def wall_clock(self) -> WallClock:
        """Return the clock of a server of that machine."""
        return WallClock(wall=lambda: time.time() + self.offset)


def write(clock: Path, offset: int) -> None:
    new = clock.with_suffix(".new")
    new.write_text(f"{offset:+d}\n")
    new.replace(clock)  # never read half written


@pytest.fixture(scope="module")
def machine(
    home: Path, libfaketime: Path, redis_server: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Machine]:
    folder = tmp_path_factory.mktemp("clock")
    clock = folder / "clock"
    write(clock, 0)
    slack, webhook = MockSlack(), Webhook()
    variables = {
        "LD_PRELOAD": str(libfaketime),
        "FAKETIME_TIMESTAMP_FILE": str(clock),
        "FAKETIME_NO_CACHE": "1",
        "FAKETIME_DONT_FAKE_MONOTONIC": "1",
        "MENTOR_HUMAN_WEBHOOK": webhook.address,
        "MENTOR_CONSOLE_TOKEN": TOKEN,
        **slack.environment,
    }
    own = copy_of_home(home, folder / "home")
    with (
        production(own, folder, redis_server=redis_server, **variables) as parts,
        pytest.MonkeyPatch.context() as patch,
    ):
        patch.setenv("DATABASE_URL", parts.database.url)
        yield Machine(parts, slack, webhook, clock)
    slack.stop()
    webhook.stop()


@pytest.fixture(params=JUMPS)
def jump(machine: Machine, request: pytest.FixtureRequest) -> Iterator[Callable[[], None]]:
    """What sets the clock; it is right again afterwards."""
    yield partial(machine.set_clock, request.param)
    machine.set_clock(0)


@pytest.mark.timeout(400)
def test_nothing_is_lost_doubled_or_late_under_load(machine: Machine) -> None:
    def set_to(offset: int) -> Callable[[Production], None]:
        return lambda _: machine.set_clock(offset)

    jumps = [offset for jump in JUMPS for offset in (jump, 0)]
    accidents = [Accident(f"clock {offset:+d}", set_to(offset)) for offset in jumps]
    report = run(machine.production, accidents, seconds=1, n_clients=4)
    assert report.is_good, "\n".join(report.lines())
    assert set(report.tries) == {"answered"}
    assert report.slowest_seconds < PATIENCE_SECONDS


def test_nothing_waits_for_the_clock(machine: Machine, jump: Callable[[], None]) -> None:
    ask_for_a_person(machine)  # in vain, so that it is to be tried again

    database, notebook = Database.from_environment(), Notebook.from_environment()
    token = Sessions(database.key()).create()
    visitor = token.partition(".")[0]
    store = Store(database, clock=machine.wall_clock())
    store.add(visitor, "q1", "what is REST?")
    assert store.claim_next(visitor, lease_seconds=6.0) is not None

    inbox = Inbox(notebook.engine, hashed=partial(hash_of, notebook), clock=machine.wall_clock())
    message = machine.slack.new_message("what is OAuth?", channel="C1", user="U1")
    ts = message["ts"]
    place = f"{TEAM}:C1:{ts}"
    assert inbox.add(Job(ts, place, "ask", place, "C1", ts, ts, "U1", "what is OAuth?"))
    assert inbox.claim(place) is not None

    lock = f"{PREFIX}left-{ts}"
    locks = redis.Redis.from_url(machine.production.redis.url)
    locks.set(lock, "of a dead server", px=3000)

    jump()
    machine.webhook.status = 200
    reply = httpx.post(
        f"{machine.production.servers[1].address}/webhooks/rest/webhook",
        json={"sender": f"left-{ts}", "message": "what is REST?"},
        timeout=PATIENCE_SECONDS,
    )
    assert reply.json()[0]["custom"]["kind"] == "answer"
    assert until(lambda: shown(machine, token) == ["person", "mentor"], seconds=PATIENCE_SECONDS)
    assert until(lambda: len(machine.slack.answers(ts)) == 1, seconds=PATIENCE_SECONDS)
    assert until(lambda: bool(machine.webhook.taken), seconds=PATIENCE_SECONDS)
    assert until(lambda: n_requests() == 0)
    assert [id for id, _ in machine.webhook.taken] == ["r1"]
    locks.close()


def test_a_conversation_goes_on(machine: Machine, jump: Callable[[], None]) -> None:
    sender = f"on-{time.monotonic()}"
    ask(machine, sender, "which databases are non-relational?")
    jump()
    assert "MySQL" in str(ask(machine, sender, "and the other kind?")["text"])


def test_who_asked_too_often_waits_no_longer_and_no_shorter(
    machine: Machine, jump: Callable[[], None]
) -> None:
    with httpx.Client(base_url=machine.address, timeout=30) as client:
        token = client.post("/chat/session").json()["session"]
        bearer = {"Authorization": f"Bearer {token}"}

        def judge() -> httpx.Response:
            judged = {"n": 1, "helpful": True}
            return client.post("/chat/feedback", json=judged, headers=bearer)

        while judge().status_code != 429:
            pass
        jump()
        refused = judge()
        assert refused.status_code == 429
        wait = int(refused.headers["Retry-After"])
        assert wait <= 3
        time.sleep(wait)
        assert judge().status_code == 404  # there is no such reply, and it may be said again


def test_a_maintainer_stays_signed_in_for_as_long_as_the_clock_says(machine: Machine) -> None:
    given = {"name": "Ann", "token": TOKEN}
    with httpx.Client(base_url=machine.address, timeout=30) as client:
        client.post("/console/sign-in", data=given)
        for offset, is_in in ((HOUR, True), (-HOUR, True), (DAY, False)):
            machine.set_clock(offset)
            assert (client.get("/console/releases").status_code == 200) == is_in
        client.post("/console/sign-in", data=given)
        assert client.get("/console/releases").status_code == 200
        machine.set_clock(0)
        assert client.get("/console/releases").status_code == 200


def ask_for_a_person(machine: Machine) -> None:
    machine.webhook.status = 500
    machine.webhook.taken.clear()
    n_before = machine.webhook.n_calls
    with httpx.Client(base_url=machine.address, timeout=30) as client:
        token = client.post("/chat/session").json()["session"]
        asked = {"id": "r1", "contact": "ann@example.org", "message": "", "page": ""}
        headers = {"Authorization": f"Bearer {token}"}
        assert client.post("/chat/human", json=asked, headers=headers).status_code == 202
    assert until(lambda: machine.webhook.n_calls > n_before)


def n_requests() -> int:
    """Return how many requests for a person wait."""
    return Database.from_environment().read(
        lambda connection: int(
            connection.execute(sql.select(sql.func.count()).select_from(requests)).scalar()
        )
    )


def ask(machine: Machine, sender: str, text: str) -> dict[str, object]:
    message = {"sender": sender, "message": text}
    answer = httpx.post(f"{machine.address}/webhooks/rest/webhook", json=message, timeout=30)
    first: dict[str, object] = answer.json()[0]
    return first


def shown(machine: Machine, token: str) -> list[str]:
    headers = {"Authorization": f"Bearer {token}"}
    found = httpx.get(f"{machine.address}/chat/messages", headers=headers, timeout=30).json()
    return [message["role"] for message in found["messages"]]
