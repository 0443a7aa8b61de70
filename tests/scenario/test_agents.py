"""The agent before Rasa's processor: what is turned away, guarded, repeated, given up."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from aiohttp import web
from rasa.core.channels.channel import CollectingOutputChannel, UserMessage
from rasa.shared.core.events import BotUttered, UserUttered
from sanic.exceptions import ServiceUnavailable

from bot import agents, metrics
from bot.action_endpoint import ActionPool, OwnActions
from bot.agents import MAX_MESSAGES, MeteredAgent, as_words
from bot.components.question import GUARD
from bot.locks import MemoryLocks
from bot.repeats import NAMED, answers_to
from connectors.web import rest
from tests.parts import free_port


class Processor:
    """Takes a while and echoes."""

    def __init__(self, seconds: float = 0.0) -> None:
        self.seconds = seconds
        self.heard: list[str] = []

    async def handle_message(self, message: UserMessage) -> list[dict[str, Any]]:
        self.heard.append(message.text)
        await asyncio.sleep(self.seconds)
        await message.output_channel.send_response(message.sender_id, {"text": message.text})
        return list(message.output_channel.messages)


def agent_with(processor: Processor) -> MeteredAgent:
    agent = MeteredAgent(lock_store=MemoryLocks())
    agent.processor = processor
    return agent


def message(text: str, sender: str = "ann") -> UserMessage:
    return UserMessage(text, CollectingOutputChannel(), sender, input_channel="test")


@pytest.mark.parametrize("text", ["/restart", "  /ask", '/ask{"term": "x"}', "\n/", "/"])
def test_a_slash_is_words_whatever_the_channel(text: str) -> None:
    processor = Processor()
    asyncio.run(agent_with(processor).handle_message(message(text)))
    assert processor.heard == [GUARD + text.strip()]
    assert not processor.heard[0].strip().startswith("/")


@pytest.mark.parametrize("text", ["what is / in a path?", " hello ", ""])
def test_other_words_stay_as_they_are(text: str) -> None:
    assert as_words(text) == text


def test_too_many_at_once_are_turned_away_and_the_rest_answered() -> None:
    agent = agent_with(Processor(0.2))

    async def run() -> list[object]:
        asked = (agent.handle_message(message("hello", f"s{n}")) for n in range(MAX_MESSAGES + 20))
        heard: list[object] = await asyncio.gather(*asked, return_exceptions=True)
        return heard

    heard = asyncio.run(run())
    busy = [one for one in heard if isinstance(one, ServiceUnavailable)]
    assert len(busy) == 20
    assert str(busy[0]).endswith("ask again in a moment.")
    assert metrics.n_in_flight() == 0


def test_what_takes_too_long_is_given_up_and_the_next_is_answered(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(agents, "ANSWER_SECONDS", 0.1)
    processor = Processor(5)
    agent = agent_with(processor)

    async def run() -> None:
        with pytest.raises(asyncio.TimeoutError):
            await agent.handle_message(message("slow"))
        processor.seconds = 0
        assert await agent.handle_message(message("quick"))

    asyncio.run(run())


def test_a_named_message_has_the_replies_that_it_had() -> None:
    def said(text: str, id: str) -> UserUttered:
        return UserUttered(text, message_id=f"{NAMED}{id}")

    events = [
        said("one", "a"), BotUttered("first", {"custom": {"kind": "answer"}}),
        said("two", "b"), BotUttered("second"), BotUttered("third"),
    ]  # fmt: skip
    assert [reply["text"] for reply in answers_to(f"{NAMED}b", events)] == ["second", "third"]
    assert answers_to(f"{NAMED}a", events)[0]["custom"] == {"kind": "answer"}
    assert answers_to(f"{NAMED}c", events) == []


def test_channel_and_server_agree_on_what_is_named() -> None:
    assert rest.NAMED == NAMED


class Instead(OwnActions):
    """Counts what is run instead."""

    def __init__(self) -> None:
        super().__init__()
        self.n_calls = 0

    async def request(self, *args: Any, json: Any = None, **kwargs: Any) -> Any:
        self.n_calls += 1
        return {"events": [], "responses": [{"text": "here"}]}


CALL = {"next_action": "action_answer", "tracker": {"events": [{"event": "user"}] * 200}}


def test_the_pool_is_sent_the_conversations_end() -> None:
    seen: list[int] = []

    async def answer(request: web.Request) -> web.Response:
        seen.append(len((await request.json())["tracker"]["events"]))
        return web.json_response({"events": [], "responses": [{"text": "pool"}]})

    async def run() -> Any:
        app = web.Application()
        app.router.add_post("/webhook", answer)
        runner = web.AppRunner(app)
        await runner.setup()
        port = free_port()
        await web.TCPSite(runner, "127.0.0.1", port).start()
        pool = ActionPool(f"http://127.0.0.1:{port}/webhook", instead=Instead())
        result = await pool.request(json=CALL, method="post")
        await pool.close()
        await runner.cleanup()
        return result

    assert asyncio.run(run())["responses"] == [{"text": "pool"}]
    assert seen == [48]


def test_without_the_pool_actions_run_here() -> None:
    instead = Instead()

    async def run() -> None:
        pool = ActionPool(f"http://127.0.0.1:{free_port()}/webhook", instead=instead)
        for _ in range(5):
            assert (await pool.request(json=CALL, method="post"))["responses"]
        await pool.close()

    asyncio.run(run())
    assert instead.n_calls == 5
