"""Conversing with the search alone, and over HTTP."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

from bot.speakers import by_mentor, by_server
from knowledge.errors import SettingError
from knowledge.mentor import Mentor
from knowledge.reply import Reply, Source

SOURCE = Source("g1", "Guide", "Tea", None, "It keeps two years.")


class RestHandler(BaseHTTPRequestHandler):
    """Answers as the REST channel does; a second message of a person in two parts."""

    heard: list[dict[str, Any]]

    def do_POST(self) -> None:
        asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self.heard.append({"path": self.path, **asked})
        reply = Reply("Two years.", "answer", 0.9, (SOURCE,), release="r7")
        parts = [{"text": reply.text, "custom": reply.payload()}]
        parts += [{"text": "And more."}] * (asked["message"] == "more")
        body = json.dumps(parts).encode()
        self.send_response(503 if asked["message"] == "busy" else 200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: Any) -> None:
        """Say nothing."""


@pytest.fixture
def heard() -> list[dict[str, Any]]:
    return []


@pytest.fixture
def address(heard: list[dict[str, Any]]) -> Iterator[str]:
    handler = type("Handler", (RestHandler,), {"heard": heard})
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()


def test_a_running_mentor_is_asked_over_rest(address: str, heard: list[dict[str, Any]]) -> None:
    first, second = by_server(address)(["how long?", "more"])
    assert first.reply == Reply("Two years.", "answer", 0.9, (SOURCE,), release="r7")
    assert second.reply.text == "Two years.\n\nAnd more."
    assert first.best is None
    assert first.latency_ms > 0
    assert [one["message"] for one in heard] == ["how long?", "more"]
    assert {one["path"] for one in heard} == {"/webhooks/rest/webhook"}


def test_each_conversation_is_a_new_person(address: str, heard: list[dict[str, Any]]) -> None:
    speak = by_server(address)
    speak(["one", "two"])
    speak(["three"])
    one, two, three = (call["sender"] for call in heard)
    assert one == two != three


def test_what_is_no_mentor_is_said_so(address: str) -> None:
    with pytest.raises(SettingError, match=r"does not answer as a mentor does .*503"):
        by_server(address)(["busy"])
    for wrong in ("http://127.0.0.1:1", "localhost", "http://["):
        with pytest.raises(SettingError, match="correct the address"):
            by_server(wrong)(["how long?"])


def test_the_search_shows_what_its_gate_held_back(tea_mentor: Mentor) -> None:
    answered, refused = by_mentor(tea_mentor)(
        ["How long does tea keep?", "Which football team won the match in the rain?"]
    )
    assert answered.best is answered.reply
    assert refused.reply.kind == "refusal"
    assert refused.best is not None
    assert refused.best.kind == "answer"
    assert refused.best.text != refused.reply.text
    assert answered.latency_ms > 0
