"""The widget's channel at the root of the mentor's address: the page, the script, the conversation.

`POST /chat/session`            -> {"session"}, to be sent as a bearer token
`POST /chat/messages`           {"id", "text", "after"} -> {"messages", "open"}, waits for the reply
`GET /chat/messages?after=N&wait=S`  -> the same, waits up to S seconds for something new
`GET /chat/stream?after=N`      -> the same as a line of JSON with each change, else empty lines;
                                   ends where too many newer ones listen in the visitor's name
`POST /chat/feedback`           {"n", "helpful", "comment"}
`POST /chat/human`              {"id", "contact", "message", "page"}, for a person to answer
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from typing import Any

from rasa.core.channels.channel import InputChannel
from sanic import Blueprint, response
from sanic.request import Request
from sanic.response import HTTPResponse

from connectors.web.assets import Asset, assets
from connectors.web.chores import Chores
from connectors.web.conversations import Handler, sender_of
from connectors.web.guard import Guard, Route, problem, too_often
from connectors.web.human import Human
from connectors.web.limits import Limit, Rate
from connectors.web.listeners import Listeners
from connectors.web.messages import (
    Judgement,
    MessageError,
    read_judgement,
    read_number,
    read_question,
    read_request,
)
from connectors.web.opened import Opened
from connectors.web.origins import PREFLIGHT, Origins
from connectors.web.store import Store, View
from connectors.web.told import Teller
from knowledge.notebook import Notebook, hash_person

VISITOR_RATE = Rate(burst=12, per_minute=20)
ADDRESS_RATE = Rate(burst=60, per_minute=120)  # an office or a school behind one address
MAX_WAIT_SECONDS = 25  # below the idle limit of common proxies, 30 s
MAX_STREAM_SECONDS = 300
NOT_READY_SECONDS = 2
NO_BUFFER = {"X-Accel-Buffering": "no"}  # a proxy is to pass each line on at once


class WebChannel(InputChannel):
    """Serve the page and the widget, and hold the widget's conversations.

    Args:
        visitor_rate: how often one visitor may ask.
        address_rate: how often one address may ask.
    """

    def __init__(
        self, *, visitor_rate: Rate = VISITOR_RATE, address_rate: Rate = ADDRESS_RATE
    ) -> None:
        self._guard = Guard(Origins.from_environment())
        self._visitors = Limit(visitor_rate)
        self._addresses = Limit(address_rate)
        self._listeners = Listeners()
        self._human = Human.from_environment()
        self._chores = Chores(self._pass_on, self._tell)
        self._opened: Opened | None = None
        self._opening = asyncio.Lock()
        self._teller: Teller | None = None

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
        for path, asset in assets(self._human).items():
            _add(web, path, asset)
        self._handler = on_new_message
        routes: tuple[tuple[str, str, Route], ...] = (
            ("POST", "/chat/session", self._session),
            ("POST", "/chat/messages", self._ask),
            ("GET", "/chat/messages", self._look),
            ("GET", "/chat/stream", self._stream),
            ("POST", "/chat/feedback", self._judge),
            ("POST", "/chat/human", self._ask_human),
        )
        for method, path, route in routes:
            name = f"{method}-{path.split('/')[-1]}".lower()
            web.add_route(self._guard.over(route), path, methods=(method,), name=name)
        for path in {path for _, path, _ in routes}:
            guarded = self._guard.over(_preflight)
            web.add_route(guarded, path, methods=("OPTIONS",), name=f"options-{path[6:]}")
        web.listener("after_server_start")(self._begin)
        web.listener("before_server_stop")(self._end)
        return web

    async def _session(self, request: Request) -> HTTPResponse:
        if wait := self._addresses.wait_seconds(request.remote_addr or request.ip):
            return too_often(wait)
        opened = await self._open()
        return response.json({"session": opened.sessions.create()})

    async def _ask(self, request: Request) -> HTTPResponse:
        visitor, opened = await self._visitor(request)
        asking = read_question(request.body)
        if wait := self._wait_seconds(request, visitor):
            return too_often(wait)
        if not request.app.ctx.agent.is_ready():
            return problem("The mentor is starting.", 503, retry_seconds=NOT_READY_SECONDS)
        await opened.conversations.ask(visitor, asking.id, asking.text)
        view = await opened.conversations.look(
            visitor,
            after=asking.after,
            seconds=MAX_WAIT_SECONDS,
            enough=lambda view: not view.waits_for(asking.id),
        )
        return response.json(_shown(view))

    async def _look(self, request: Request) -> HTTPResponse:
        visitor, opened = await self._visitor(request)
        after = read_number("after", request.args.get("after", "0"))
        wait = min(read_number("wait", request.args.get("wait", "0")), MAX_WAIT_SECONDS)
        listening = self._listen(visitor, opened) if wait else nullcontext(lambda: True)
        with listening as is_superseded:
            view = await opened.conversations.look(
                visitor,
                after=after,
                seconds=wait,
                enough=lambda view: bool(view.messages) or is_superseded(),
            )
        return response.json(_shown(view))

    async def _stream(self, request: Request) -> None:
        visitor, opened = await self._visitor(request)
        after = read_number("after", request.args.get("after", "0"))
        headers = self._guard.headers(request) | NO_BUFFER
        stream = await request.respond(content_type="application/x-ndjson", headers=headers)
        views = opened.conversations.watch(visitor, after=after, seconds=MAX_STREAM_SECONDS)
        with self._listen(visitor, opened) as is_superseded:
            async for view in views:
                await stream.send((json.dumps(_shown(view)) if view else "") + "\n")
                if is_superseded():
                    break
        await stream.eof()

    @contextmanager
    def _listen(self, visitor: str, opened: Opened) -> Iterator[Callable[[], bool]]:
        """Join who listens in a visitor's name, and let whom that makes one too many look up."""
        with self._listeners.join(visitor) as is_superseded:
            if self._listeners.are_too_many(visitor):
                opened.conversations.say_changed(visitor)
            yield is_superseded

    async def _judge(self, request: Request) -> HTTPResponse:
        visitor, opened = await self._visitor(request)
        judgement = read_judgement(request.body)
        if wait := self._wait_seconds(request, visitor):
            return too_often(wait)
        known = await asyncio.to_thread(_keep, opened.store, visitor, judgement)
        return response.json({}) if known else problem("There is no such reply.", 404)

    async def _ask_human(self, request: Request) -> HTTPResponse:
        visitor, opened = await self._visitor(request)
        asked = read_request(request.body)
        if not self._human.webhook:
            return problem("This mentor passes nothing on to a person.", 404)
        if wait := self._wait_seconds(request, visitor):
            return too_often(wait)
        said = (await asyncio.to_thread(opened.store.view, visitor, after=0)).messages
        person = sender_of(visitor)
        await asyncio.to_thread(opened.handovers.add, visitor, person, asked, said)
        self._chores.hurry()
        return response.json({}, status=202)

    async def _visitor(self, request: Request) -> tuple[str, Opened]:
        opened = await self._open()
        scheme, _, token = request.headers.get("authorization", "").partition(" ")
        visitor = opened.sessions.visitor(token) if scheme.lower() == "bearer" else None
        if visitor is None or await asyncio.to_thread(opened.store.is_forgotten, visitor):
            sentence = "The session is missing or not of this mentor; POST /chat/session gives one."
            raise MessageError(sentence, status=401)
        return visitor, opened

    def _wait_seconds(self, request: Request, visitor: str) -> int:
        return self._visitors.wait_seconds(visitor) or self._addresses.wait_seconds(
            request.remote_addr or request.ip
        )

    async def _open(self) -> Opened:
        """Open the database when it is first needed: until then it may be down."""
        async with self._opening:
            if self._opened is None:
                self._opened = await asyncio.to_thread(
                    Opened.from_environment,
                    self._handler,
                    channel=self.name(),
                    human=self._human.webhook,
                )
        return self._opened

    async def _pass_on(self) -> None:
        """Pass on what is due of the requests for a person."""
        if self._human.webhook:
            handovers = (await self._open()).handovers
            while waiting := await asyncio.to_thread(handovers.take_due):
                await handovers.deliver(waiting)

    async def _tell(self) -> None:
        """Tell visitors what was learnt since they asked."""
        if self._teller is None:
            opened = await self._open()
            self._teller = Teller(
                Notebook.from_environment,
                opened.store,
                channel=self.name(),
                on_told=opened.conversations.say_changed,
            )
        await self._teller.tell()

    async def _begin(self, *_: object) -> None:
        self._chores.begin()

    async def _end(self, *_: object) -> None:
        await self._chores.end()
        if self._opened is not None:
            self._opened.conversations.end()


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


def _shown(view: View) -> dict[str, Any]:
    return {"messages": list(view.messages), "open": list(view.open)}
