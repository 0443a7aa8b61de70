"""The mentor's server with an agent that says what it hears: for tests of channels alone."""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest
from rasa.core.channels.channel import UserMessage
from sanic import Sanic

from bot.server import channels, create_app
from bot.stack import listen
from knowledge.notebook import Notebook
from tests.echo import echo_reply
from tests.fake_maintenance import FakeMaintenance
from tests.slack_mock import MockSlack


class EchoAgent:
    """Says what it hears and in which conversation, with a payload as an action would.

    A text with "fail" breaks it, "refuse" is turned away, "unsure" is answered with little
    confidence.
    """

    def __init__(self) -> None:
        self.heard: list[tuple[str, str]] = []
        self.metadata: list[dict[str, Any]] = []

    def is_ready(self) -> bool:
        return True

    async def handle_message(self, message: UserMessage) -> None:
        self.heard.append((message.sender_id, message.text))
        self.metadata.append(dict(message.metadata or {}))
        if "fail" in message.text:
            raise RuntimeError("as a broken component would")
        reply = echo_reply(message.text)
        await message.output_channel.send_response(message.sender_id, reply)


class Mentor:
    """The mentor's server in a thread, with an agent that echoes."""

    def __init__(self) -> None:
        Sanic.test_mode = True  # one name for the apps of several tests
        self.agent = EchoAgent()
        app = create_app(channels())
        app.ctx.agent = self.agent
        self.notebook = Notebook.from_environment()
        self.maintenance = FakeMaintenance(self.notebook)
        app.ctx.maintenance = self.maintenance
        self._app = app
        self._loops: list[asyncio.AbstractEventLoop] = []
        app.register_listener(lambda _, loop: self._loops.append(loop), "after_server_start")
        listener = listen("127.0.0.1", 0)
        self.address = f"http://127.0.0.1:{listener.getsockname()[1]}"
        options = {"sock": listener, "motd": False, "register_sys_signals": False}
        self._thread = threading.Thread(target=app.run, kwargs=options)
        self._thread.start()
        assert httpx.get(f"{self.address}/health/live", timeout=10).status_code == 200

    def stop(self) -> None:
        self._loops[0].call_soon_threadsafe(self._app.stop)
        self._thread.join(10)


@contextmanager
def mentor(monkeypatch: pytest.MonkeyPatch, home: Path, **environment: str) -> Iterator[Mentor]:
    monkeypatch.setenv("MENTOR_HOME", str(home))
    monkeypatch.delenv("DATABASE_URL", raising=False)
    for name in ("SLACK_BOT_TOKEN", "SLACK_APP_TOKEN", "SLACK_SIGNING_SECRET", "SLACK_API_URL"):
        monkeypatch.delenv(name, raising=False)
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    running = Mentor()
    try:
        yield running
    finally:
        running.stop()


def answered(slack: MockSlack, thread_ts: str, n: int = 1) -> list[str]:
    """Return the texts in a thread once there are so many; waits for no more to come."""
    assert slack.wait(lambda: len(slack.answers(thread_ts)) >= n), slack.calls
    time.sleep(0.1)
    return [answer["text"] for answer in slack.answers(thread_ts)]
