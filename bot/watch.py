"""What the server notes of each request: its id, its route, its length, how long it took."""

from __future__ import annotations

import asyncio
import logging
import re
import uuid
from time import perf_counter

from sanic import Sanic
from sanic.exceptions import InvalidUsage
from sanic.request import Request
from sanic.response import BaseHTTPResponse

from bot import logs, metrics

ID_HEADER = "X-Request-ID"
LAG_EVERY_SECONDS = 0.5

METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "DELETE", "PATCH", "OPTIONS"})

_ID = re.compile(r"[A-Za-z0-9._-]{1,64}")

logger = logging.getLogger(__name__)


def install(app: Sanic) -> None:
    """Note every request of an application."""
    app.register_middleware(_begin, "request")
    app.register_middleware(_end, "response")
    app.add_signal(_check_head, "http.lifecycle.request")
    app.add_task(_measure_lag())


async def _check_head(request: Request) -> None:
    """Refuse a method that is none, and a length that is none: below zero, Sanic reads for ever."""
    if request.method not in METHODS:
        raise InvalidUsage("The method of a request must be one of HTTP's.")
    length = request.headers.getone("content-length", None)
    if length is None:
        return
    if not (length.isascii() and length.isdecimal()) or "transfer-encoding" in request.headers:
        raise InvalidUsage("The length of a request must be one whole number.")


async def _begin(request: Request) -> None:
    given = request.headers.get(ID_HEADER, "")
    request.ctx.id = given if _ID.fullmatch(given) else uuid.uuid4().hex
    request.ctx.began = perf_counter()
    logs.REQUEST_ID.set(request.ctx.id)


async def _end(request: Request, response: BaseHTTPResponse) -> None:
    if not hasattr(request.ctx, "began"):  # it was refused before it was read
        return
    response.headers[ID_HEADER] = request.ctx.id
    seconds = perf_counter() - request.ctx.began
    route = f"/{request.route.path}" if request.route else "none"
    metrics.count_request(route, request.method, response.status, seconds)
    logger.info("%s %s %d %.1f ms", request.method, route, response.status, 1000 * seconds)


async def _measure_lag() -> None:
    clock = asyncio.get_running_loop().time
    while True:
        due = clock() + LAG_EVERY_SECONDS
        await asyncio.sleep(LAG_EVERY_SECONDS)
        metrics.LAG.set(max(0.0, clock() - due))
