"""Where conversations are stored, as the environment says."""

from __future__ import annotations

from knowledge.addresses import postgresql_url
from knowledge.home import Home


def conversations_url(home: Home) -> str:
    """Return SQLAlchemy's address of the conversations: PostgreSQL by `DATABASE_URL`, else SQLite.

    Raises:
        SettingError: `DATABASE_URL` is no address of a PostgreSQL database.
    """
    return postgresql_url() or f"sqlite:///{home.state / 'conversations.db'}"
