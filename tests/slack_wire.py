"""The wires of a Slack of our own: the Web API, Socket Mode, and the requests of HTTP mode."""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import json
import threading
import time
import uuid
from collections.abc import Callable, Coroutine
from dataclasses import dataclass, field
from typing import Any, TypeVar
from urllib.parse import urlencode

import aiohttp
from aiohttp import WSMsgType, web

from tests.slack_workspace import SECRET, LimitedError, Workspace

ACK_SECONDS = 3.0
MAX_SENDS = 4  # Slack sends once and again three times
TICKET_SECONDS = 30.0

T = TypeVar("T")


@dataclass
class Wire(Workspace):
    """A workspace that apps can reach, in a thread of its own."""

    target: str = ""  # the mentor's /slack/events in HTTP mode; "" for Socket Mode
    secret: str = SECRET
    ack_seconds: list[float] = field(default_factory=list)
    n_deliveries: int = 0
    n_opened: int = 0  # WebSockets
    is_down: bool = False  # refuses every call and every WebSocket

    def __post_init__(self) -> None:
        super().__post_init__()
        self.last_answer: dict[str, Any] = {}
        self.on_answer: Callable[[], None] | None = None  # once an answer was shown
        self.open_attempts: list[float] = []
        self._loop = asyncio.new_event_loop()
        self._sockets: list[web.WebSocketResponse] = []
        self._tickets: dict[str, float] = {}
        self._acks: dict[str, asyncio.Future[dict[str, Any]]] = {}
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

    def add_routes(self, app: web.Application) -> None:
        """Add what else answers at this address."""

    def response_url(self, channel: str, user: str) -> str:
        """Return a new address that takes messages for one person in a channel."""
        return f"{self.address}/response/{self.new_response(channel, user)}"

    def send(self, kind: str, body: dict[str, Any]) -> bool:
        """Send until it is acknowledged, as Slack does; tell whether it was."""
        return self._call(self._send(kind, body))

    def sign(self, body: str, *, at: float | None = None, secret: str = "") -> dict[str, str]:
        """Return the headers that prove that a body is Slack's."""
        stamp = str(int(at if at is not None else time.time()))
        base = f"v0:{stamp}:{body}".encode()
        digest = hmac.new((secret or self.secret).encode(), base, hashlib.sha256).hexdigest()
        return {"X-Slack-Request-Timestamp": stamp, "X-Slack-Signature": f"v0={digest}"}

    def disconnect(self) -> None:
        """Cut each WebSocket without a word."""
        self._call(self._cut())

    def refresh(self) -> None:
        """Ask for new WebSockets, as Slack does every few hours, and close the old ones later."""
        self._call(self._refresh())

    def stop(self) -> None:
        self._call(self._close())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(10)

    def _run(self, started: threading.Event) -> None:
        asyncio.set_event_loop(self._loop)
        app = web.Application()
        app.router.add_route("*", "/api/{method}", self._api)
        app.router.add_post("/response/{name}", self._response)
        app.router.add_get("/socket", self._socket)
        self.add_routes(app)
        self._runner = web.AppRunner(app)
        self._loop.run_until_complete(self._runner.setup())
        site = web.TCPSite(self._runner, "127.0.0.1", 0)
        self._loop.run_until_complete(site.start())
        self._port = self._runner.addresses[0][1]
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

    async def _refresh(self) -> None:
        old = [socket for socket in self._sockets if not socket.closed]
        for socket in old:
            await socket.send_json({"type": "disconnect", "reason": "refresh_requested"})
        deadline = time.monotonic() + 10
        while not set(self._sockets) - set(old) and time.monotonic() < deadline:
            await asyncio.sleep(0.01)
        for socket in old:
            await socket.close()

    async def _api(self, request: web.Request) -> web.Response:
        method = request.match_info["method"]
        if method == "apps.connections.open":
            self.open_attempts.append(time.monotonic())
        if self.is_down:
            return web.Response(status=503)
        is_json = request.content_type == "application/json"
        raw = await request.text()
        arguments = json.loads(raw or "{}") if is_json else await request.post()
        token = request.headers.get("Authorization", "").removeprefix("Bearer ")
        try:
            answer = self.call(method, {**request.query, **arguments}, token, is_json=is_json)
        except LimitedError as problem:
            headers = {"Retry-After": f"{problem.seconds:g}"}
            body = {"ok": False, "error": "ratelimited"}
            return web.json_response(body, status=429, headers=headers)
        return web.json_response(answer, headers={"X-OAuth-Scopes": ",".join(sorted(self.scopes))})

    def _apps_connections_open(self, _: dict[str, Any]) -> dict[str, Any]:
        ticket = uuid.uuid4().hex
        self._tickets[ticket] = time.monotonic()
        return {"url": f"ws://127.0.0.1:{self._port}/socket?ticket={ticket}"}

    async def _response(self, request: web.Request) -> web.Response:
        status = self.respond(request.match_info["name"], await request.json())
        return web.Response(text="ok", status=status)

    async def _socket(self, request: web.Request) -> web.WebSocketResponse | web.Response:
        issued = self._tickets.pop(request.query.get("ticket", ""), -TICKET_SECONDS)  # good once
        if self.is_down or time.monotonic() - issued > TICKET_SECONDS:
            return web.Response(status=408)
        socket = web.WebSocketResponse()
        await socket.prepare(request)
        self.n_opened += 1
        await socket.send_json({"type": "hello", "num_connections": 1})
        self._sockets.append(socket)
        async for message in socket:
            if message.type == WSMsgType.TEXT:
                self._acknowledge(json.loads(message.data))
        return socket

    def _acknowledge(self, answer: dict[str, Any]) -> None:
        waiting = self._acks.get(str(answer.get("envelope_id")))
        if waiting is not None and not waiting.done():
            waiting.set_result(answer.get("payload") or {})

    async def _send(self, kind: str, body: dict[str, Any]) -> bool:
        self.n_deliveries += 1
        for attempt in range(MAX_SENDS):
            send = self._by_http if self.target else self._by_socket
            if await send(kind, body, attempt):
                if kind == "events_api" and self.last_answer:
                    self.refused.append("an event was acknowledged with a payload")
                return True
            await asyncio.sleep(0.2)
        return False

    async def _by_socket(self, kind: str, body: dict[str, Any], attempt: int) -> bool:
        deadline = time.monotonic() + 20
        while not (usable := [socket for socket in self._sockets if not socket.closed]):
            if time.monotonic() > deadline:
                return False
            await asyncio.sleep(0.02)
        envelope_id = str(uuid.uuid4())
        waiting: asyncio.Future[dict[str, Any]] = self._loop.create_future()
        self._acks[envelope_id] = waiting
        envelope = {
            "envelope_id": envelope_id,
            "type": kind,
            "payload": body,
            "accepts_response_payload": kind != "events_api",
            **({"retry_attempt": attempt} if kind == "events_api" else {}),
        }
        try:
            began = time.monotonic()
            await usable[-1].send_json(envelope)
            self.last_answer = await asyncio.wait_for(waiting, ACK_SECONDS)
            self.ack_seconds.append(time.monotonic() - began)
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
            headers |= {"X-Slack-Retry-Num": str(attempt), "X-Slack-Retry-Reason": "http_timeout"}
        limit = aiohttp.ClientTimeout(total=ACK_SECONDS)
        began = time.monotonic()
        try:
            async with (
                aiohttp.ClientSession(timeout=limit) as session,
                session.post(self.target, data=raw, headers=headers) as answer,
            ):
                text = await answer.text()
                self.last_answer = json.loads(text) if text.startswith("{") else {}
                self.ack_seconds.append(time.monotonic() - began)
                return answer.status == 200
        except (aiohttp.ClientError, asyncio.TimeoutError):
            return False
