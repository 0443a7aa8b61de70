"""The tables of the widget's conversations, and their rows."""

from __future__ import annotations

import json
import time
from collections.abc import Mapping
from typing import Any

import sqlalchemy as sql
from sqlalchemy.engine import Connection

from connectors.web.database import metadata

MAX_QUESTION_ID = 64

messages = sql.Table(
    "web_messages",
    metadata,
    sql.Column("visitor", sql.String(40), primary_key=True),
    sql.Column("n", sql.Integer, primary_key=True, autoincrement=False),
    sql.Column("role", sql.String(8), nullable=False),  # person | mentor
    sql.Column("client_id", sql.String(64)),  # what makes a message one; None for a plain reply
    sql.Column("text", sql.Text, nullable=False),
    sql.Column("custom", sql.Text, nullable=False),  # JSON: the payload of the mentor's
    sql.Column("state", sql.String(10), nullable=False),  # asked | answered | failed
    sql.Column("claim", sql.String(32), nullable=False),  # which worker answers it
    sql.Column("claimed_until", sql.Float, nullable=False),  # seconds since 1970
    sql.Column("at", sql.Float, nullable=False),  # seconds since 1970
    sql.UniqueConstraint("visitor", "client_id"),
)

feedback = sql.Table(
    "web_feedback",
    metadata,
    sql.Column("visitor", sql.String(40), primary_key=True),
    sql.Column("n", sql.Integer, primary_key=True, autoincrement=False),
    sql.Column("helpful", sql.Boolean, nullable=False),
    sql.Column("at", sql.Float, nullable=False),  # seconds since 1970
)

# Who asked what the notebook has recorded, to be told later what was learnt since.
askers = sql.Table(
    "web_askers",
    metadata,
    sql.Column("question_id", sql.String(MAX_QUESTION_ID), primary_key=True),
    sql.Column("visitor", sql.String(40), nullable=False, index=True),
)

# Visitors who were erased: whoever still has such a session gets a new one, under another name.
forgotten = sql.Table(
    "web_forgotten",
    metadata,
    sql.Column("visitor", sql.String(40), primary_key=True),
)


def append(connection: Connection, visitor: str, *rows: dict[str, Any]) -> None:
    """Add messages at the end of a conversation."""
    newest = sql.select(sql.func.max(messages.c.n)).where(messages.c.visitor == visitor)
    first = (connection.execute(newest).scalar() or 0) + 1
    for n, row in enumerate(rows, start=first):
        connection.execute(messages.insert().values({**row, "n": n}))


def row_of(
    visitor: str,
    role: str,
    text: str,
    *,
    state: str = "answered",
    custom: str = "{}",
    client_id: str | None = None,
) -> dict[str, Any]:
    """Return a new message of a conversation, still without its number."""
    return {
        "visitor": visitor,
        "role": role,
        "client_id": client_id,
        "text": text,
        "custom": custom,
        "state": state,
        "claim": "",
        "claimed_until": 0.0,
        "at": time.time(),
    }


def as_json(custom: Mapping[str, Any]) -> str:
    """Return a payload as it is kept."""
    return json.dumps(custom, ensure_ascii=False)


def note_asker(connection: Connection, visitor: str, custom: Mapping[str, Any]) -> None:
    """Keep who asked a recorded question; an id that is known already stays with its asker."""
    id = custom.get("question_id")
    if not isinstance(id, str) or not 0 < len(id) <= MAX_QUESTION_ID:
        return
    known = sql.select(askers.c.visitor).where(askers.c.question_id == id)
    if connection.execute(known).first() is None:
        connection.execute(askers.insert().values(question_id=id, visitor=visitor))


def public(row: Any, helpful: bool | None) -> dict[str, Any]:
    """Return a message as a client gets it."""
    shown = {"n": row.n, "role": row.role, "text": row.text}
    if row.role == "person":
        return shown | {"id": row.client_id}
    judged = {} if helpful is None else {"helpful": bool(helpful)}
    return shown | {"custom": json.loads(row.custom)} | judged
