"""One message of a conversation at a time, without needless waiting."""

from __future__ import annotations

from contextlib import AbstractAsyncContextManager

from rasa.core.lock import TicketLock
from rasa.core.lock_store import LOCK_LIFETIME, InMemoryLockStore, LockStore, RedisLockStore
from rasa.utils.endpoints import EndpointConfig

LOOK_SECONDS = 0.05  # Rasa looks once a second whether the message before is done


class _Prompt(LockStore):
    def lock(
        self,
        conversation_id: str,
        lock_lifetime: float = LOCK_LIFETIME,
        wait_time_in_seconds: float = LOOK_SECONDS,
    ) -> AbstractAsyncContextManager[TicketLock]:
        """Hold the lock of a conversation."""
        held: AbstractAsyncContextManager[TicketLock] = super().lock(
            conversation_id, lock_lifetime, wait_time_in_seconds
        )
        return held


class MemoryLocks(_Prompt, InMemoryLockStore):
    """The locks of one server process."""

    def __init__(self, endpoint_config: EndpointConfig | None = None) -> None:
        super().__init__()


class RedisLocks(_Prompt, RedisLockStore):
    """The locks of all server processes that share a Redis."""

    def __init__(self, endpoint_config: EndpointConfig) -> None:
        super().__init__(host=endpoint_config.url, **endpoint_config.kwargs)
