"""What the widget's tests need: a mentor in this process that can be slow, fail and be restarted,
and pages of other sites with a policy of their own."""

from __future__ import annotations

import asyncio
import json
import threading
import time
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import httpx
from rasa.core.channels.channel import InputChannel, UserMessage
from sanic import Sanic
from sanic.touchup import TouchUp

from bot.server import create_app
from bot.stack import listen
from connectors.web.channel import WebChannel
from connectors.web.limits import Rate
from connectors.web.messages import WORD_JOINER
from connectors.web.rest import SafeRest
from knowledge.home import REPOSITORY

TABLE = (
    "Both are **databases**:\n\n| | SQL | NoSQL |\n|---|---|---|\n| Form | Tables | Documents |\n"
    "| Joins | Yes | Seldom |\n\n- one\n- two\n\n```\nSELECT 1;\n```"
)
GOLDEN = json.loads((REPOSITORY / "tests/golden/reply.json").read_text("utf-8"))
PLENTY = Rate(burst=10_000, per_minute=10_000)


# Sanic rewrites its own methods when an application starts, which fails in a process's second one.
_rewrite, _rewritten = TouchUp.run, threading.Event()


def _rewrite_once(app: Sanic) -> None:
    if not _rewritten.is_set():
        _rewritten.set()
        _rewrite(app)  # type: ignore[no-untyped-call]


TouchUp.run = _rewrite_once  # type: ignore[method-assign]


class FakeAgent:
    """Says what it hears; some words make it do more."""

    def __init__(self) -> None:
        self.heard: list[str] = []
        self.intents: list[str] = []  # what Rasa would have read as one
        self.replies: dict[str, dict[str, Any]] = {}
        self.seconds = 0.0

    def is_ready(self) -> bool:
        return True

    async def handle_message(self, message: UserMessage) -> None:
        text = message.text.removeprefix(WORD_JOINER)
        self.heard.append(text)
        if message.text.startswith("/"):
            self.intents.append(message.text)
        await asyncio.sleep(self.seconds)
        if text.startswith("fail"):
            raise RuntimeError("as a broken component would")
        reply = self.replies.get(text) or self._reply(text)
        await message.output_channel.send_response(message.sender_id, reply)

    def _reply(self, text: str) -> dict[str, Any]:
        if text in GOLDEN:
            return dict(GOLDEN[text])
        if text == "table":
            return {"text": TABLE, "custom": GOLDEN["answer"]["custom"]}
        if text == "long":
            return {"text": "\n\n".join(f"Paragraph {n}." for n in range(60)), "custom": {}}
        return {"text": f"heard: {text}", "custom": {"kind": "answer"}}


class Mentor:
    """The web application in a thread, on one port through all its restarts."""

    def __init__(self, *beside: InputChannel, visitor_rate: Rate = PLENTY) -> None:
        self.agent = FakeAgent()
        self._beside = beside
        self._rate = visitor_rate
        self.port = 0
        self.start()

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def start(self) -> None:
        Sanic._app_registry.pop("backend_mentor", None)
        channel = WebChannel(visitor_rate=self._rate, address_rate=PLENTY)
        app = create_app(
            [channel, SafeRest(), *self._beside], actions_url="http://127.0.0.1:9/webhook"
        )
        app.ctx.agent = self.agent
        loops: list[asyncio.AbstractEventLoop] = []
        app.register_listener(lambda _, loop: loops.append(loop), "after_server_start")
        listener = listen("127.0.0.1", self.port)
        self.port = listener.getsockname()[1]
        options = {"sock": listener, "motd": False, "register_sys_signals": False}
        thread = threading.Thread(target=app.run, kwargs=options, daemon=True)
        thread.start()
        assert httpx.get(f"{self.address}/health/live", timeout=10).status_code == 200
        self._app, self._loop, self._thread = app, loops[0], thread

    def stop(self) -> None:
        self._loop.call_soon_threadsafe(self._app.stop)
        self._thread.join(15)
        assert not self._thread.is_alive()
        Sanic._app_registry.pop("backend_mentor", None)


class Site:
    """A website of somebody else, with what it serves by path: (policy, page)."""

    def __init__(self) -> None:
        self.pages: dict[str, tuple[str, str]] = {}
        site = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                policy, page = site.pages.get(self.path, ("", ""))
                self.send_response(200 if page else 404)
                self.send_header("Content-Type", "text/html; charset=utf-8")
                if policy:
                    self.send_header("Content-Security-Policy", policy)
                self.end_headers()
                self.wfile.write(page.encode())

            def log_message(self, *_: object) -> None:
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.address = f"http://127.0.0.1:{self._server.server_port}"
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    def stop(self) -> None:
        self._server.shutdown()
        self._server.server_close()


def until(condition: Callable[[], bool], *, seconds: float = 10.0) -> bool:
    """Wait until it holds; tell whether it did in time."""
    deadline = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.02)
    return True
