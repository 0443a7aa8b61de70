"""What Slack sends, as it never would: mutated events, interactions and commands, forged ones too.

a documented payload ─ mutated as JSON ─ as JSON or a form ─ signed, or not as Slack would ─ judged

A signed request may be taken or refused, but must not crash; a forged one must not be taken.
"""

from __future__ import annotations

import copy
import json
import random
import time
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlencode

from knowledge.home import REPOSITORY
from tests.fuzz.documents import mutated
from tests.fuzz.requests import ODD, TEXTS, TIMEOUT_SECONDS, Judged, status_of
from tests.slack_mock import BOT, MockSlack

PAYLOADS = REPOSITORY / "tests" / "golden" / "slack" / "payloads"
PATH = "/slack/events"
OLD_SECONDS = 3600.0
WORDS = (
    *TEXTS,
    f"<@{BOT}> what is REST?",
    f"<@{BOT}>",
    "<@U1|>",
    "<!channel>",
    "<http://x|y",
    "&lt;&amp;",
    "<#C1|" * 50,
    "```" * 7,
    "message",
    "message_changed",
    "message_deleted",
    "app_mention",
    "view_submission",
    "block_actions",
    "D1",
    "C1",
    "1355517591.000100",
)
LIES = (
    "unsigned",
    "another secret",
    "old",
    "signature of another body",
    "no time",
    "a time in words",
    "a time beyond all",
    "a signature in other letters",
)


def payloads() -> list[dict[str, Any]]:
    """Return a payload of each kind, in which this Slack's mentor is spoken to."""
    texts = (path.read_text("utf-8") for path in sorted(PAYLOADS.glob("*.json")))
    return [json.loads(text.replace("U0LAN0Z89", BOT)) for text in texts]


def request(
    known: list[dict[str, Any]], slack: MockSlack, chance: random.Random
) -> tuple[bytes, bool]:
    """Return one request, and whether it is forged."""
    body, kind = _body(_changed(chance.choice(known), slack, chance), chance)
    lie = chance.choice(LIES) if chance.random() < 0.3 else ""
    headers = {
        "Host": "127.0.0.1",
        "Content-Type": kind,
        "Content-Length": str(len(body)),
        "Connection": "close",
        **_signature(slack, body, lie),
    }
    lines = [f"POST {PATH} HTTP/1.1", *(f"{name}: {value}" for name, value in headers.items())]
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + body, bool(lie)


def send(port: int, content: bytes, is_forged: bool, judged: Judged) -> None:
    """Send a request and judge its answer."""
    began = time.monotonic()
    status = status_of(port, content, TIMEOUT_SECONDS)
    judged.note(status, content, time.monotonic() - began)
    if is_forged and status == 200:
        judged.bad.append(f"a forged request was taken: {content[-300:]!r}")


def _signature(slack: MockSlack, body: bytes, lie: str) -> dict[str, str]:
    text = body.decode("utf-8", "replace")
    if lie == "unsigned":
        return {}
    if lie == "another secret":
        return slack.sign(text, secret="not Slack's")
    if lie == "old":
        return slack.sign(text, at=time.time() - OLD_SECONDS)
    if lie == "signature of another body":
        return slack.sign(f"{text} ")
    signed = slack.sign(text)
    stamp, signature = signed
    wrong: dict[str, dict[str, str]] = {
        "no time": {signature: signed[signature]},
        "a time in words": {**signed, stamp: "now"},
        "a time beyond all": {**signed, stamp: "9" * 400},
        "a signature in other letters": {**signed, signature: "v0=\u00e9"},
    }
    return wrong.get(lie, signed)


def _body(payload: dict[str, Any], chance: random.Random) -> tuple[bytes, str]:
    """Return a payload as Slack sends its kind, and the content type."""
    form = "application/x-www-form-urlencoded"
    if "command" in payload:
        body, kind = urlencode({k: _as_text(v) for k, v in payload.items()}).encode(), form
    elif "event" in payload:
        body, kind = json.dumps(payload).encode(), "application/json"
    else:
        body, kind = urlencode({"payload": json.dumps(payload)}).encode(), form
    if chance.random() < 0.1:
        body = mutated(body, chance)
    if chance.random() < 0.05:
        kind = chance.choice(["application/json", form, "text/plain", ""])
    return body, kind


def _as_text(value: object) -> str:
    text = value if isinstance(value, str) else json.dumps(value)
    return text.encode("utf-8", "replace").decode()


def _changed(payload: dict[str, Any], slack: MockSlack, chance: random.Random) -> dict[str, Any]:
    """Return a payload that Slack has not sent before, most of them with some parts changed."""
    made = copy.deepcopy(payload)
    number = chance.randrange(10**9)
    if chance.random() < 0.9:  # else it is the same again
        fresh = {
            "trigger_id": slack.new_trigger(),
            "event_id": f"Ev{number}",
            "response_url": slack.response_url("C024BE91L", "U061F7AUR"),
        }
        made |= {name: value for name, value in fresh.items() if name in made}
        event = made.get("event")
        if isinstance(event, dict) and "ts" in event:
            event["ts"] = f"{1_700_000_000 + number}.000100"
    for _ in range(chance.choice([0, 0, 1, 1, 2, 5])):
        places = list(_places(made))
        if places:
            _change(*chance.choice(places), chance)
    return made


def _change(holder: Any, key: Any, chance: random.Random) -> None:
    action = chance.randrange(4)
    if action == 0:
        del holder[key]
    elif action == 1:
        holder[key] = copy.deepcopy(chance.choice(ODD))
    elif action == 2:
        holder[key] = chance.choice(WORDS)
    else:
        holder[key] = [holder[key]] * chance.choice([1, 2, 60])


def _places(value: Any) -> Iterator[tuple[Any, Any]]:
    """Yield each place of a JSON value as what holds it and its name or number there."""
    keys: Any = value if isinstance(value, dict) else range(len(value))
    for key in list(keys):
        yield value, key
        if isinstance(value[key], dict | list):
            yield from _places(value[key])
