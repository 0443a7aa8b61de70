"""A Slack of our own: checks what Slack checks, keeps what is posted, plays its people.

It answers the Web API at `/api/`, hands out a WebSocket for Socket Mode, signs the requests of
HTTP mode, sends again what is not acknowledged within three seconds, and refuses wrong tokens,
wrong blocks and too many calls.
"""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import itertools
import json
import threading
import time
import uuid
from collections import defaultdict
from collections.abc import Callable, Coroutine
from dataclasses import dataclass, field
from typing import Any, TypeVar
from urllib.parse import urlencode

import aiohttp
from aiohttp import WSMsgType, web

from tests.slack_blocks import problems, view_problems

TEAM, BOT, BOT_ID = "T0ACME", "U0MENTOR", "B0MENTOR"
BOT_TOKEN, APP_TOKEN, SECRET = "xoxb-mock-token", "xapp-mock-token", "a-signing-secret"
ACK_SECONDS = 3.0
MAX_SENDS = 4  # Slack sends once and again three times

T = TypeVar("T")


@dataclass
class MockSlack:
    """One workspace."""

    target: str = ""  # the mentor's /slack/events in HTTP mode; "" for Socket Mode
    bot_token: str = BOT_TOKEN
    app_token: str = APP_TOKEN
    secret: str = SECRET
    calls: list[tuple[str, dict[str, Any]]] = field(default_factory=list)
    messages: list[dict[str, Any]] = field(default_factory=list)
    whispers: list[dict[str, Any]] = field(default_factory=list)  # what only one person sees
    refused: list[str] = field(default_factory=list)  # what the mentor did wrong
    ack_seconds: list[float] = field(default_factory=list)
    n_deliveries: int = 0
    fail_next: list[str] = field(default_factory=list)  # the next posts fail with these, last first
    retry_after: list[float] = field(default_factory=list)  # the next posts get 429 with these
    on_post: Callable[[dict[str, Any]], None] | None = None

    def __post_init__(self) -> None:
        self._loop = asyncio.new_event_loop()
        self._sockets: list[web.WebSocketResponse] = []
        self._acks: dict[str, asyncio.Future[float]] = {}
        self._blocked: defaultdict[str, float] = defaultdict(float)  # channel -> until
        self._tick = itertools.count(1)
        self._began = int(time.time())
        self._port = 0
        started = threading.Event()
        self._thread = threading.Thread(target=self._run, args=(started,), daemon=True)
        self._thread.start()
        assert started.wait(10)

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self._port}"

    @property
    def environment(self) -> dict[str, str]:
        """What a mentor needs to find this Slack."""
        mode = (
            {"SLACK_SIGNING_SECRET": self.secret}
            if self.target
            else {"SLACK_APP_TOKEN": self.app_token}
        )
        api = f"{self.address}/api"
        return {"SLACK_BOT_TOKEN": self.bot_token, "SLACK_API_URL": api, **mode}

    @property
    def n_sockets(self) -> int:
        return sum(not socket.closed for socket in self._sockets)

    def stop(self) -> None:
        self._call(self._close())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(10)

    # What people do. Each returns when the mentor has acknowledged it.

    def say(self, text: str, *, channel: str = "C1", user: str = "U1", **more: Any) -> str:
        """Post a person's message, deliver its events, and return its ts."""
        event = self.new_message(text, channel=channel, user=user, **more)
        self.deliver(event)
        return str(event["ts"])

    def new_message(self, text: str, *, channel: str, user: str, **more: Any) -> dict[str, Any]:
        """Keep a person's message and return its event."""
        kind = "im" if channel.startswith("D") else "channel"
        event = {
            "type": "message",
            "channel": channel,
            "user": user,
            "text": text,
            "ts": self.next_ts(),
            "channel_type": kind,
            **more,
        }
        self.messages.append(event)
        return event

    def deliver(self, event: dict[str, Any], *, event_id: str = "", n_times: int = 1) -> bool:
        """Send an event, of a mention both that Slack sends; tell whether it was acknowledged."""
        done = True
        for kind in ("app_mention", "message"):
            if kind == "app_mention" and not (
                event["type"] == "message"
                and "subtype" not in event
                and f"<@{BOT}>" in event.get("text", "")
                and event.get("channel_type") != "im"
            ):
                continue
            sent = event if kind == "message" else {**event, "type": kind}
            body = self.envelope(sent, event_id=f"{event_id}{kind}" if event_id else "")
            for _ in range(n_times):
                done &= self._call(self._send("events_api", body))
        return done

    def edit(self, ts: str, text: str) -> None:
        """Edit a person's message."""
        message = self._find(ts)
        before = dict(message)
        message["text"] = text
        change = {"message": dict(message), "previous_message": before}
        self._change("message_changed", message["channel"], **change)

    def delete(self, ts: str) -> None:
        """Delete a person's message."""
        message = self._find(ts)
        message["deleted"] = True
        self._change(
            "message_deleted", message["channel"], deleted_ts=ts, previous_message=dict(message)
        )

    def command(self, text: str, *, channel: str = "C1", user: str = "U1") -> bool:
        """Use `/mentor`."""
        body = {
            "command": "/mentor",
            "text": text,
            "team_id": TEAM,
            "channel_id": channel,
            "user_id": user,
            "trigger_id": uuid.uuid4().hex,
            "response_url": f"{self.address}/response/{uuid.uuid4().hex}",
        }
        return self._call(self._send("slash_commands", body))

    def press(self, message: dict[str, Any], action_id: str, *, user: str = "U1") -> bool:
        """Press a button of a message."""
        element = next(
            element
            for block in message["blocks"]
            if block["type"] == "actions"
            for element in block["elements"]
            if element["action_id"] == action_id
        )
        channel = message.get("channel", "C1")
        is_ephemeral = "ts" not in message
        container = {"type": "message", "channel_id": channel, "is_ephemeral": is_ephemeral}
        body = {
            "type": "block_actions",
            "team": {"id": TEAM},
            "user": {"id": user},
            "channel": {"id": channel},
            "container": container,
            "trigger_id": uuid.uuid4().hex,
            "response_url": f"{self.address}/response/{uuid.uuid4().hex}",
            "actions": [{**element, "block_id": "b", "action_ts": self.next_ts()}],
            **({} if is_ephemeral else {"message": message}),
        }
        return self._call(self._send("interactive", body))

    def submit(self, view: dict[str, Any], text: str, *, user: str = "U1") -> bool:
        """Send the window that asks for a reason."""
        state = {"values": {"reason": {"text": {"type": "plain_text_input", "value": text}}}}
        body = {
            "type": "view_submission",
            "team": {"id": TEAM},
            "user": {"id": user},
            "view": {**view, "id": "V1", "state": state},
        }
        return self._call(self._send("interactive", body))

    def envelope(self, event: dict[str, Any], *, event_id: str = "") -> dict[str, Any]:
        """Return an event as the Events API wraps it."""
        return {
            "type": "event_callback",
            "team_id": TEAM,
            "api_app_id": "A1",
            "event_id": event_id or f"Ev{uuid.uuid4().hex[:10]}",
            "event_time": int(time.time()),
            "event": event,
        }

    def sign(self, body: str, *, at: float | None = None, secret: str = "") -> dict[str, str]:
        """Return the headers that prove that a body is Slack's."""
        stamp = str(int(at if at is not None else time.time()))
        base = f"v0:{stamp}:{body}".encode()
        digest = hmac.new((secret or self.secret).encode(), base, hashlib.sha256).hexdigest()
        return {"X-Slack-Request-Timestamp": stamp, "X-Slack-Signature": f"v0={digest}"}

    def disconnect(self) -> None:
        """Cut each WebSocket, as Slack does from time to time."""
        self._call(self._cut())

    def next_ts(self) -> str:
        return f"{self._began}.{next(self._tick):06d}"

    # What the tests look at.

    def answers(self, thread_ts: str = "", *, channel: str = "") -> list[dict[str, Any]]:
        """Return what the mentor has posted and not withdrawn."""
        return [
            message
            for message in list(self.messages)
            if message.get("bot_id") == BOT_ID
            and not message.get("deleted")
            and (not thread_ts or message.get("thread_ts") == thread_ts)
            and (not channel or message["channel"] == channel)
        ]

    def wait(self, condition: Callable[[], Any], *, seconds: float = 10.0) -> bool:
        """Wait until `condition()` holds; tell whether it did in time."""
        deadline = time.monotonic() + seconds
        while not condition():
            if time.monotonic() > deadline:
                return False
            time.sleep(0.01)
        return True

    def called(self, method: str) -> list[dict[str, Any]]:
        return [arguments for name, arguments in list(self.calls) if name == method]

    # The server.

    def _run(self, started: threading.Event) -> None:
        asyncio.set_event_loop(self._loop)
        app = web.Application()
        app.router.add_route("*", "/api/{method}", self._api)
        app.router.add_post("/response/{id}", self._response)
        app.router.add_get("/socket", self._socket)
        runner = web.AppRunner(app)
        self._runner = runner
        self._loop.run_until_complete(runner.setup())
        site = web.TCPSite(runner, "127.0.0.1", 0)
        self._loop.run_until_complete(site.start())
        self._port = runner.addresses[0][1]
        started.set()
        self._loop.run_forever()
        self._loop.run_until_complete(self._loop.shutdown_asyncgens())
        self._loop.close()

    def _call(self, work: Coroutine[Any, Any, T]) -> T:
        return asyncio.run_coroutine_threadsafe(work, self._loop).result(60)

    async def _close(self) -> None:
        await self._cut()
        await self._runner.cleanup()

    async def _cut(self) -> None:
        for socket in self._sockets:
            await socket.close()
        self._sockets.clear()

    async def _api(self, request: web.Request) -> web.Response:
        method = request.match_info["method"]
        is_json = request.content_type == "application/json"
        form = {**request.query, **(await request.post() if not is_json else {})}
        arguments = dict(await request.json()) if is_json else dict(form)
        token = request.headers.get("Authorization", "").removeprefix("Bearer ")
        expected = self.app_token if method == "apps.connections.open" else self.bot_token
        if token != expected:
            return web.json_response({"ok": False, "error": "invalid_auth"})
        if is_json and method in ("conversations.replies", "conversations.history"):
            return web.json_response({"ok": False, "error": "invalid_arguments"})
        channel = str(arguments.get("channel", ""))
        if method == "chat.postMessage" and (wait := self._limited(channel)):
            headers = {"Retry-After": str(wait)}
            body = {"ok": False, "error": "ratelimited"}
            return web.json_response(body, status=429, headers=headers)
        if method == "chat.postMessage" and self.fail_next:
            return web.json_response({"ok": False, "error": self.fail_next.pop()})
        self.calls.append((method, arguments))
        way = getattr(self, "_api_" + method.replace(".", "_"), None)
        result = way(arguments) if way else {}
        if "error" in result:
            self.refused.append(f"{method}: {result}")
        return web.json_response({"ok": "error" not in result, **result})

    def _limited(self, channel: str) -> float:
        """Return how long a channel must wait; a call before that is the mentor's fault."""
        left = self._blocked[channel] - time.monotonic()
        if left > 0.05:
            self.refused.append(f"a post {left:.2f} s before Retry-After had passed")
            return left
        if self.retry_after:
            wait = self.retry_after.pop()
            self._blocked[channel] = time.monotonic() + wait
            return wait
        return 0.0

    def _api_auth_test(self, _: dict[str, Any]) -> dict[str, Any]:
        return {
            "user_id": BOT,
            "user": "mentor",
            "bot_id": BOT_ID,
            "team": "Acme",
            "team_id": TEAM,
            "url": "https://acme.slack.com/",
        }

    def _api_apps_connections_open(self, _: dict[str, Any]) -> dict[str, Any]:
        return {"url": f"ws://127.0.0.1:{self._port}/socket"}

    def _api_chat_postMessage(self, arguments: dict[str, Any]) -> dict[str, Any]:  # noqa: N802
        if found := problems(arguments):
            return {"error": "invalid_blocks", "problems": found}
        message = {**arguments, "ts": self.next_ts(), "user": BOT, "bot_id": BOT_ID}
        self.messages.append(message)
        if self.on_post is not None:
            self.on_post(message)
        return {"channel": arguments["channel"], "ts": message["ts"], "message": message}

    def _api_chat_update(self, arguments: dict[str, Any]) -> dict[str, Any]:
        if found := problems(arguments):
            return {"error": "invalid_blocks", "problems": found}
        self._find(arguments["ts"]).update(arguments)
        return {"channel": arguments["channel"], "ts": arguments["ts"]}

    def _api_chat_delete(self, arguments: dict[str, Any]) -> dict[str, Any]:
        self._find(arguments["ts"])["deleted"] = True
        return {}

    def _api_chat_getPermalink(self, arguments: dict[str, Any]) -> dict[str, Any]:  # noqa: N802
        return {"permalink": f"https://acme.slack.com/archives/p{arguments['message_ts']}"}

    def _api_conversations_replies(self, arguments: dict[str, Any]) -> dict[str, Any]:
        return {
            "messages": [
                message
                for message in self.messages
                if message.get("thread_ts") == arguments["ts"] and not message.get("deleted")
            ]
        }

    def _api_conversations_history(self, arguments: dict[str, Any]) -> dict[str, Any]:
        return {"messages": [m for m in self.messages if m["channel"] == arguments["channel"]]}

    def _api_conversations_open(self, arguments: dict[str, Any]) -> dict[str, Any]:
        return {"channel": {"id": f"D{arguments['users']}"}}

    def _api_views_open(self, arguments: dict[str, Any]) -> dict[str, Any]:
        found = view_problems(arguments["view"])
        return {"error": "invalid_arguments", "problems": found} if found else {}

    _api_views_publish = _api_views_open

    async def _response(self, request: web.Request) -> web.Response:
        message = await request.json()
        if found := problems(message):
            self.refused.append(f"response_url: {found}")
        self.whispers.append(message)
        return web.Response(text="ok")

    async def _socket(self, request: web.Request) -> web.WebSocketResponse:
        socket = web.WebSocketResponse()
        await socket.prepare(request)
        await socket.send_json({"type": "hello", "num_connections": 1})
        self._sockets.append(socket)
        async for message in socket:
            if message.type == WSMsgType.TEXT:
                envelope_id = json.loads(message.data).get("envelope_id", "")
                waiting = self._acks.get(envelope_id)
                if waiting is not None and not waiting.done():
                    waiting.set_result(time.monotonic())
        return socket

    async def _send(self, kind: str, body: dict[str, Any]) -> bool:
        """Send until it is acknowledged, as Slack does; tell whether it was."""
        self.n_deliveries += 1
        for attempt in range(MAX_SENDS):
            send = self._by_http if self.target else self._by_socket
            if await send(kind, body, attempt):
                return True
            await asyncio.sleep(0.2)
        return False

    async def _by_socket(self, kind: str, body: dict[str, Any], attempt: int) -> bool:
        deadline = time.monotonic() + 20
        while not (usable := [socket for socket in self._sockets if not socket.closed]):
            if time.monotonic() > deadline:
                return False
            await asyncio.sleep(0.02)
        envelope_id = uuid.uuid4().hex
        waiting: asyncio.Future[float] = self._loop.create_future()
        self._acks[envelope_id] = waiting
        envelope = {
            "envelope_id": envelope_id,
            "type": kind,
            "payload": body,
            "accepts_response_payload": False,
            "retry_attempt": attempt,
        }
        try:
            began = time.monotonic()
            await usable[-1].send_json(envelope)
            self.ack_seconds.append(await asyncio.wait_for(waiting, ACK_SECONDS) - began)
        except (ConnectionError, asyncio.TimeoutError):
            return False
        finally:
            del self._acks[envelope_id]
        return True

    async def _by_http(self, kind: str, body: dict[str, Any], attempt: int) -> bool:
        if kind == "events_api":
            raw, content_type = json.dumps(body), "application/json"
        else:
            fields = {"payload": json.dumps(body)} if kind == "interactive" else body
            raw, content_type = urlencode(fields), "application/x-www-form-urlencoded"
        headers = {**self.sign(raw), "Content-Type": content_type}
        if attempt:
            headers["X-Slack-Retry-Num"] = str(attempt)
        limit = aiohttp.ClientTimeout(total=ACK_SECONDS)
        began = time.monotonic()
        try:
            async with (
                aiohttp.ClientSession(timeout=limit) as session,
                session.post(self.target, data=raw, headers=headers) as answer,
            ):
                self.ack_seconds.append(time.monotonic() - began)
                return answer.status == 200
        except (aiohttp.ClientError, asyncio.TimeoutError):
            return False

    def _change(self, subtype: str, channel: str, **change: Any) -> None:
        kind = "im" if channel.startswith("D") else "channel"
        self.deliver(
            {
                "type": "message",
                "subtype": subtype,
                "channel": channel,
                "channel_type": kind,
                "ts": (at := self.next_ts()),
                "event_ts": at,
                **change,
            }
        )

    def _find(self, ts: str) -> dict[str, Any]:
        return next(message for message in self.messages if message["ts"] == ts)
