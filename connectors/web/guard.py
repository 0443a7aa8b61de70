"""What stands before each route: only allowed origins pass, each problem is one sentence."""

from __future__ import annotations

import logging
from collections.abc import Callable, Coroutine
from functools import wraps
from typing import Any

from sanic import response
from sanic.request import Request
from sanic.response import HTTPResponse

from connectors.web.messages import MessageError
from connectors.web.origins import SETTING, Origins

MAX_REFUSED = 100  # sites to tell the operator of

logger = logging.getLogger(__name__)

# None: the route has streamed its answer itself.
Route = Callable[[Request], Coroutine[Any, Any, HTTPResponse | None]]


class Guard:
    """Guards routes.

    Args:
        origins: which sites may embed the widget.
    """

    def __init__(self, origins: Origins) -> None:
        self._origins = origins
        self._refused: set[str | None] = set()

    def over(self, route: Route) -> Route:
        """Return the guarded route."""

        @wraps(route)
        async def guarded(request: Request) -> HTTPResponse | None:
            origin = request.headers.get("origin")
            if not self._origins.allow(origin, request.host):
                self._tell_operator(origin)
                named = ascii(origin).strip("'")  # it may hold what no answer can
                sentence = f"The mentor may not be embedded at {named}; {SETTING} names who may."
                return response.json({"error": sentence}, status=403, headers={"Vary": "Origin"})
            try:
                answer = await route(request)
            except MessageError as wrong:
                answer = problem(str(wrong), wrong.status)
            if answer is not None:
                answer.headers.update(self.headers(request))
            return answer

        return guarded

    def headers(self, request: Request) -> dict[str, str]:
        """Return what every answer to this request carries."""
        allowed = self._origins.headers(request.headers.get("origin"))
        return {**allowed, "Cache-Control": "no-store"}

    def _tell_operator(self, origin: str | None) -> None:
        """Say it once: the browser shows the site's own people only that there is no connection."""
        if origin not in self._refused and len(self._refused) < MAX_REFUSED:
            self._refused.add(origin)
            logger.warning("The widget at %r was refused; %s names who may", origin, SETTING)


def problem(sentence: str, status: int, *, retry_seconds: int = 0) -> HTTPResponse:
    """Return an answer that says what is the matter, and where it helps when to try again."""
    headers = {"Retry-After": str(retry_seconds)} if retry_seconds else {}
    return response.json({"error": sentence}, status=status, headers=headers)


def too_often(wait_seconds: int) -> HTTPResponse:
    """Return the answer to who asks more often than is allowed."""
    sentence = f"That was too often; please wait {wait_seconds} seconds."
    return problem(sentence, 429, retry_seconds=wait_seconds)
