"""What the widget's tests need: a mentor in this process that can be slow, fail and be restarted,
and pages of other sites with a policy of their own."""

from __future__ import annotations

import asyncio
import json
import os
import threading
import time
from collections.abc import Callable
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import httpx
import pytest
from playwright.sync_api import BrowserContext, Locator, Page
from rasa.core.channels.channel import InputChannel, UserMessage
from sanic import Sanic
from sanic.touchup import TouchUp

from bot.server import create_app
from bot.stack import listen, wait_until
from connectors.web.channel import WebChannel
from connectors.web.conversations import Conversations
from connectors.web.limits import Rate
from connectors.web.messages import WORD_JOINER
from connectors.web.rest import SafeRest
from knowledge.home import REPOSITORY

TABLE = (
    "Both are **databases**:\n\n| | SQL | NoSQL |\n|---|---|---|\n| Form | Tables | Documents |\n"
    "| Joins | Yes | Seldom |\n\n- one\n- two\n\n```\nSELECT 1;\n```"
)
GOLDEN = json.loads((REPOSITORY / "tests/golden/reply.json").read_text("utf-8"))
PAGE = (
    "<!doctype html><html lang=en><head><meta charset=utf-8>"
    "<meta name=viewport content='width=device-width,initial-scale=1'><title>A site</title></head>"
    "<body><main><h1>A site</h1><button id=own>Own button</button></main>"
    "<script src={address}/widget.js data-title='Ask us' {attributes}></script></body></html>"
)
STRICT = (
    "default-src 'self'; script-src {address}; connect-src {address}; "
    "require-trusted-types-for 'script'; trusted-types 'none'"
)
LEASE_SECONDS = 0.5  # of a mentor that died before
PLENTY = Rate(burst=10_000, per_minute=10_000)


# Sanic rewrites its own methods when an application starts, which fails in a process's second one.
_rewrite, _rewritten = TouchUp.run, threading.Event()


def _rewrite_once(app: Sanic) -> None:
    if not _rewritten.is_set():
        _rewritten.set()
        _rewrite(app)  # type: ignore[no-untyped-call]


TouchUp.run = _rewrite_once  # type: ignore[method-assign]


NPM = REPOSITORY / ".venv" / "npm" / "node_modules"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


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
        self._channel = channel
        app = create_app([channel, SafeRest(), *self._beside])
        app.ctx.agent = self.agent
        loops: list[asyncio.AbstractEventLoop] = []
        app.register_listener(lambda _, loop: loops.append(loop), "after_server_start")
        listener = listen("127.0.0.1", self.port)
        self.port = listener.getsockname()[1]
        options = {"sock": listener, "motd": False, "register_sys_signals": False}
        thread = threading.Thread(target=app.run, kwargs=options, daemon=True)
        thread.start()
        assert httpx.get(f"{self.address}/health/live", timeout=10).status_code == 200
        assert wait_until(lambda: bool(loops), seconds=10)  # it answers a moment before
        self._app, self._loop, self._thread = app, loops[0], thread

    def die(self) -> None:
        """End what is being answered, as a killed process would; another one takes over."""
        asyncio.run_coroutine_threadsafe(self._die(), self._loop).result(10)

    async def _die(self) -> None:
        if (opened := self._channel._opened) is None:
            return
        workers = list(opened.conversations._workers.values())
        for worker in workers:
            worker.cancel()
        await asyncio.gather(*workers, return_exceptions=True)
        fresh = Conversations(
            opened.store, self._channel._handler, channel="web", lease_seconds=LEASE_SECONDS
        )
        self._channel._opened = replace(opened, conversations=fresh)
        opened.conversations.end()

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


def visit(context: BrowserContext, site: Site, mentor: Mentor, attributes: str = "") -> Page:
    """Open a page with the widget under the strict policy; violations are counted in the page."""
    site.pages["/"] = (
        STRICT.format(address=mentor.address),
        PAGE.format(address=mentor.address, attributes=attributes),
    )
    page = context.new_page()
    page.add_init_script(
        "window.violations = []; window.answers = 0;"
        "addEventListener('securitypolicyviolation', (e) => violations.push(e.violatedDirective));"
        "addEventListener('mentor:answer', () => answers += 1);"
    )
    page.goto(site.address)
    return page


def say(page: Page, text: str) -> None:
    page.get_by_label("Your message").fill(text)
    page.keyboard.press("Enter")


def answers(page: Page) -> Locator:
    """Return what the mentor said."""
    return page.locator("article.message")


def questions(page: Page) -> Locator:
    return page.locator(".mine .text")


def npm(package: str, file: str) -> Path:
    """Return a file of an npm package; without it the test is skipped, in CI it fails."""
    path = NPM / package / file
    if not path.exists():
        absent = f"{package} is not installed; .ci/real-parts installs it where npm is"
        pytest.fail(absent) if os.environ.get("CI") else pytest.skip(absent)
    return path


def axe(page: Page) -> list[Any]:
    """Return what axe-core finds: each rule with the elements that break it."""
    page.add_script_tag(path=npm("axe-core", "axe.min.js"))
    found: list[Any] = page.evaluate(
        "(rules) => axe.run(document, {runOnly: rules}).then(({violations}) => violations.map("
        "(each) => [each.id, each.nodes.map((node) => node.html)]))",
        RULES,
    )
    return found
