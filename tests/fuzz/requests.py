"""Requests as nobody should send them, to a server in this process; each answer must be deliberate.

A good request ─ mutated: bytes flipped, cut, doubled, other types ─ sent over a socket ─ judged
"""

from __future__ import annotations

import json
import random
import socket
import time
from collections import Counter
from dataclasses import dataclass, field

PATHS = (
    "/webhooks/rest/webhook",
    "/webhooks/rest/webhook?stream=true",
    "/webhooks/rest/",
    "/",
    "/widget.js",
    "/chat/session",
    "/chat/messages",
    "/chat/messages?after=x&wait=-1",
    "/chat/feedback",
    "/metrics",
    "/health/live",
    "/health/ready",
    "/conversations/a/tracker",
    "/model",
    "/../../etc/passwd",
    "/%2e%2e/",
    "/webhooks/rest/webhook/../../metrics",
    "//",
    "/\u00e9",
    "/slack/events",
)
METHODS = ("GET", "POST", "PUT", "DELETE", "HEAD", "OPTIONS", "PATCH", "TRACE", "BREW")
TEXTS = (
    "what is OAuth?",
    "",
    " ",
    "/restart",
    '/ask{"term": "REST"}',
    "\x00",
    "\ud800",
    "a" * 5000,
    "<script>",
    "'; DROP TABLE events; --",
    "{{7*7}}",
    "${jndi:ldap://x}",
    "\u202egnirts",
    "and for Java?",
    "🐍" * 200,
    "%s%n%d",
    "../" * 40,
    "\r\nSet-Cookie: a=b",
    "NaN",
    "null",
    "-1",
    "1e999",
)
ODD: tuple[object, ...] = (None, True, 0, -1, 1e308, [], {}, [[]], {"a": {}}, "x", "\x00", 10**30)
# 503 is deliberate: not ready, busy, no reply. Any other from 500 on is a crash.
DELIBERATE = frozenset({501, 503, 505})
TIMEOUT_SECONDS = 40.0  # the widget's route waits for up to 25
PATIENCE_SECONDS = 0.3  # with a request that never ends
KINDS = ("application/json", "text/plain", "", "multipart/form-data")
HEADERS = ("Authorization", "Origin", "X-Request-ID", "X-Forwarded-For", "Cookie")
VALUES = (
    "Bearer x.y.z",
    "https://evil.example",
    "a" * 300,
    "\u00ff\u00fe",
    "1.2.3.4",
    "=;=",
    "https://[",
    "null",
)
FIELDS = ("sender", "message", "metadata", "message_id", "id", "text", "after", "n")
BODIES = ("", "[", "null", "[" * 5000, "\u00ff")


@dataclass
class Judged:
    """What came back.

    Attributes:
        statuses: how often which.
        bad: requests whose answer was a crash, or none at all where one was due.
        slowest_seconds: of an answer.
    """

    statuses: Counter[int] = field(default_factory=Counter)
    bad: list[str] = field(default_factory=list)
    slowest_seconds: float = 0.0

    def note(self, status: int, content: bytes, seconds: float) -> None:
        """Note the answer to a request."""
        self.slowest_seconds = max(self.slowest_seconds, seconds)
        self.statuses[status] += 1
        if (status >= 500 and status not in DELIBERATE) or status < 0:
            self.bad.append(f"{status}: {content[:300]!r} ... {content[-300:]!r}")


def request(chance: random.Random) -> tuple[bytes, bool]:
    """Return one request, most of them a little wrong, and whether it is whole.

    A server may wait for the rest of one that is not.
    """
    method = chance.choice(METHODS) if chance.random() < 0.3 else "POST"
    path = chance.choice(PATHS) if chance.random() < 0.6 else PATHS[0]
    body = _body(chance)
    headers = {
        "Host": "127.0.0.1",
        "Content-Type": chance.choice(KINDS),
        "Content-Length": str(len(body)),
        "Connection": "close",
    }
    if chance.random() < 0.2:
        headers[chance.choice(HEADERS)] = chance.choice(VALUES)
    lies = chance.random() < 0.05
    if lies:
        headers["Content-Length"] = chance.choice(["0", "5", "99999999", "-1", "x"])
    lines = [f"{method} {path} HTTP/1.1", *(f"{name}: {value}" for name, value in headers.items())]
    whole = "\r\n".join(lines).encode("utf-8", "replace") + b"\r\n\r\n" + body
    if chance.random() < 0.15:
        return _mutated(whole, chance), False
    return whole, not lies


def send(port: int, content: bytes, is_whole: bool, judged: Judged) -> None:
    """Send a request and judge its answer.

    A connection that is closed without an answer is right for what is no HTTP at all.
    """
    began = time.monotonic()
    status = status_of(port, content, TIMEOUT_SECONDS if is_whole else PATIENCE_SECONDS)
    status = 0 if status < 0 and not is_whole else status
    judged.note(status, content, time.monotonic() - began)


def status_of(port: int, content: bytes, seconds: float) -> int:
    """Return the answer's status; 0 for a connection that was closed; -1 where nothing came."""
    try:
        with socket.create_connection(("127.0.0.1", port), timeout=seconds) as connection:
            connection.sendall(content)
            head = connection.recv(64)
    except TimeoutError:
        return -1
    except OSError:
        return 0
    words = head.split(b" ", 2)
    return int(words[1]) if len(words) > 1 and words[1].isdigit() else 0


def _body(chance: random.Random) -> bytes:
    message: dict[str, object] = {
        "sender": chance.choice(["ann", "b" * 255, "\u00e9", f"s{chance.randrange(50)}"]),
        "message": chance.choice(TEXTS),
    }
    kind = chance.random()
    if kind < 0.3:
        message[chance.choice(FIELDS)] = chance.choice(ODD)
    if kind < 0.1:
        ids: tuple[object, ...] = ("a-1", "", "\x00", 7)
        message = {"id": chance.choice(ids), "text": chance.choice(TEXTS), "after": 0}
    text = json.dumps(message)
    if kind > 0.9:
        text = chance.choice([*BODIES, text[: chance.randrange(len(text))]])
    return text.encode("utf-8", "surrogatepass")


def _mutated(content: bytes, chance: random.Random) -> bytes:
    made = bytearray(content)
    for _ in range(chance.randrange(1, 6)):
        place = chance.randrange(len(made))
        action = chance.randrange(3)
        if action == 0:
            made[place] = chance.randrange(256)
        elif action == 1:
            del made[place : place + chance.randrange(1, 20)]
        else:
            made[place:place] = made[place : place + chance.randrange(1, 40)]
        if not made:
            return b"\r\n"
    return bytes(made)
