"""The widget's channel at the root of the mentor's address: the page, the script, the conversation.

`POST /chat/session`            -> {"session"}, to be sent as a bearer token
`POST /chat/messages`           {"id", "text", "after"} -> {"messages", "open"}, waits for the reply
`GET /chat/messages?after=N&wait=S`  -> the same, waits up to S seconds for something new
`POST /chat/feedback`           {"n", "helpful", "comment"}
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Coroutine
from functools import wraps
from typing import Any

from rasa.core.channels.channel import InputChannel
from sanic import Blueprint, response
from sanic.request import Request
from sanic.response import HTTPResponse

from connectors.web.assets import Asset, assets
from connectors.web.conversations import Conversations, Handler, sender_of
from connectors.web.limits import Limit, Rate
from connectors.web.messages import (
    Judgement,
    MessageError,
    read_judgement,
    read_number,
    read_question,
)
from connectors.web.origins import PREFLIGHT, SETTING, Origins
from connectors.web.sessions import Sessions
from connectors.web.store import Store, View
from knowledge.notebook import Notebook, hash_person

VISITOR_RATE = Rate(burst=12, per_minute=20)
ADDRESS_RATE = Rate(burst=60, per_minute=120)  # an office or a school behind one address
MAX_WAIT_SECONDS = 25  # below the idle limit of common proxies, 30 s
NOT_READY_SECONDS = 2
MAX_REFUSED = 100  # sites to tell the operator of

logger = logging.getLogger(__name__)

Route = Callable[[Request], Coroutine[Any, Any, HTTPResponse]]


class WebChannel(InputChannel):
    """Serve the page and the widget, and hold the widget's conversations.

    Args:
        visitor_rate: how often one visitor may ask.
        address_rate: how often one address may ask.
    """

    def __init__(
        self, *, visitor_rate: Rate = VISITOR_RATE, address_rate: Rate = ADDRESS_RATE
    ) -> None:
        self._origins = Origins.from_environment()
        self._visitors = Limit(visitor_rate)
        self._addresses = Limit(address_rate)
        self._refused: set[str | None] = set()
        self._opened: tuple[Store, Sessions, Conversations] | None = None

    @classmethod
    def name(cls) -> str:
        """Return the name of this channel."""
        return "web"

    def url_prefix(self) -> str:
        """Return the root, so that the page is what one sees at the mentor's address."""
        return "/"

    def blueprint(self, on_new_message: Handler) -> Blueprint:
        """Return the routes."""
        web = Blueprint("page")
        for path, asset in assets().items():
            _add(web, path, asset)
        self._handler = on_new_message
        routes: tuple[tuple[str, str, Route], ...] = (
            ("POST", "/chat/session", self._session),
            ("POST", "/chat/messages", self._ask),
            ("GET", "/chat/messages", self._look),
            ("POST", "/chat/feedback", self._judge),
        )
        for method, path, route in routes:
            name = f"{method}-{path.split('/')[-1]}".lower()
            web.add_route(self._guarded(route), path, methods=(method,), name=name)
        for path in {path for _, path, _ in routes}:
            guarded = self._guarded(_preflight)
            web.add_route(guarded, path, methods=("OPTIONS",), name=f"options-{path[6:]}")
        web.listener("before_server_stop")(self._end)
        return web

    def _guarded(self, route: Route) -> Route:
        """Answer only allowed origins, and each problem in one sentence."""

        @wraps(route)
        async def guarded(request: Request) -> HTTPResponse:
            origin = request.headers.get("origin")
            if not self._origins.allow(origin, request.host):
                self._tell_operator(origin)
                sentence = f"The mentor may not be embedded at {origin}; {SETTING} names who may."
                return response.json({"error": sentence}, status=403, headers={"Vary": "Origin"})
            try:
                answer = await route(request)
            except MessageError as problem:
                answer = _problem(str(problem), problem.status)
            answer.headers.update({**self._origins.headers(origin), "Cache-Control": "no-store"})
            return answer

        return guarded

    def _tell_operator(self, origin: str | None) -> None:
        """Say it once: the browser shows the site's own people only that there is no connection."""
        if origin not in self._refused and len(self._refused) < MAX_REFUSED:
            self._refused.add(origin)
            logger.warning("The widget at %r was refused; %s names who may", origin, SETTING)

    async def _session(self, request: Request) -> HTTPResponse:
        if wait := self._addresses.wait_seconds(request.remote_addr or request.ip):
            return _too_often(wait)
        _, sessions, _ = await self._open()
        return response.json({"session": sessions.create()})

    async def _ask(self, request: Request) -> HTTPResponse:
        visitor, conversations = await self._visitor(request)
        asking = read_question(request.body)
        if wait := self._wait_seconds(request, visitor):
            return _too_often(wait)
        if not request.app.ctx.agent.is_ready():
            return _problem("The mentor is starting.", 503, retry_seconds=NOT_READY_SECONDS)
        await conversations.ask(visitor, asking.id, asking.text)
        view = await conversations.look(
            visitor,
            after=asking.after,
            seconds=MAX_WAIT_SECONDS,
            enough=lambda view: not view.waits_for(asking.id),
        )
        return _shown(view)

    async def _look(self, request: Request) -> HTTPResponse:
        visitor, conversations = await self._visitor(request)
        after = read_number("after", request.args.get("after", "0"))
        wait = min(read_number("wait", request.args.get("wait", "0")), MAX_WAIT_SECONDS)
        view = await conversations.look(
            visitor, after=after, seconds=wait, enough=lambda view: bool(view.messages)
        )
        return _shown(view)

    async def _judge(self, request: Request) -> HTTPResponse:
        visitor, _ = await self._visitor(request)
        judgement = read_judgement(request.body)
        if wait := self._wait_seconds(request, visitor):
            return _too_often(wait)
        store, _, _ = await self._open()
        known = await asyncio.to_thread(_keep, store, visitor, judgement)
        return response.json({}) if known else _problem("There is no such reply.", 404)

    async def _visitor(self, request: Request) -> tuple[str, Conversations]:
        _, sessions, conversations = await self._open()
        scheme, _, token = request.headers.get("authorization", "").partition(" ")
        visitor = sessions.visitor(token) if scheme.lower() == "bearer" else None
        if visitor is None:
            sentence = "The session is missing or not of this mentor; POST /chat/session gives one."
            raise MessageError(sentence, status=401)
        return visitor, conversations

    def _wait_seconds(self, request: Request, visitor: str) -> int:
        return self._visitors.wait_seconds(visitor) or self._addresses.wait_seconds(
            request.remote_addr or request.ip
        )

    async def _open(self) -> tuple[Store, Sessions, Conversations]:
        """Open the database with the first visitor: until then it may be down."""
        if self._opened is None:
            store = await asyncio.to_thread(Store.from_environment)
            key = await asyncio.to_thread(store.key)
            if self._opened is None:  # another request may have been quicker
                conversations = Conversations(store, self._handler, channel=self.name())
                self._opened = (store, Sessions(key), conversations)
        return self._opened

    async def _end(self, *_: object) -> None:
        if self._opened is not None:
            self._opened[2].end()


def _add(web: Blueprint, path: str, asset: Asset) -> None:
    async def serve(request: Request) -> HTTPResponse:
        return asset.answer(request)

    web.add_route(serve, path, methods=("GET", "HEAD"), name=path.strip("/") or "index")


async def _preflight(request: Request) -> HTTPResponse:
    return response.empty(headers=dict(PREFLIGHT))


def _keep(store: Store, visitor: str, judgement: Judgement) -> bool:
    """Keep what a person thinks of a reply, for the widget and for the maintainers."""
    question_id = store.judge(visitor, judgement.n, helpful=judgement.helpful)
    if question_id:
        Notebook.from_environment().rate(
            question_id,
            hash_person(sender_of(visitor)),
            helpful=judgement.helpful,
            reason=judgement.comment,
        )
    return question_id is not None


def _shown(view: View) -> HTTPResponse:
    return response.json({"messages": list(view.messages), "open": list(view.open)})


def _problem(sentence: str, status: int, *, retry_seconds: int = 0) -> HTTPResponse:
    headers = {"Retry-After": str(retry_seconds)} if retry_seconds else {}
    return response.json({"error": sentence}, status=status, headers=headers)


def _too_often(wait_seconds: int) -> HTTPResponse:
    sentence = f"That was too often; please wait {wait_seconds} seconds."
    return _problem(sentence, 429, retry_seconds=wait_seconds)
