"""Where conversations, locks and actions are, from the environment, in Rasa's own terms.

| variable             | set                                     | not set                  |
|----------------------|-----------------------------------------|--------------------------|
| `DATABASE_URL`       | conversations in that PostgreSQL        | in SQLite under the home |
| `REDIS_URL`          | one lock a conversation for all servers | locks in this process    |
| `MENTOR_ACTIONS_URL` | actions in that pool                    | in this process          |
"""

from __future__ import annotations

import os
from urllib.parse import SplitResult, unquote, urlsplit

from rasa.core.utils import AvailableEndpoints
from rasa.utils.endpoints import EndpointConfig

from bot.action_endpoint import ActionPool, OwnActions
from bot.addresses import conversations_url
from knowledge.errors import SettingError
from knowledge.home import Home


def endpoints(home: Home) -> AvailableEndpoints:
    """Return the endpoints that this environment asks for.

    Raises:
        SettingError: a variable holds an address that is not allowed.
    """
    return AvailableEndpoints(
        action=actions(os.environ.get("MENTOR_ACTIONS_URL", "")),
        tracker_store=tracker_store(home),
        lock_store=lock_store(os.environ.get("REDIS_URL", "")),
    )


def tracker_store(home: Home) -> EndpointConfig:
    """Return where conversations are stored."""
    home.state.mkdir(parents=True, exist_ok=True)
    url = conversations_url(home)
    return EndpointConfig(url, type="bot.tracker_store.ConversationStore")


def actions(url: str) -> EndpointConfig:
    """Return where actions run: in this process without an address.

    Raises:
        SettingError: the address is none.
    """
    own = OwnActions()
    if not url:
        return own
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not _is_host(parts):
        raise SettingError(
            f"MENTOR_ACTIONS_URL has the scheme {parts.scheme!r}; it must be an address such as "
            "http://actions:5055/webhook, or be unset for actions in the server's own process."
        )
    return ActionPool(url if parts.path.strip("/") else f"{url.rstrip('/')}/webhook", instead=own)


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
