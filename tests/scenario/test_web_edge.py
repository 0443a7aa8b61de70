"""The routes of the web channel, with an agent that echoes in place of Rasa's."""

from __future__ import annotations

import asyncio
import json
import re
import socket
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from typing import Any

import httpx
import pytest
from rasa.core.actions.action import RemoteAction
from rasa.core.channels.channel import UserMessage
from rasa.core.run import configure_app, create_http_input_channels
from sanic import Sanic

from bot.server import channels, create_app
from bot.stack import listen
from connectors.web.assets import assets
from connectors.web.listeners import MAX_LISTENERS
from connectors.web.messages import MAX_QUESTION_CHARACTERS, WORD_JOINER
from connectors.web.rest import NO_REPLY

jsonschema_check = RemoteAction._validate_action_result  # before anything replaces it
WEBHOOK = "/webhooks/rest/webhook"


class EchoAgent:
    """Says what it hears, as an action would."""

    def is_ready(self) -> bool:
        return True

    async def handle_message(self, message: UserMessage) -> None:
        if message.text == "fail":
            raise RuntimeError("as a broken component would")
        if message.text != "nothing":
            for part in message.text.split(" | "):
                reply = {
                    "text": f"**{part}**\n\nheard",
                    "custom": {"kind": "answer"},
                    "buttons": [],
                }
                await message.output_channel.send_response(message.sender_id, reply)


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[httpx.Client]:
    Sanic._app_registry.pop("backend_mentor", None)  # another test's
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("MENTOR_HOME", str(tmp_path_factory.mktemp("home")))
        patch.setenv("MENTOR_ORIGINS", "https://shop.example, https://blog.example/")
        patch.delenv("DATABASE_URL", raising=False)
        yield from _client()


def _client() -> Iterator[httpx.Client]:
    app = create_app(channels())
    app.ctx.agent = EchoAgent()
    loops: list[asyncio.AbstractEventLoop] = []
    app.register_listener(lambda _, loop: loops.append(loop), "after_server_start")
    listener = listen("127.0.0.1", 0)
    options = {"sock": listener, "motd": False, "register_sys_signals": False}
    thread = threading.Thread(target=app.run, kwargs=options)
    thread.start()
    address = f"http://127.0.0.1:{listener.getsockname()[1]}"
    with httpx.Client(base_url=address, timeout=10) as made:
        assert made.get("/health/live").status_code == 200
        yield made
    loops[0].call_soon_threadsafe(app.stop)
    thread.join(10)
    Sanic._app_registry.pop("backend_mentor", None)


def send(client: httpx.Client, text: str, **options: Any) -> httpx.Response:
    return client.post(WEBHOOK, json={"sender": "ann", "message": text}, **options)


def test_text_and_payload_come_back_in_one_object(client: httpx.Client) -> None:
    assert send(client, "hello").json() == [
        {"recipient_id": "ann", "text": "**hello**\n\nheard", "custom": {"kind": "answer"}}
    ]


def test_each_message_of_the_mentor_is_an_object(client: httpx.Client) -> None:
    assert [reply["text"][:5] for reply in send(client, "a | b").json()] == ["**a**", "**b**"]


@pytest.mark.parametrize("text", ["/restart", '  /ask{"term": "REST"}', "/"])
def test_a_text_never_reaches_rasa_as_an_intent(client: httpx.Client, text: str) -> None:
    assert send(client, text).json()[0]["text"].startswith(f"**{WORD_JOINER}/")


@pytest.mark.parametrize("text", ["fail", "nothing"])
def test_no_reply_is_said_so(client: httpx.Client, text: str) -> None:
    answer = send(client, text)
    assert (answer.status_code, answer.json()) == (503, {"error": NO_REPLY})


def test_stream_sends_a_line_a_reply(client: httpx.Client) -> None:
    lines = send(client, "a | b", params={"stream": "true"}).text.splitlines()
    assert [json.loads(line)["text"][:5] for line in lines] == ["**a**", "**b**"]


def test_a_stream_without_a_reply_ends_with_a_sentence(client: httpx.Client) -> None:
    lines = send(client, "fail", params={"stream": "true"}).text.splitlines()
    assert [json.loads(line) for line in lines] == [{"error": NO_REPLY}]


@pytest.mark.parametrize(
    ("content", "status"),
    [("hello", 400), ('{"message": "hello"}', 400), ("x" * 70_000, 413), ("x" * 2_000_000, 413)],
    ids=["no JSON", "no sender", "long", "very long"],
)
def test_bad_input_gets_one_sentence(client: httpx.Client, content: str, status: int) -> None:
    answer = client.post(WEBHOOK, content=content)
    assert answer.status_code == status
    assert answer.json()["error"].endswith(".")


@pytest.mark.parametrize("path", assets())
def test_a_file_comes_with_its_guard_and_a_tag(client: httpx.Client, path: str) -> None:
    first = client.get(path)
    assert first.status_code == 200
    assert "default-src 'none'" in first.headers["content-security-policy"]
    assert client.get(path, headers={"If-None-Match": first.headers["etag"]}).status_code == 304
    assert client.head(path).status_code == 200


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "/status"),
        ("GET", "/version"),
        ("GET", "/domain"),
        ("GET", "/conversations/ann/tracker"),
        ("POST", "/model/parse"),
        ("PUT", "/model"),
        ("GET", "/webhooks/rest"),
        ("GET", "/static/../server.py"),
    ],
)
def test_nothing_else_answers(client: httpx.Client, method: str, path: str) -> None:
    answer = client.request(method, path)
    assert answer.status_code == 404
    assert answer.json()["error"].endswith(".")


def test_a_bare_rasa_run_takes_the_credentials() -> None:
    app = configure_app(create_http_input_channels(None, "credentials.yml"), enable_api=False)
    assert "webhooks/rest/webhook" in {route.path for route in app.router.routes}


def test_not_ready_without_a_release(client: httpx.Client) -> None:
    answer = client.get("/health/ready")
    assert answer.status_code == 503
    assert answer.json()["knowledge"] is False


def test_each_answer_has_the_requests_id(client: httpx.Client) -> None:
    given = client.get("/health/live", headers={"X-Request-ID": "abc-1"})
    assert given.headers["X-Request-ID"] == "abc-1"
    forged = client.get("/health/live", headers={"X-Request-ID": "a" * 65 + "{evil}"})
    assert re.fullmatch("[0-9a-f]{32}", forged.headers["X-Request-ID"])


@pytest.mark.parametrize("path", ["/nothing", "/webhooks/rest/webhook", "/health/live"])
@pytest.mark.parametrize("length", ["-1", "x", "1e3", "", "5, 5"])
def test_a_length_that_is_none_is_refused(client: httpx.Client, path: str, length: str) -> None:
    host, port = client.base_url.host, client.base_url.port
    with socket.create_connection((host, port or 80), timeout=5) as connection:
        head = f"POST {path} HTTP/1.1\r\nHost: a\r\nContent-Length: {length}\r\n\r\n"
        connection.sendall(head.encode() + b"hello")
        assert connection.recv(64).startswith(b"HTTP/1.1 400 ")
    assert client.get("/health/live").status_code == 200


def test_a_method_that_is_none_is_refused_and_spoils_no_figures(client: httpx.Client) -> None:
    host, port = client.base_url.host, client.base_url.port
    for method in (b"BREW", b"\xf0OST", b"TRACE"):
        with socket.create_connection((host, port or 80), timeout=5) as connection:
            connection.sendall(method + b" /health/live HTTP/1.1\r\nHost: a\r\n\r\n")
            assert connection.recv(64).startswith(b"HTTP/1.1 400 ")
    assert client.get("/metrics").status_code == 200


ROUTES = {
    "webhooks/rest/webhook",
    "health/live",
    "health/ready",
    "metrics",
    "chat/session",
    "chat/messages",
    "chat/stream",
    "chat/feedback",
    "chat/human",
    "socket.io",
    "webhooks/socketio",
    "console",
    "console/audit",
    "console/console.css",
    "console/console.js",
    "console/conversations",
    "console/figures",
    "console/pairs",
    "console/pairs/<id:str>",
    "console/pairs/<id:str>/retire",
    "console/pairs/<id:str>/right",
    "console/phrasings",
    "console/proposals",
    "console/proposals/<id:str>/approve",
    "console/proposals/<id:str>/decline",
    "console/releases",
    "console/releases/<id:str>",
    "console/releases/<id:str>/promote",
    "console/releases/<id:str>/replay",
    "console/rollback",
    "console/sign-in",
    "console/sign-out",
    "console/teach",
}


def test_only_the_intended_routes_are_there(client: httpx.Client) -> None:
    app = Sanic.get_app("backend_mentor")
    static = {path.strip("/") for path in assets()}
    assert {route.path for route in app.router.routes} == ROUTES | static


def test_metrics_are_prometheus_text(client: httpx.Client) -> None:
    answer = client.get("/metrics")
    assert answer.headers["content-type"].startswith("text/plain; version=")
    assert "mentor_messages_total" in answer.text


# -- The widget's channel -----------------------------------------------------------------------

MESSAGES = "/chat/messages"


@pytest.fixture
def session(client: httpx.Client) -> dict[str, str]:
    return {"Authorization": f"Bearer {client.post('/chat/session').json()['session']}"}


def put(client: httpx.Client, session: dict[str, str], **fields: Any) -> httpx.Response:
    return client.post(MESSAGES, json={"id": "q1", "text": "hello", **fields}, headers=session)


def seen(client: httpx.Client, session: dict[str, str], after: int = 0) -> list[str]:
    answer = client.get(MESSAGES, params={"after": after}, headers=session)
    return [message["text"] for message in answer.json()["messages"]]


def test_a_question_is_answered_and_kept(client: httpx.Client, session: dict[str, str]) -> None:
    assert put(client, session).json() == {
        "messages": [
            {"n": 1, "role": "person", "text": "hello", "id": "q1"},
            {"n": 2, "role": "mentor", "text": "**hello**\n\nheard", "custom": {"kind": "answer"}},
        ],
        "open": [],
    }
    assert seen(client, session) == ["hello", "**hello**\n\nheard"]
    assert seen(client, session, after=1) == ["**hello**\n\nheard"]


def test_the_same_question_sent_again_is_asked_once(
    client: httpx.Client, session: dict[str, str]
) -> None:
    assert put(client, session).json() == put(client, session).json()
    assert len(seen(client, session)) == 2


def test_a_slash_is_kept_as_it_was_written(client: httpx.Client, session: dict[str, str]) -> None:
    put(client, session, text="/restart")
    assert seen(client, session) == ["/restart", f"**{WORD_JOINER}/restart**\n\nheard"]


def test_nobody_reads_or_writes_another_conversation(
    client: httpx.Client, session: dict[str, str]
) -> None:
    put(client, session, text="mine")
    other = {"Authorization": f"Bearer {client.post('/chat/session').json()['session']}"}
    assert seen(client, other) == []
    name, signature = session["Authorization"].removeprefix("Bearer ").split(".")
    stolen = f"{name}.{other['Authorization'].split('.')[1]}"
    for token in (stolen, name, f"{name}.", f".{signature}", "ü.ü".encode().decode("latin-1")):
        forged = httpx.Headers([(b"Authorization", f"Bearer {token}".encode("latin-1"))])
        assert client.get(MESSAGES, headers=forged).status_code == 401
        answer = client.post(MESSAGES, json={"id": "q", "text": "x"}, headers=forged)
        assert answer.status_code == 401
    assert client.get(MESSAGES).status_code == 401


def test_what_failed_is_said_and_can_be_asked_again(
    client: httpx.Client, session: dict[str, str]
) -> None:
    for _ in range(2):
        assert put(client, session, text="fail").json()["open"] == [{"id": "q1", "state": "failed"}]


@pytest.mark.parametrize(
    ("fields", "status"),
    [
        ({"id": "a b"}, 400),
        ({"id": ""}, 400),
        ({"id": 7}, 400),
        ({"text": "  "}, 400),
        ({"text": None}, 400),
        ({"after": -1}, 400),
        ({"after": "x"}, 400),
        ({"after": 2**40}, 400),
        ({"text": "x" * (MAX_QUESTION_CHARACTERS + 1)}, 413),
        ({"text": "x" * 70_000}, 413),
    ],
    ids=lambda value: str(value)[:24],
)
def test_a_bad_question_gets_one_sentence(
    client: httpx.Client, session: dict[str, str], fields: dict[str, Any], status: int
) -> None:
    answer = put(client, session, **fields)
    assert answer.status_code == status
    assert answer.json()["error"].endswith(".")
    assert seen(client, session) == []


@pytest.mark.parametrize(
    ("origin", "allowed"),
    [
        ("https://shop.example", True),
        ("https://blog.example", True),
        ("http://shop.example", False),
        ("https://shop.example.evil.example", False),
        ("null", False),
    ],
)
def test_only_named_origins_are_answered(client: httpx.Client, origin: str, allowed: bool) -> None:
    wants = {"Origin": origin, "Access-Control-Request-Method": "POST"}
    for answer in (
        client.options(MESSAGES, headers=wants),
        client.post("/chat/session", headers={"Origin": origin}),
    ):
        assert answer.is_success == allowed
        assert answer.headers.get("access-control-allow-origin") == (origin if allowed else None)
        assert answer.headers["vary"] == "Origin"


def test_the_own_page_needs_no_naming(client: httpx.Client) -> None:
    origin = str(client.base_url).rstrip("/")
    assert client.post("/chat/session", headers={"Origin": origin}).status_code == 200


def test_who_asks_too_often_is_told_when(client: httpx.Client, session: dict[str, str]) -> None:
    answers = [put(client, session, id=f"q{n}") for n in range(14)]
    limited = [answer for answer in answers if answer.status_code == 429]
    assert limited
    assert 1 <= int(limited[0].headers["retry-after"]) <= 60


def test_feedback_needs_a_reply(client: httpx.Client, session: dict[str, str]) -> None:
    put(client, session)

    def judge(**fields: Any) -> int:
        return client.post("/chat/feedback", json=fields, headers=session).status_code

    assert judge(n=2, helpful=False, comment="too short") == 200
    assert judge(n=2, helpful=True) == 200
    assert judge(n=1, helpful=True) == 404  # the person's own
    assert judge(n=9, helpful=True) == 404
    assert judge(n=2, helpful="yes") == 400
    messages = client.get(MESSAGES, headers=session).json()["messages"]
    assert messages[1]["helpful"] is True


def test_a_stream_tells_what_is_new_as_it_comes(
    client: httpx.Client, session: dict[str, str]
) -> None:
    put(client, session, text="before")
    with client.stream("GET", "/chat/stream", params={"after": 1}, headers=session) as stream:
        lines = (json.loads(line) for line in stream.iter_lines() if line)
        assert stream.headers["content-type"] == "application/x-ndjson"
        first = next(lines)
        assert [message["n"] for message in first["messages"]] == [2]
        put(client, session, id="q2", text="meanwhile")
        heard = [message for view in _until_open_is_empty(lines) for message in view["messages"]]
    assert [message["n"] for message in heard] == [3, 4]
    assert client.get("/chat/stream").status_code == 401


def test_of_many_streams_the_oldest_end(client: httpx.Client, session: dict[str, str]) -> None:
    put(client, session, text="before")
    limits = httpx.Limits(max_connections=50)
    with httpx.Client(base_url=client.base_url, limits=limits) as other, ExitStack() as streams:
        opened = []
        for _ in range(MAX_LISTENERS + 6):
            stream = other.stream("GET", "/chat/stream", params={"after": 0}, headers=session)
            opened.append(streams.enter_context(stream).iter_lines())
        for lines in opened[:6]:  # each to its end, with what was there
            assert len(json.loads(next(lines))["messages"]) == 2
            assert set(lines) <= {""}
        for lines in opened[6:]:
            assert len(json.loads(next(lines))["messages"]) == 2
        put(client, session, id="q2", text="meanwhile")
        for lines in opened[6:]:
            assert "meanwhile" in next(line for line in lines if line)


def test_of_many_who_wait_the_oldest_are_answered(
    client: httpx.Client, session: dict[str, str]
) -> None:
    def wait(_: int) -> float:
        began = time.monotonic()
        params = {"after": 0, "wait": 3}
        assert httpx.get(f"{client.base_url}{MESSAGES}", params=params, headers=session)
        return time.monotonic() - began

    with ThreadPoolExecutor(MAX_LISTENERS + 2) as pool:
        seconds = sorted(pool.map(wait, range(MAX_LISTENERS + 2)))
    assert [each < 2.5 for each in seconds] == [True] * 2 + [False] * MAX_LISTENERS


def _until_open_is_empty(views: Iterator[Any]) -> Iterator[Any]:
    for view in views:
        yield view
        if not view["open"]:
            return


def test_without_a_webhook_nothing_is_passed_on(
    client: httpx.Client, session: dict[str, str]
) -> None:
    request = {"id": "r1", "contact": "ann@example.org"}
    answer = client.post("/chat/human", json=request, headers=session)
    assert answer.status_code == 404
    assert answer.json()["error"].endswith(".")
    assert '"form": false' in client.get("/widget.js").text
