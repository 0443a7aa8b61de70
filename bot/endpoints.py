"""Where conversations, locks and actions are, from the environment, in Rasa's own terms.

| variable       | set                                     | not set                   |
|----------------|-----------------------------------------|---------------------------|
| `DATABASE_URL` | conversations in that PostgreSQL        | in SQLite under the home  |
| `REDIS_URL`    | one lock a conversation for all servers | locks in this process     |
"""

from __future__ import annotations

import os
from urllib.parse import SplitResult, unquote, urlsplit

from rasa.core.utils import AvailableEndpoints
from rasa.utils.endpoints import EndpointConfig

from bot.action_endpoint import ActionEndpoint
from knowledge.errors import SettingError
from knowledge.home import Home


def endpoints(home: Home, *, actions_url: str) -> AvailableEndpoints:
    """Return the endpoints that this environment asks for.

    Raises:
        SettingError: a variable holds an address that is not allowed.
    """
    return AvailableEndpoints(
        action=ActionEndpoint(actions_url, enable_selective_domain=True),  # no action reads it
        tracker_store=tracker_store(home, os.environ.get("DATABASE_URL", "")),
        lock_store=lock_store(os.environ.get("REDIS_URL", "")),
    )


def tracker_store(home: Home, database_url: str) -> EndpointConfig:
    """Return where conversations are stored; SQLite under the home without an address."""
    if not database_url:
        path = home.state / "conversations.db"
        path.parent.mkdir(parents=True, exist_ok=True)
        return EndpointConfig(type="bot.tracker_store.SQLiteTrackerStore", db=str(path))
    scheme, _, rest = database_url.partition("://")
    if scheme.partition("+")[0] not in ("postgres", "postgresql") or not rest:
        raise SettingError(
            f"DATABASE_URL has the scheme {scheme!r}; it must be an address such as "
            "postgresql://name:password@host:5432/database, or be unset for SQLite."
        )
    # SQLAlchemy 1.4 no longer knows the short name that hosting services give.
    return EndpointConfig(f"postgresql://{rest}", type="sql")


def lock_store(redis_url: str) -> EndpointConfig:
    """Return where the lock of each conversation is; in this process without an address."""
    if not redis_url:
        return EndpointConfig(type="bot.locks.MemoryLocks")
    parts = urlsplit(redis_url)
    database = parts.path.strip("/") or "0"
    if parts.scheme not in ("redis", "rediss") or not _is_host(parts) or not database.isdecimal():
        raise SettingError(
            f"REDIS_URL has the scheme {parts.scheme!r} and the database {database!r}; it must be "
            "an address such as redis://host:6379/0, or be unset for locks in this process."
        )
    return EndpointConfig(
        parts.hostname,
        type="bot.locks.RedisLocks",
        port=parts.port or 6379,
        db=int(database),
        username=unquote(parts.username) if parts.username else None,
        password=unquote(parts.password) if parts.password else None,
        use_ssl=parts.scheme == "rediss",
        key_prefix="mentor",
    )


def _is_host(parts: SplitResult) -> bool:
    try:
        return bool(parts.hostname) and parts.port != 0
    except ValueError:  # the port is no number
        return False
