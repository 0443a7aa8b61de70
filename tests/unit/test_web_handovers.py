"""Requests to talk to a person: kept, passed on once, tried again, given up."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path

import pytest

from connectors.web import handovers
from connectors.web.database import Database
from connectors.web.handovers import Handovers, UndeliveredError, Waiting, body
from connectors.web.human import Human
from connectors.web.messages import MessageError, Request, read_request
from tests.clocks import Clocks

ASKED = Request("r1", "ann@example.org", "", "https://shop.example/")
SAID = [{"role": "person", "text": "is it so?", "n": 1}, {"role": "mentor", "text": "no", "n": 2}]


class Post:
    """Takes requests, or refuses them."""

    def __init__(self) -> None:
        self.fails = False
        self.taken: list[tuple[str, str]] = []

    async def __call__(self, content: str, id: str) -> None:
        if self.fails:
            raise UndeliveredError("it is down")
        self.taken.append((id, content))


@pytest.fixture
def clocks() -> Clocks:
    return Clocks()


@pytest.fixture
def post() -> Post:
    return Post()


@pytest.fixture
def kept(tmp_path: Path, post: Post, clocks: Clocks) -> Handovers:
    return Handovers(Database.under(tmp_path), post, clock=clocks.wall_clock())


def taken(kept: Handovers) -> Waiting:
    waiting = kept.take_due()
    assert waiting is not None
    return waiting


def test_a_request_is_passed_on_once_and_erased(kept: Handovers, post: Post) -> None:
    for _ in range(2):  # the widget sends it again where the answer was lost
        kept.add("v1", "web-v1", ASKED, SAID)
    waiting = taken(kept)
    assert kept.take_due() is None  # this process has it
    asyncio.run(kept.deliver(waiting))
    assert [id for id, _ in post.taken] == ["r1"]
    assert kept.take_due() is None


def test_what_is_not_taken_is_tried_again_after_a_growing_pause(
    kept: Handovers, post: Post, clocks: Clocks
) -> None:
    post.fails = True
    kept.add("v1", "web-v1", ASKED, SAID)
    for pause in (5, 10, 20):
        asyncio.run(kept.deliver(taken(kept)))
        clocks.go_on(pause - 1)
        assert kept.take_due() is None
        clocks.go_on(1)
    post.fails = False
    asyncio.run(kept.deliver(taken(kept)))
    assert len(post.taken) == 1


def test_a_request_of_a_process_that_died_is_taken_by_another(
    kept: Handovers, clocks: Clocks
) -> None:
    kept.add("v1", "web-v1", ASKED, SAID)
    taken(kept)
    clocks.go_on(handovers.HOLD_SECONDS)
    assert taken(kept).id == "r1"


@pytest.mark.parametrize("jump", [3600.0, 86_400.0, -3600.0, -86_400.0])
def test_a_clock_that_is_set_delays_and_doubles_nothing(
    tmp_path: Path, kept: Handovers, post: Post, clocks: Clocks, jump: float
) -> None:
    other = Handovers(Database.under(tmp_path), post, clock=clocks.wall_clock())
    assert other.take_due() is None
    kept.add("v1", "web-v1", ASKED, SAID)
    waiting = taken(kept)
    kept.add("v2", "web-v2", ASKED, SAID)
    clocks.set(jump)
    new = other.take_due()
    assert new is not None
    assert new.visitor == "v2"  # nobody has it: it does not wait
    asyncio.run(other.deliver(new))
    assert other.take_due() is None  # the first is under way
    post.fails = True
    asyncio.run(kept.deliver(waiting))
    post.fails = False
    clocks.go_on(handovers.HOLD_SECONDS)
    asyncio.run(other.deliver(taken(other)))
    assert len(post.taken) == 2
    assert kept.take_due() is None


def test_what_waited_when_the_clock_was_put_back_before_a_start_goes_out_soon(
    tmp_path: Path, kept: Handovers, post: Post, clocks: Clocks
) -> None:
    post.fails = True
    kept.add("v1", "web-v1", ASKED, SAID)
    asyncio.run(kept.deliver(taken(kept)))
    clocks.set(-86_400.0)
    next_one = Handovers(Database.under(tmp_path), post, clock=clocks.wall_clock())
    assert next_one.take_due() is None
    clocks.go_on(handovers.HOLD_SECONDS)
    assert taken(next_one).id == "r1"


def test_a_start_delays_nothing(
    tmp_path: Path, kept: Handovers, post: Post, clocks: Clocks
) -> None:
    post.fails = True
    kept.add("v1", "web-v1", ASKED, SAID)
    asyncio.run(kept.deliver(taken(kept)))
    clocks.go_on(handovers.FIRST_PAUSE_SECONDS)
    assert taken(Handovers(Database.under(tmp_path), post, clock=clocks.wall_clock())).id == "r1"


def test_after_many_tries_it_is_given_up(kept: Handovers, post: Post, clocks: Clocks) -> None:
    post.fails = True
    kept.add("v1", "web-v1", ASKED, SAID)
    for _ in range(handovers.N_TRIES):
        asyncio.run(kept.deliver(taken(kept)))
        clocks.go_on(handovers.MAX_PAUSE_SECONDS)
    assert kept.take_due() is None


def test_the_body_says_who_asks_and_what_was_said() -> None:
    assert body("web-v1", ASKED, SAID) == {
        "text": "ann@example.org would like to talk to a person.\n\nis it so?",
        "contact": "ann@example.org",
        "message": "",
        "page": "https://shop.example/",
        "person": "web-v1",
        "messages": [{"role": "person", "text": "is it so?"}, {"role": "mentor", "text": "no"}],
    }
    assert len(body("web-v1", ASKED, SAID * 50)["messages"]) == handovers.MAX_MESSAGES


def test_a_request_is_read() -> None:
    sent = {"id": "r1", "contact": " ann ", "message": "why?", "page": "https://x.example"}
    assert read_request(json.dumps(sent).encode()) == Request("r1", "ann", "why?", sent["page"])


@pytest.mark.parametrize(
    ("fields", "status"),
    [
        ({"id": "r1"}, 400),
        ({"id": "r1", "contact": " "}, 400),
        ({"id": "r 1", "contact": "ann"}, 400),
        ({"id": "r1", "contact": 7}, 400),
        ({"id": "r1", "contact": "ann", "message": None}, 400),
        ({"id": "r1", "contact": "a" * 201}, 413),
        ({"id": "r1", "contact": "ann", "message": "a" * 4001}, 413),
    ],
    ids=range(7),
)
def test_a_bad_request_gets_one_sentence(fields: dict[str, object], status: int) -> None:
    with pytest.raises(MessageError) as refused:
        read_request(json.dumps(fields).encode())
    assert refused.value.status == status
    assert str(refused.value).endswith(".")


@pytest.mark.parametrize(
    ("contact", "address"),
    [
        ("", ""),
        ("ask Ann at the desk", ""),
        ("help@example.org", "mailto:help@example.org"),
        ("write to help@example.org.", "mailto:help@example.org"),
        ("https://example.org/help", "https://example.org/help"),
        ("call tel:+123", "tel:+123"),
        ("javascript:alert(1)", ""),
    ],
)
def test_an_address_in_a_maintainers_words_is_linked(
    monkeypatch: pytest.MonkeyPatch, contact: str, address: str
) -> None:
    monkeypatch.delenv("MENTOR_HUMAN_WEBHOOK", raising=False)
    monkeypatch.setenv("MENTOR_CONTACT", contact)
    assert Human.from_environment() == Human("", address)


@pytest.mark.parametrize("webhook", ["example.org", "ftp://x", "https://", "https://[x"])
def test_a_webhook_that_is_no_address_is_left_out_and_said_so(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture, webhook: str
) -> None:
    monkeypatch.setenv("MENTOR_HUMAN_WEBHOOK", webhook)
    assert Human.from_environment().webhook == ""
    assert "MENTOR_HUMAN_WEBHOOK is no http or https address" in caplog.text
