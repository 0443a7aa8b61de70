"""Rasa's socket.io channel beside the widget, with a socket.io client in a browser."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from bot.server import channels
from connectors.web.rest import SafeRest
from connectors.web.socketio import MAX_CHARACTERS, SafeSocketIO
from tests.scenario.widget import GOLDEN, Mentor, Site, npm

CONVERSE = """([address, messages, nReplies, transport]) => new Promise((done, fail) => {
  const socket = io(address, {transports: [transport], reconnection: false, forceNew: true});
  const heard = [];
  setTimeout(() => fail(new Error(`only ${heard.length} replies`)), 10000);
  socket.on("connect_error", (problem) => fail(problem));
  socket.on("connect", () => socket.emit("session_request", {session_id: "ann"}));
  socket.on("session_confirm", (session) => messages.forEach((message) =>
    socket.emit("user_uttered", {message, session_id: session})));
  socket.on("bot_uttered", (reply) => {
    heard.push(reply);
    if (heard.length === nReplies) socket.close(), done(heard);
  });
})"""


@pytest.fixture(scope="module")
def talking(tmp_path_factory: pytest.TempPathFactory, site: Site) -> Iterator[Mentor]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("MENTOR_HOME", str(tmp_path_factory.mktemp("home")))
        patch.setenv("MENTOR_ORIGINS", site.address)
        patch.delenv("DATABASE_URL", raising=False)
        started = Mentor(SafeSocketIO.from_credentials({"session_persistence": True}))
        yield started
        started.stop()


@pytest.fixture
def page(browser: Browser, site: Site) -> Iterator[Page]:
    """A page of a site that may speak with the mentor."""
    client = npm("socket.io-client", "dist/socket.io.min.js")
    site.pages["/"] = ("", "<!doctype html><title>A site</title>")
    opened = browser.new_page()
    opened.goto(site.address)
    opened.add_script_tag(path=client)
    yield opened
    opened.close()


def converse(
    page: Page, mentor: Mentor, *messages: Any, n_replies: int, transport: str = "websocket"
) -> list[dict[str, Any]]:
    """Send messages and return the replies."""
    replies: list[dict[str, Any]] = page.evaluate(
        CONVERSE, [mentor.address, list(messages), n_replies, transport]
    )
    return replies


@pytest.mark.parametrize("transport", ["websocket", "polling"])
def test_a_reply_comes_whole_with_its_payload(page: Page, talking: Mentor, transport: str) -> None:
    replies = converse(page, talking, "answer", "hello", n_replies=2, transport=transport)
    assert GOLDEN["answer"] in replies
    assert {"text": "heard: hello", "custom": {"kind": "answer"}} in replies


def test_no_text_is_an_intent_and_no_message_ends_the_connection(
    page: Page, talking: Mentor
) -> None:
    bad = ("x" * (MAX_CHARACTERS + 1), {"a": 1}, "fail")
    (reply,) = converse(page, talking, *bad, "/restart", n_replies=1)
    assert reply["text"] == "heard: /restart"
    assert talking.agent.intents == []


def test_only_pages_that_may_embed_the_widget_connect(
    browser: Browser, talking: Mentor, site: Site
) -> None:
    page = browser.new_page()
    page.goto(site.address.replace("127.0.0.1", "localhost"))  # another origin, not named
    page.add_script_tag(path=npm("socket.io-client", "dist/socket.io.min.js"))
    for transport in ("websocket", "polling"):
        with pytest.raises(Exception, match="error"):
            converse(page, talking, "hello", n_replies=1, transport=transport)
    page.close()


def test_rasas_names_stand_for_the_safe_channels(tmp_path: Path) -> None:
    credentials = tmp_path / "credentials.yml"
    credentials.write_text("rest:\nsocketio:\n  user_message_evt: said\n", "utf-8")
    rest, talk, *_ = channels(credentials)
    assert isinstance(rest, SafeRest)
    assert isinstance(talk, SafeSocketIO)
    assert talk.user_message_evt == "said"
