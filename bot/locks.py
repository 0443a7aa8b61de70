"""One message of a conversation at a time, in the order in which they came.

in this process   a queue for each conversation
in Redis          for the first of the queue: one lock for all server processes, on a short lease
                  that is renewed, so that a server that dies holds nobody up for long
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import uuid
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import redis.asyncio as redis
from rasa.core.lock import TicketLock
from rasa.core.lock_store import LOCK_LIFETIME, LockError, LockStore
from rasa.utils.endpoints import EndpointConfig

from bot import metrics
from bot.breaker import Breaker

LEASE_SECONDS = 3.0
LOOK_SECONDS = 0.02  # at first; it grows up to
MAX_LOOK_SECONDS = 0.2
REDIS_SECONDS = 1.0  # to connect, and for one command
PREFIX = "mentor:lock:"

# A lease that Redis has put off for longer than it is was given before its clock was put back.
_TAKE = """
if redis.call('set', KEYS[1], ARGV[1], 'NX', 'PX', ARGV[2]) then return 1 end
if redis.call('pttl', KEYS[1]) > tonumber(ARGV[2]) then
  redis.call('pexpire', KEYS[1], ARGV[2])
end
return 0
"""
_RELEASE = """
if redis.call('get', KEYS[1]) == ARGV[1] then return redis.call('del', KEYS[1]) end
return 0
"""
_RENEW = """
if redis.call('get', KEYS[1]) == ARGV[1] then return redis.call('pexpire', KEYS[1], ARGV[2]) end
return 0
"""

logger = logging.getLogger(__name__)


class MemoryLocks(LockStore):
    """The locks of one server process."""

    def __init__(self, endpoint_config: EndpointConfig | None = None) -> None:
        super().__init__()
        self._queues: dict[str, tuple[asyncio.Lock, int]] = {}

    @asynccontextmanager
    async def lock(
        self,
        conversation_id: str,
        lock_lifetime: float = LOCK_LIFETIME,
        wait_time_in_seconds: float = LOOK_SECONDS,
    ) -> AsyncIterator[TicketLock]:
        """Hold the lock of a conversation.

        Raises:
            LockError: the messages before were not done within `lock_lifetime` seconds.
        """
        queue, n_users = self._queues.get(conversation_id) or (asyncio.Lock(), 0)
        self._queues[conversation_id] = (queue, n_users + 1)
        try:
            await _acquire(queue, conversation_id, lock_lifetime)
            try:
                yield TicketLock(conversation_id)
            finally:
                queue.release()
        finally:
            queue, n_users = self._queues[conversation_id]
            if n_users > 1:
                self._queues[conversation_id] = (queue, n_users - 1)
            else:
                del self._queues[conversation_id]


class RedisLocks(MemoryLocks):
    """The locks of all server processes that share a Redis.

    While Redis is away the locks of this process hold alone: two messages of one conversation that
    reach two servers at the same moment may then be answered without knowing of each other.
    """

    def __init__(self, endpoint_config: EndpointConfig) -> None:
        super().__init__()
        self._settings = {"host": endpoint_config.url, **endpoint_config.kwargs}
        self._redis: redis.Redis | None = None
        self._breaker = Breaker(pause_seconds=2.0)

    @asynccontextmanager
    async def lock(
        self,
        conversation_id: str,
        lock_lifetime: float = LOCK_LIFETIME,
        wait_time_in_seconds: float = LOOK_SECONDS,
    ) -> AsyncIterator[TicketLock]:
        """Hold the lock of a conversation.

        Raises:
            LockError: the messages before were not done within `lock_lifetime` seconds.
        """
        async with super().lock(conversation_id, lock_lifetime) as ticket:
            key, token = PREFIX + conversation_id, uuid.uuid4().hex
            is_held = await self._take(key, token, lock_lifetime, wait_time_in_seconds)
            renewal = asyncio.ensure_future(self._renew(key, token)) if is_held else None
            try:
                yield ticket
            finally:
                if renewal is not None:
                    renewal.cancel()
                    await self._release(key, token)

    async def close(self) -> None:
        """Close the connections to Redis."""
        if self._redis is not None:
            await self._redis.close()
            await self._redis.connection_pool.disconnect()
            self._redis = None

    async def _take(self, key: str, token: str, lifetime: float, pause: float) -> bool:
        """Take the lock; False where Redis is away."""
        clock = asyncio.get_running_loop().time
        deadline = clock() + lifetime
        while self._breaker.lets_through():
            try:
                taken = await self._client().eval(_TAKE, 1, key, token, _lease_ms())
            except (redis.RedisError, OSError) as problem:
                self._note_failure(problem)
                return False
            if self._breaker.succeeded():
                logger.warning("Redis is back; conversations are locked for all servers again")
            metrics.part_is_up("redis", True)
            if taken:
                return True
            if clock() > deadline:
                raise LockError(f"Could not acquire lock for conversation_id {key!r}.")
            await asyncio.sleep(pause)
            pause = min(2 * pause, MAX_LOOK_SECONDS)
        return False

    async def _renew(self, key: str, token: str) -> None:
        while True:
            await asyncio.sleep(LEASE_SECONDS / 3)
            with contextlib.suppress(redis.RedisError, OSError):
                await self._client().eval(_RENEW, 1, key, token, _lease_ms())

    async def _release(self, key: str, token: str) -> None:
        try:
            await self._client().eval(_RELEASE, 1, key, token)
        except (redis.RedisError, OSError) as problem:  # the lease then ends by itself
            self._note_failure(problem)

    def _note_failure(self, problem: Exception) -> None:
        metrics.part_is_up("redis", False)
        if self._breaker.failed():
            logger.error("Redis is away (%s); locks hold in this process alone", problem)

    def _client(self) -> redis.Redis:
        if self._redis is None:  # in the loop that uses it
            settings = dict(self._settings)
            settings.pop("key_prefix", None)
            settings["ssl"] = settings.pop("use_ssl", False)
            self._redis = redis.Redis(
                **settings,
                socket_timeout=REDIS_SECONDS,
                socket_connect_timeout=REDIS_SECONDS,
                health_check_interval=0,
            )
        return self._redis


def _lease_ms() -> int:
    return int(1000 * LEASE_SECONDS)


async def _acquire(queue: asyncio.Lock, conversation_id: str, seconds: float) -> None:
    if not queue.locked():
        await queue.acquire()  # at once: no timer for the usual case
        return
    try:
        await asyncio.wait_for(queue.acquire(), seconds)
    except asyncio.TimeoutError:
        raise LockError(
            f"Could not acquire lock for conversation_id {conversation_id!r}."
        ) from None
