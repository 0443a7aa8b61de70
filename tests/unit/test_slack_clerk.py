"""An answer for one person alone, which cannot be looked up in Slack after a crash."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
import sqlalchemy as sql
from sqlalchemy.engine import Engine

from connectors.slack.askers import Askers
from connectors.slack.clerk import Clerk
from connectors.slack.inbox import Inbox
from connectors.slack.intake import Intake
from connectors.slack.job import Job
from connectors.slack.memory import Memory
from connectors.slack.outbox import UnsureError
from connectors.slack.sql_thread import OneThread

PLACE = "T1:C1:command:U1"
JOB = Job("Ev1", "k1", "command", PLACE, "C1", "5.1", "", "U1", "a and b?", response_url="url")


class Outbox:
    """Takes messages to a response_url until its `n_left` are used up."""

    def __init__(self, n_left: int) -> None:
        self.n_left = n_left
        self.texts: list[str] = []

    async def respond(self, url: str, **message: Any) -> None:
        if not self.n_left:
            raise UnsureError("response_url: TimeoutError")
        self.n_left -= 1
        self.texts.append(message["text"])


@pytest.fixture
def engine() -> Engine:
    options = {"check_same_thread": False}
    return sql.create_engine("sqlite://", poolclass=sql.pool.StaticPool, connect_args=options)


def test_a_part_that_was_sent_is_not_sent_again(engine: Engine) -> None:
    asked: list[str] = []

    async def ask(text: str, *_: Any) -> list[dict[str, Any]]:
        asked.append(text)
        return [{"text": "one"}, {"text": "two"}]

    async def do(outbox: Any) -> list[Any]:
        inbox = Inbox(engine, hashed=str)
        inbox.add(JOB)
        claimed = inbox.claim(PLACE)
        assert claimed is not None
        memory = Memory(inbox, Askers(engine, hashed=str), OneThread())
        try:
            return await Clerk(memory, outbox, ask, Intake()).do(claimed)
        finally:
            inbox.let_go("Ev1", seconds=-1)

    broken, whole = Outbox(1), Outbox(9)
    with pytest.raises(UnsureError):
        asyncio.run(do(broken))
    (done,) = asyncio.run(do(whole))
    assert (broken.texts, whole.texts) == (["one"], ["two"])
    assert (done["asked"], [reply["text"] for reply in done["replies"]]) == (
        "a and b?",
        ["one", "two"],
    )
    assert asked == ["a and b?"]
