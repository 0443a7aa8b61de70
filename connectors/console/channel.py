"""The console's routes. To Rasa it is a channel like the others; nobody converses here."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Coroutine
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from rasa.core.channels.channel import InputChannel, UserMessage
from sanic import Blueprint
from sanic.request import Request
from sanic.response import HTTPResponse

from connectors.console.access import COOKIE, Access, Person, is_local
from connectors.console.answers import ASSETS, asset, sent_to, shown, with_cookie
from connectors.console.desk import Desk, Handle
from connectors.console.html import el
from connectors.console.oidc.attempt import HOME, inside
from connectors.console.pages.layout import Frame, document
from connectors.console.pages.sign_in import closed, sign_in_page
from connectors.console.visit import FormError, Visit
from connectors.web.limits import Limit, Rate
from knowledge.notebook import MaintenanceError, Notebook

if TYPE_CHECKING:
    from connectors.console.oidc.routes import OidcRoutes

SIGN_IN_RATE = Rate(burst=5, per_minute=6)
TOO_OLD = "The form is of another session; the page was drawn anew, please send it again."

logger = logging.getLogger(__name__)

Serve = Callable[..., Coroutine[Any, Any, HTTPResponse]]


class ConsoleChannel(InputChannel):
    """Serve the console.

    Args:
        access: lets people in; by the environment's tokens where left out.
    """

    def __init__(self, access: Access | None = None) -> None:
        self._access = access or Access()
        self._sign_ins = Limit(SIGN_IN_RATE)
        self._oidc = _oidc_routes(self._access)
        if self._access.weak:
            logger.warning("The console's token is short enough to be guessed; take a longer one")

    @classmethod
    def name(cls) -> str:
        """Return the name of this channel."""
        return "console"

    def url_prefix(self) -> str:
        """Return where the console stands."""
        return "/console"

    def blueprint(self, on_new_message: Callable[[UserMessage], Awaitable[Any]]) -> Blueprint:
        """Return the routes."""
        console = Blueprint("console")
        for name in ASSETS:
            console.add_route(_asset(name), f"/{name}", name=name)
        console.add_route(
            _plain(self._sign_in), "/sign-in", methods=("GET", "POST"), name="sign-in"
        )
        console.add_route(_plain(self._sign_out), "/sign-out", methods=("POST",), name="sign-out")
        if self._oidc:
            console.add_route(_plain(self._oidc.begin), "/sign-in/provider", name="to-provider")
            console.add_route(_plain(self._oidc.end), "/signed-in", name="from-provider")
        for method, path, handle in Desk().routes:
            name = f"{method}{path}".lower().replace("/", "-").replace("<", "").replace(">", "")
            console.add_route(self._guarded(handle), path, methods=(method,), name=name)
        return console

    def _guarded(self, handle: Handle) -> Serve:
        """Let in who may come, check what they send, and say each problem in one sentence."""

        async def guarded(request: Request, **_: str) -> HTTPResponse:
            person = self._person(request)
            if person is None:
                return shown(closed(), status=403) if self._access.is_open else _to_sign_in(request)
            visit = await self._visit(request, person)
            try:
                self._check(request, person)
                answer = await handle(visit)
            except FormError as problem:
                answer = shown(_sorry(str(problem)), status=problem.status)
            except MaintenanceError as problem:
                answer = shown(_sorry(str(problem)), status=422)
            if self._access.is_open and request.cookies.get(COOKIE) is None:
                with_cookie(answer, COOKIE, self._open_session[0], request)
            return answer

        return guarded

    def _person(self, request: Request) -> Person | None:
        known = self._access.person(request.cookies.get(COOKIE))
        if not self._access.is_open:
            return known
        forwarded = any(name in request.headers for name in ("x-forwarded-for", "forwarded"))
        if not is_local(request.ip, request.host, forwarded=forwarded):
            return None
        return known or self._open_session[1]

    @property
    def _open_session(self) -> tuple[str, Person]:
        """Return the session of whoever sits at this machine, the same until the server ends."""
        if not hasattr(self, "_opened"):
            cookie = self._access.sign_in("maintainer", "maintainer")
            person = self._access.person(cookie)
            assert person
            self._opened = (cookie, person)
        return self._opened

    def _check(self, request: Request, person: Person) -> None:
        """Raise where something is to change and may not be."""
        if request.method != "POST":
            return
        if not person.may_change:
            raise FormError("A viewer can look and change nothing.", status=403)
        origin = request.headers.get("origin", "")
        if origin not in ("", "null") and origin.partition("://")[2] != request.host:
            raise FormError("The form came from another site.", status=403)
        if not self._access.is_form_of(person, str(request.form.get("form_token", ""))):
            raise FormError(TOO_OLD, status=403)

    async def _visit(self, request: Request, person: Person) -> Visit:
        frame = Frame(
            name=person.name,
            may_change=person.may_change,
            form_token=self._access.form_token(person),
            release=request.app.ctx.release,
            can_sign_out=not self._access.is_open,
        )
        notebook = await asyncio.to_thread(Notebook.from_environment)
        return Visit(request, person, frame, request.app.ctx.maintenance, notebook)

    async def _sign_in(self, request: Request) -> HTTPResponse:
        if self._access.is_open:
            return sent_to(HOME)
        if request.method == "GET":
            return self._sign_in_page(to=_wanted(request.args.get("to")))
        name, to = str(request.form.get("name", "")).strip(), _wanted(request.form.get("to"))
        if self._sign_ins.wait_seconds(request.remote_addr or request.ip):
            problem = "Too many attempts; wait a minute."
            return self._sign_in_page(problem=problem, name=name, to=to, status=429)
        role = self._access.role_of(str(request.form.get("token", "")))
        if role is None or not name:
            problem = "That is not the token." if name else "Please give your name."
            return self._sign_in_page(problem=problem, name=name, to=to, status=403)
        cookie = self._access.sign_in(name, role)
        return with_cookie(sent_to(to or HOME), COOKIE, cookie, request)

    def _sign_in_page(self, *, status: int = 200, **what: str) -> HTTPResponse:
        provider = self._oidc.name if self._oidc else ""
        page = sign_in_page(provider=provider, takes_tokens=self._access.takes_tokens, **what)
        return shown(page, status=status)

    async def _sign_out(self, request: Request) -> HTTPResponse:
        return with_cookie(sent_to("/console/sign-in"), COOKIE, "", request)


def _oidc_routes(access: Access) -> OidcRoutes | None:
    if access.oidc is None:
        return None
    from connectors.console.oidc.routes import OidcRoutes  # its library only where it is used

    return OidcRoutes(access, access.oidc)


def _to_sign_in(request: Request) -> HTTPResponse:
    """Send somebody to sign in, and from there to the page that they wanted."""
    wanted = _wanted(f"{request.path}?{request.query_string}".rstrip("?"))
    query = f"?{urlencode({'to': wanted})}" if wanted and request.method == "GET" else ""
    return sent_to(f"/console/sign-in{query}")


def _wanted(address: str | None) -> str:
    """Return the console's page that is wanted; "" for its first one, and for one elsewhere."""
    page = inside(address or "")
    return "" if page == HOME else page


def _plain(method: Serve) -> Serve:
    """Return a method as a function, which is what Sanic's blueprints mark."""

    async def serve(request: Request) -> HTTPResponse:
        return await method(request)

    return serve


def _asset(name: str) -> Serve:
    async def serve(request: Request) -> HTTPResponse:
        return asset(name)

    return serve


def _sorry(sentence: str) -> Any:
    return document(
        "Not done",
        el(
            "main",
            el("h1", "That was not done"),
            el("p", sentence, class_="problem", role="alert"),
            el("p", el("a", "Back to the gaps", href="/console")),
            class_="sign-in",
        ),
    )
