"""Calls to Slack: one after the other in a channel, 429 waited out, the rest said."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

import aiohttp
import pytest
from slack_sdk.errors import SlackApiError

from connectors.slack import outbox as module
from connectors.slack.outbox import Outbox, RefusedError, UnsureError


class Answer:
    """What slack_sdk returns, or holds in its error."""

    def __init__(self, data: dict[str, Any], *, status: int = 200, wait: str = "") -> None:
        self.data = data
        self.status_code = status
        self.headers = {"Retry-After": wait} if wait else {}


class Client:
    """Answers with what it is told to, the first first."""

    def __init__(self, *answers: Answer | Exception) -> None:
        self.answers = list(answers)
        self.calls: list[tuple[str, dict[str, Any]]] = []
        self.n_at_once = self.most_at_once = 0

    async def api_call(self, method: str, **arguments: Any) -> Answer:
        self.calls.append((method, arguments))
        self.n_at_once += 1
        self.most_at_once = max(self.most_at_once, self.n_at_once)
        await asyncio.sleep(0)
        self.n_at_once -= 1
        answer = self.answers.pop(0) if self.answers else Answer({"ok": True, "ts": "1.1"})
        if isinstance(answer, Exception):
            raise answer
        return answer


def failed(error: str, *, status: int = 200, wait: str = "") -> SlackApiError:
    answer = Answer({"ok": False, "error": error}, status=status, wait=wait)
    return SlackApiError("no", answer)


def outbox(client: Client) -> Outbox:
    return Outbox(client)


@pytest.fixture
def pauses(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """Do not wait, note for how long it would have been."""
    found: list[float] = []

    async def note(seconds: float) -> None:
        found.append(seconds)

    monkeypatch.setattr(asyncio, "sleep", note)
    return found


@pytest.mark.parametrize(
    "problem",
    [failed("ratelimited", status=429, wait="7"), failed("ratelimited", wait="7")],
    ids=["429", "200"],
)
def test_retry_after_is_waited_out(problem: SlackApiError, pauses: list[float]) -> None:
    client = Client(problem, problem)
    answer = asyncio.run(outbox(client).call("chat.postMessage", queue="C1", channel="C1"))
    assert answer["ts"] == "1.1"
    assert [pause for pause in pauses if pause] == [7.0, 7.0]
    assert len(client.calls) == 3


def test_without_a_number_it_waits_all_the_same(pauses: list[float]) -> None:
    asyncio.run(outbox(Client(failed("ratelimited", status=429))).call("chat.delete"))
    assert module.DEFAULT_WAIT_SECONDS in pauses


@pytest.mark.parametrize(
    ("problem", "kind"),
    [
        (failed("channel_not_found"), RefusedError),
        (failed("internal_error"), UnsureError),
        (failed("", status=503), UnsureError),
        (aiohttp.ClientConnectionError(), UnsureError),
        (asyncio.TimeoutError(), UnsureError),
    ],
    ids=range(5),
)
def test_what_slack_refuses_and_what_is_not_known_are_told_apart(
    problem: Exception, kind: type[Exception]
) -> None:
    with pytest.raises(kind):
        asyncio.run(outbox(Client(problem)).call("chat.postMessage", queue="C1"))
    assert asyncio.run(outbox(Client(problem)).attempt("chat.postMessage")) == {}


def test_a_channels_calls_are_made_one_after_the_other() -> None:
    client = Client()
    ours = outbox(client)

    async def post(*channels: str) -> None:
        calls = (ours.call("chat.postMessage", queue=c, n=n) for n, c in enumerate(channels))
        await asyncio.gather(*calls)

    asyncio.run(post("C1", "C1", "C1"))
    assert client.most_at_once == 1
    assert [arguments["json"]["n"] for _, arguments in client.calls] == [0, 1, 2]
    client = Client()
    ours = outbox(client)
    asyncio.run(post("C1", "C2", "C3"))
    assert client.most_at_once == 3


def test_what_is_done_before_is_done_when_its_turn_has_come() -> None:
    order: list[str] = []

    def note(name: str) -> Callable[[], Awaitable[None]]:
        async def before() -> None:
            order.append(name)

        return before

    class Noting(Client):
        async def api_call(self, method: str, **arguments: Any) -> Answer:
            answer = await super().api_call(method, **arguments)
            order.append(f"posted {arguments['json']['name']}")
            return answer

    async def post() -> None:
        ours = outbox(Noting())
        await asyncio.gather(
            ours.call("chat.postMessage", queue="C1", before=note("a"), name="a"),
            ours.call("chat.postMessage", queue="C1", before=note("b"), name="b"),
        )

    asyncio.run(post())
    assert order == ["a", "posted a", "b", "posted b"]


def test_what_reads_takes_no_json() -> None:
    client = Client()
    asyncio.run(outbox(client).call("conversations.replies", channel="C1", ts="1.1"))
    asyncio.run(outbox(client).call("chat.update", channel="C1", ts="1.1"))
    assert [list(arguments) for _, arguments in client.calls] == [["params"], ["json"]]
