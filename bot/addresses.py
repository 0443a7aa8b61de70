"""Where conversations are stored, as the environment says."""

from __future__ import annotations

import os

from knowledge.errors import SettingError
from knowledge.home import Home


def conversations_url(home: Home) -> str:
    """Return SQLAlchemy's address of the conversations: PostgreSQL by `DATABASE_URL`, else SQLite.

    Raises:
        SettingError: `DATABASE_URL` is no address of a PostgreSQL database.
    """
    given = os.environ.get("DATABASE_URL", "")
    return _postgresql(given) if given else f"sqlite:///{home.state / 'conversations.db'}"


def _postgresql(address: str) -> str:
    scheme, _, rest = address.partition("://")
    if scheme.partition("+")[0] not in ("postgres", "postgresql") or not rest:
        raise SettingError(
            f"DATABASE_URL has the scheme {scheme!r}; it must be an address such as "
            "postgresql://name:password@host:5432/database, or be unset for SQLite."
        )
    return f"postgresql://{rest}"  # SQLAlchemy 1.4 no longer knows hosting services' `postgres`
