"""Slack's tables in the notebook's database: what was asked for, and who asked which question."""

from __future__ import annotations

import sqlalchemy as sql
from sqlalchemy.engine import Engine

metadata = sql.MetaData()

jobs = sql.Table(
    "slack_jobs",
    metadata,
    sql.Column("event_id", sql.String(255), primary_key=True),
    sql.Column("key", sql.String(255), nullable=False, unique=True),
    sql.Column("kind", sql.String(16), nullable=False),
    sql.Column("conversation", sql.String(255), nullable=False, index=True),
    sql.Column("person", sql.String(32), nullable=False, index=True),  # a hash, never the name
    sql.Column("ts", sql.Float(53), nullable=False),
    sql.Column("state", sql.String(8), nullable=False, index=True),  # waiting, posting, done
    sql.Column("held_until", sql.Float(53), nullable=False),  # seconds since 1970
    sql.Column("n_tries", sql.Integer, nullable=False),
    sql.Column("received_at", sql.Float(53), nullable=False),  # seconds since 1970
    sql.Column("job", sql.Text, nullable=False),  # JSON; "" once it is done
    sql.Column("answers", sql.Text, nullable=False),  # JSON: [ts, ...], of a command [reply, ...]
)

askers = sql.Table(
    "slack_askers",
    metadata,
    sql.Column("question_id", sql.String(32), primary_key=True),  # the notebook's
    sql.Column("key", sql.String(255), nullable=False, index=True),  # the job's
    sql.Column("person", sql.String(32), nullable=False, index=True),  # a hash
    sql.Column("user", sql.String(40), nullable=False),  # Slack's id, to address them
    sql.Column("conversation", sql.String(255), nullable=False),
    sql.Column("channel", sql.String(40), nullable=False),
    sql.Column("thread_ts", sql.String(32), nullable=False),  # "" outside of a thread
    sql.Column("is_private", sql.Boolean, nullable=False),  # only the asker saw the answer
    sql.Column("asked_at", sql.Float(53), nullable=False),  # seconds since 1970
)


def prepare(engine: Engine) -> None:
    """Make the tables that are missing, also beside other processes that do so."""
    try:
        metadata.create_all(engine)
        _add_person(engine)
    except sql.exc.DBAPIError:  # another process was quicker
        metadata.create_all(engine)
        _add_person(engine)


def _add_person(engine: Engine) -> None:
    """Add the column that the first tables lacked; who asked before then is not known."""
    names = {column["name"] for column in sql.inspect(engine).get_columns(jobs.name)}
    if "person" not in names:
        with engine.begin() as connection:
            connection.execute(
                sql.text("ALTER TABLE slack_jobs ADD COLUMN person VARCHAR(32) DEFAULT ''")
            )
