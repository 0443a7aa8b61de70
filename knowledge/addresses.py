"""Where databases are, as the environment says."""

from __future__ import annotations

import os

from knowledge.errors import SettingError

CONNECT_SECONDS = 3
STATEMENT_MS = 5_000


def postgresql_url() -> str | None:
    """Return SQLAlchemy's address of the database that `DATABASE_URL` names; None where unset.

    Raises:
        SettingError: it is no address of a PostgreSQL database.
    """
    given = os.environ.get("DATABASE_URL", "")
    if not given:
        return None
    scheme, _, rest = given.partition("://")
    if scheme.partition("+")[0] not in ("postgres", "postgresql") or not rest:
        raise SettingError(
            f"DATABASE_URL has the scheme {scheme!r}; it must be an address such as "
            "postgresql://name:password@host:5432/database, or be unset for SQLite."
        )
    return f"postgresql://{rest}"  # SQLAlchemy 1.4 no longer knows hosting services' `postgres`


def patience() -> dict[str, object]:
    """Return what the PostgreSQL driver is told, so that no one waits without an end."""
    return {
        "connect_timeout": CONNECT_SECONDS,
        "options": f"-c statement_timeout={STATEMENT_MS}",
    }
