"""Where conversations and locks are: what the environment asks for, and the real parts."""

from __future__ import annotations

import asyncio
import sqlite3
import subprocess
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from rasa.core.lock_store import LockStore
from rasa.core.tracker_store import TrackerStore
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import UserUttered
from rasa.utils.endpoints import EndpointConfig

from bot.endpoints import lock_store, tracker_store
from bot.forgetting import forget_conversation
from bot.locks import _TAKE, MemoryLocks, RedisLocks
from bot.stack import listen
from bot.tracker_store import ConversationStore
from knowledge.errors import SettingError
from knowledge.home import Home


@pytest.fixture(scope="module")
def redis_url(redis_server: Path) -> Iterator[str]:
    with listen("127.0.0.1", 0) as free:
        port = free.getsockname()[1]
    options = ["--port", str(port), "--save", "", "--appendonly", "no"]
    process = subprocess.Popen([redis_server, *options], stdout=subprocess.DEVNULL)
    time.sleep(0.3)
    yield f"redis://127.0.0.1:{port}/0"
    process.terminate()
    process.wait()


async def ten_in_turn(*stores: LockStore) -> float:
    """Hold a conversation's lock ten times, from all sides at once; return the seconds it took."""
    inside: list[int] = []

    async def hold(store: LockStore, number: int) -> None:
        async with store.lock("ann"):
            inside.append(number)
            await asyncio.sleep(0.01)
            assert inside[-1] == number

    began = time.monotonic()
    await asyncio.gather(*(hold(stores[n % len(stores)], n) for n in range(10)))
    assert sorted(inside) == list(range(10))
    return time.monotonic() - began


def test_locks_are_in_the_process_and_prompt() -> None:
    store = LockStore.create(lock_store(""))
    assert isinstance(store, MemoryLocks)
    assert asyncio.run(ten_in_turn(store)) < 2


def redis_locks(url: str) -> RedisLocks:
    store = LockStore.create(lock_store(url))
    assert isinstance(store, RedisLocks)
    return store


def test_processes_share_locks_in_redis(redis_url: str) -> None:
    async def run() -> float:
        stores = [redis_locks(redis_url) for _ in range(2)]
        seconds = await ten_in_turn(*stores)
        for store in stores:
            await store.close()
        return seconds

    assert asyncio.run(run()) < 3


def test_without_redis_locks_hold_in_the_process(caplog: pytest.LogCaptureFixture) -> None:
    async def run() -> float:
        store = redis_locks("redis://127.0.0.1:9/0")
        seconds = await ten_in_turn(store)
        await store.close()
        return seconds

    assert asyncio.run(run()) < 3
    told = [record.message for record in caplog.records if "Redis is away" in record.message]
    assert len(told) == 1


def test_a_lease_of_a_dead_server_ends(redis_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.locks.LEASE_SECONDS", 0.3)

    async def run() -> float:
        dead, alive = redis_locks(redis_url), redis_locks(redis_url)
        assert await dead._take("mentor:lock:bob", "a-token", 1, 0.01)
        await dead.close()
        began = time.monotonic()
        async with alive.lock("bob"):
            waited = time.monotonic() - began
        await alive.close()
        return waited

    assert 0.1 < asyncio.run(run()) < 2


def test_a_lease_given_before_redis_had_its_clock_put_back_ends_as_well(redis_url: str) -> None:
    async def run() -> int:
        alive = redis_locks(redis_url)
        await alive._client().set("mentor:lock:bob", "of a dead server", px=3_600_000)
        assert not await alive._client().eval(_TAKE, 1, "mentor:lock:bob", "a-token", 3000)
        left: int = await alive._client().pttl("mentor:lock:bob")
        await alive.close()
        return left

    assert 0 < asyncio.run(run()) <= 3000


async def retrieve(settings: EndpointConfig, domain: Domain) -> str | None:
    """Return what Ann said last."""
    tracker = await TrackerStore.create(settings, domain=domain).retrieve("ann")
    return tracker.latest_message.text if tracker else None


def test_nothing_is_to_be_forgotten_before_the_first_message(tmp_path: Path) -> None:
    assert forget_conversation(Home(tmp_path), "ann") == 0


def test_a_conversation_survives_a_restart_in_sqlite(tmp_path: Path) -> None:
    settings = tracker_store(Home(tmp_path))
    domain = Domain.empty()

    async def write() -> None:
        store = TrackerStore.create(settings, domain=domain)
        assert isinstance(store, ConversationStore)
        tracker = await store.get_or_create_tracker("ann")
        tracker.update(UserUttered("what is REST?"))
        await store.save(tracker)

    asyncio.run(write())
    assert asyncio.run(retrieve(settings, domain)) == "what is REST?"
    with closing(sqlite3.connect(tmp_path / ".mentor" / "conversations.db")) as database:
        assert database.execute("PRAGMA journal_mode").fetchone() == ("wal",)
    assert forget_conversation(Home(tmp_path), "bob") == 0
    assert forget_conversation(Home(tmp_path), "ann") > 0
    assert asyncio.run(retrieve(settings, domain)) is None


def test_a_thread_is_forgotten_with_whoever_wrote_in_it(tmp_path: Path) -> None:
    settings = tracker_store(Home(tmp_path))

    async def write() -> None:
        store = TrackerStore.create(settings, domain=Domain.empty())
        for thread, person in (("T1:C1:5.1", "T1:U1"), ("T1:C1:6.1", "T1:U12")):
            tracker = await store.get_or_create_tracker(thread)
            tracker.update(UserUttered("what is REST?", metadata={"person": person}))
            await store.save(tracker)

    asyncio.run(write())
    assert forget_conversation(Home(tmp_path), "T1:U_") == 0
    assert forget_conversation(Home(tmp_path), "T1:U1") > 0
    assert forget_conversation(Home(tmp_path), "T1:U1") == 0
    assert forget_conversation(Home(tmp_path), "T1:U12") > 0


@pytest.mark.parametrize("scheme", ["postgres", "postgresql", "postgresql+psycopg2"])
def test_a_postgresql_address_is_taken_under_each_of_its_names(
    scheme: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DATABASE_URL", f"{scheme}://ann:secret@db:5432/mentor")
    settings = tracker_store(Home(tmp_path))
    assert settings.type == "bot.tracker_store.ConversationStore"
    assert settings.url == "postgresql://ann:secret@db:5432/mentor"


def test_redis_is_taken_apart() -> None:
    settings = lock_store("rediss://ann:s%40cret@cache:6380/3")
    assert settings.url == "cache"
    expected = {"port": 6380, "db": 3, "username": "ann", "password": "s@cret", "use_ssl": True}
    assert expected.items() <= settings.kwargs.items()


@pytest.mark.parametrize("url", ["mysql://ann:secret@db/x", "db.example.org", "postgresql://"])
def test_another_database_is_refused_without_its_secret(
    url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DATABASE_URL", url)
    with pytest.raises(SettingError, match=r"^DATABASE_URL .* must be") as refused:
        tracker_store(Home(tmp_path))
    assert "secret" not in str(refused.value)


@pytest.mark.parametrize(
    "url", ["http://cache", "redis://", "redis://cache/x", "redis://cache:x/0"]
)
def test_another_lock_store_is_refused(url: str) -> None:
    with pytest.raises(SettingError, match=r"^REDIS_URL .* must be"):
        lock_store(url)
