"""Random accidents: connections end and servers die; nothing is lost or doubled."""

from __future__ import annotations

import asyncio
import random
from pathlib import Path

import pytest
import sqlalchemy as sql
from rasa.core.channels.channel import UserMessage

from connectors.web.conversations import Conversations
from connectors.web.database import Database, _sqlite
from connectors.web.store import Store, View

N_RUNS = 200
LEASE_SECONDS = 0.02
VISITOR = "ann"


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Store:
    engine = _sqlite(tmp_path_factory.mktemp("web"))
    sql.event.listen(engine, "connect", lambda raw, _: raw.execute("PRAGMA synchronous=OFF"))
    return Store(Database(engine))


class Accidents:
    """A server that dies now and then, and its clients, which try again."""

    def __init__(self, store: Store, seed: int) -> None:
        self.random = random.Random(seed)
        self.store = store
        self.visitor = f"{VISITOR}-{seed}"
        self.conversations = self.start()

    def start(self) -> Conversations:
        return Conversations(self.store, self.answer, channel="web", lease_seconds=LEASE_SECONDS)

    async def answer(self, message: UserMessage) -> None:
        await asyncio.sleep(self.random.random() * 0.004)
        for part in ("a", "b"):
            reply = {"text": f"{message.text}{part}"}
            await message.output_channel.send_response(message.sender_id, reply)

    async def die(self) -> None:
        workers = list(self.conversations._workers.values())
        for worker in workers:
            worker.cancel()
        await asyncio.gather(*workers, return_exceptions=True)
        self.conversations = self.start()

    async def person(self, name: str, n_questions: int) -> None:
        """Ask one question after the other, each until it is answered."""
        for n in range(n_questions):
            id = f"{name}{n}"
            while True:
                try:
                    await asyncio.wait_for(self.ask(id), self.random.random() * 0.03)
                    break
                except asyncio.TimeoutError:  # the connection is lost; the same id goes again
                    if self.random.random() < 0.3:
                        await self.die()

    async def ask(self, id: str) -> None:
        await self.conversations.ask(self.visitor, id, id)
        view = await self.conversations.look(
            self.visitor, after=0, seconds=5, enough=lambda view: not view.waits_for(id)
        )
        assert not view.waits_for(id)

    async def tab(self, read: list[str], until: asyncio.Event) -> None:
        """Read what is new, again and again, as a second tab does."""
        after = 0
        while True:
            last = until.is_set()
            view: View = await self.conversations.look(
                self.visitor, after=after, seconds=0.01, enough=lambda view: bool(view.messages)
            )
            read += [message["text"] for message in view.messages]
            after = view.messages[-1]["n"] if view.messages else after
            if last and not view.messages:
                return


async def run(store: Store, seed: int) -> None:
    accidents = Accidents(store, seed)
    read: list[str] = []
    done = asyncio.Event()
    tab = asyncio.ensure_future(accidents.tab(read, done))
    await asyncio.gather(accidents.person("p", 2), accidents.person("q", 1))
    done.set()
    await tab
    assert sorted(read) == sorted(
        f"{question}{part}" for question in ("p0", "p1", "q0") for part in ("", "a", "b")
    ), seed
    for question in ("p0", "p1", "q0"):
        at = read.index(f"{question}a")
        assert read.index(question) < at, seed
        assert read[at + 1] == f"{question}b", seed
    assert read.index("p0b") < read.index("p1"), seed
    whole = store.view(accidents.visitor, after=0)
    assert [message["text"] for message in whole.messages] == read, seed
    assert [message["n"] for message in whole.messages] == list(range(1, 10)), seed


def test_nothing_is_lost_or_doubled_in_random_accidents(store: Store) -> None:
    for seed in range(N_RUNS):
        asyncio.run(run(store, seed))


def test_the_secret_is_for_the_mentor_alone(tmp_path: Path) -> None:
    database = Database.under(tmp_path)
    assert database.key() == database.key() == Database.under(tmp_path).key()
    assert (tmp_path / "web.sqlite").stat().st_mode & 0o077 == 0


def test_a_conversation_is_forgotten_whole(tmp_path: Path) -> None:
    store = Store(Database.under(tmp_path))
    store.add(VISITOR, "q", "hello")
    question = store.claim_next(VISITOR, lease_seconds=5)
    assert question is not None
    assert store.claim_next(VISITOR, lease_seconds=5) is None  # it has a worker
    store.finish(question, [{"text": "hi"}])
    assert store.judge(VISITOR, 2, helpful=True) == ""
    assert store.forget(VISITOR) == 2
    assert store.view(VISITOR, after=0) == View((), ())
