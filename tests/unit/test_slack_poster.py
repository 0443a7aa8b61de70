"""Answers that already stand in Slack are found, whatever this machine's clock said."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from typing import Any, cast

import pytest

from connectors.slack.job import Job, Kind
from connectors.slack.outbox import Outbox
from connectors.slack.poster import Poster

NOW = 1_700_000_000.0
DAY = 86_400.0
JOB = Job("k", "k", "tell", "T1:C1:5.1", "C1", f"{NOW:.6f}", "5.1", "U1", "what is REST?")


class History:
    """A Slack in which one answer stands."""

    def __init__(self, ts: float) -> None:
        self._ts = ts

    async def call(self, method: str, **where: Any) -> dict[str, Any]:
        about = {"event_payload": {"key": "k", "part": 0, "n_parts": 1}}
        found = (
            [{"ts": str(self._ts), "metadata": about}] if self._ts >= float(where["oldest"]) else []
        )
        return {"messages": found}


async def begin(job: Job) -> None:
    return None


@pytest.mark.parametrize(
    ("kind", "posted_at", "is_found"),
    [
        ("tell", NOW + 1, True),
        ("tell", NOW - DAY, True),  # this machine's clock was a day ahead
        ("ask", NOW + 1, True),  # both times are Slack's
        ("ask", NOW - DAY, False),
    ],
)
def test_an_answer_is_looked_for_from_where_it_may_stand(
    kind: Kind, posted_at: float, is_found: bool
) -> None:
    poster = Poster(cast(Outbox, History(posted_at)), begin)
    posted = asyncio.run(poster.find(replace(JOB, kind=kind)))
    assert posted.is_whole == is_found
