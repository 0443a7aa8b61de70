"""The notebook's tables as the newest version has them; times are UTC."""

from __future__ import annotations

import sqlalchemy as sql

metadata = sql.MetaData()

questions = sql.Table(
    "questions",
    metadata,
    sql.Column("id", sql.String(32), primary_key=True),
    sql.Column("asked_at", sql.DateTime, nullable=False, index=True),
    sql.Column("person", sql.String(32), nullable=False, index=True),  # a salted hash
    sql.Column("channel", sql.String(40), nullable=False),
    sql.Column("text", sql.Text, nullable=False),  # masked
    sql.Column("query", sql.Text, nullable=False),  # masked
    sql.Column("kind", sql.String(16), nullable=False, index=True),
    sql.Column("confidence", sql.Float, nullable=False),
    sql.Column("candidates", sql.Text, nullable=False),  # JSON: [[id, score, sentence], ...]
    sql.Column("release", sql.String(32), nullable=False),
)

feedback = sql.Table(
    "feedback",
    metadata,
    sql.Column("question_id", sql.String(32), primary_key=True),
    sql.Column("person", sql.String(32), primary_key=True),  # a salted hash
    sql.Column("given_at", sql.DateTime, nullable=False),
    sql.Column("helpful", sql.Boolean, nullable=False),
    sql.Column("reason", sql.Text, nullable=False),  # masked; "" for none
)

salt = sql.Table("salt", metadata, sql.Column("value", sql.String(64), primary_key=True))  # hex

lessons = sql.Table(
    "lessons",
    metadata,
    sql.Column("id", sql.String(32), primary_key=True),  # a hash of all that is taught
    sql.Column("pair", sql.String(32), nullable=False, index=True),
    sql.Column("taught_at", sql.DateTime, nullable=False),
    sql.Column("taught_by", sql.String(80), nullable=False),
    sql.Column("question", sql.Text, nullable=False),
    sql.Column("answer", sql.Text, nullable=False),
    sql.Column("paraphrases", sql.Text, nullable=False),  # JSON: [text, ...]
    sql.Column("replaces", sql.Text, nullable=False),  # JSON: [pair id, ...]
    sql.Column("state", sql.String(10), nullable=False, index=True),
    sql.Column("retires", sql.Boolean, nullable=False, server_default=sql.false()),
)

phrasings = sql.Table(  # whose words became a paraphrase, to be forgotten with them
    "phrasings",
    metadata,
    sql.Column("text", sql.String(500), primary_key=True),
    sql.Column("person", sql.String(32), primary_key=True),  # a salted hash
)

stale = sql.Table(
    "stale",
    metadata,
    sql.Column("pair", sql.String(32), primary_key=True),
    sql.Column("reason", sql.Text, nullable=False),
    sql.Column("flagged_at", sql.DateTime, nullable=False),
)

proposals = sql.Table(
    "proposals",
    metadata,
    sql.Column("id", sql.String(32), primary_key=True),
    sql.Column("proposed_at", sql.DateTime, nullable=False),
    sql.Column("proposed_by", sql.String(80), nullable=False),
    sql.Column("origin", sql.String(500), nullable=False),
    sql.Column("question", sql.Text, nullable=False),
    sql.Column("answer", sql.Text, nullable=False),
    sql.Column("paraphrases", sql.Text, nullable=False),  # JSON: [text, ...]
    sql.Column("state", sql.String(10), nullable=False, index=True),
    sql.Column("decided_at", sql.DateTime),
    sql.Column("decided_by", sql.String(80), nullable=False),
)

to_tell = sql.Table(
    "to_tell",
    metadata,
    sql.Column("question_id", sql.String(32), primary_key=True),
    sql.Column("channel", sql.String(40), nullable=False, index=True),
    sql.Column("question", sql.Text, nullable=False),  # masked
    sql.Column("text", sql.Text, nullable=False),
    sql.Column("payload", sql.Text, nullable=False),  # JSON
    sql.Column("found_at", sql.DateTime, nullable=False),
    sql.Column("told_at", sql.DateTime),
)

audit = sql.Table(
    "audit",
    metadata,
    sql.Column("id", sql.String(32), primary_key=True),
    sql.Column("at", sql.DateTime, nullable=False, index=True),
    sql.Column("who", sql.String(80), nullable=False),
    sql.Column("did", sql.String(40), nullable=False),
    sql.Column("about", sql.String(40), nullable=False, index=True),  # an id
    sql.Column("detail", sql.Text, nullable=False),
)
