"""Who may ask the widget's channel, and how often."""

from __future__ import annotations

import asyncio
import json
from types import SimpleNamespace
from typing import cast

import pytest
from sanic.request import Request
from sanic.response import HTTPResponse

from connectors.web.guard import Guard
from connectors.web.limits import Limit, Rate
from connectors.web.origins import Origins
from connectors.web.sessions import Sessions


class Clock:
    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


def test_a_burst_is_taken_then_one_waits() -> None:
    clock = Clock()
    limit = Limit(Rate(burst=2, per_minute=6), clock=clock)
    assert [limit.wait_seconds("ann") for _ in range(3)] == [0, 0, 10]
    assert limit.wait_seconds("ben") == 0
    clock.now = 9.0
    assert limit.wait_seconds("ann") == 1
    clock.now = 10.0
    assert limit.wait_seconds("ann") == 0


def test_the_least_recent_names_are_forgotten(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("connectors.web.limits.MAX_NAMES", 2)
    limit = Limit(Rate(burst=1, per_minute=1), clock=Clock())
    for name in ("ann", "ben", "eve"):
        limit.wait_seconds(name)
    assert limit.wait_seconds("eve") > 0
    assert limit.wait_seconds("ann") == 0


def test_a_token_names_its_visitor() -> None:
    sessions = Sessions(b"key")
    token = sessions.create()
    assert sessions.visitor(token) == token.split(".")[0]
    assert sessions.create() != token


@pytest.mark.parametrize("change", ["", "x", ".", "é", "\udc80"])
def test_a_changed_token_names_nobody(change: str) -> None:
    token = Sessions(b"key").create()
    assert Sessions(b"key").visitor(change + token[1:]) is None
    assert Sessions(b"other key").visitor(token) is None


@pytest.mark.parametrize(
    ("origin", "allowed"),
    [
        (None, True),
        ("https://a.example", True),
        ("HTTPS://A.EXAMPLE", True),
        ("https://b.example:8443", True),
        ("https://b.example", False),
        ("http://mentor.example", True),  # the mentor's own, behind any proxy
        ("null", False),
        ("", False),
    ],
)
def test_named_origins_are_allowed(
    monkeypatch: pytest.MonkeyPatch, origin: str | None, allowed: bool
) -> None:
    monkeypatch.setenv("MENTOR_ORIGINS", "https://a.example/, https://b.example:8443")
    assert Origins.from_environment().allow(origin, "mentor.example") is allowed


def test_every_origin_where_the_operator_says_so() -> None:
    assert Origins(frozenset("*")).allow("https://any.example", "mentor.example")
    assert not Origins().allow("null", "")


@pytest.mark.parametrize("origin", ["https://\udccf.example", "https://é.example", "https://["])
@pytest.mark.parametrize("allowed", ["*", "https://a.example"])
def test_an_origin_that_no_browser_sends_is_refused(origin: str, allowed: str) -> None:
    assert not Origins(frozenset({allowed})).allow(origin, "mentor.example")


def test_the_sentence_for_a_refused_origin_can_be_sent(caplog: pytest.LogCaptureFixture) -> None:
    async def route(request: Request) -> HTTPResponse:
        raise AssertionError("it is not called")

    request = cast(Request, SimpleNamespace(headers={"origin": "https://\udccf"}, host="mentor"))
    answer = asyncio.run(Guard(Origins()).over(route)(request))
    assert answer is not None
    assert answer.status == 403
    assert json.loads(answer.body or b"")["error"].startswith("The mentor may not be embedded at")
