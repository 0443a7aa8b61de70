"""A request of HTTP mode, as Bolt takes it, and its answer.

Anybody reaches the route, and Bolt reads a request before it looks at the signature: what it would
stumble over is refused here, in one sentence.
"""

from __future__ import annotations

import re

from sanic import response
from sanic.request import Request
from sanic.response import HTTPResponse
from slack_bolt.adapter.sanic.async_handler import to_async_bolt_request, to_sanic_response
from slack_bolt.async_app import AsyncApp

from connectors.slack.app import MISSHAPEN

SIGNATURE = {
    "X-Slack-Request-Timestamp": re.compile(r"[0-9]{1,12}"),
    "X-Slack-Signature": re.compile(r"v0=[0-9a-f]{64}"),
}


async def answer(bolt: AsyncApp, request: Request) -> HTTPResponse:
    """Have Bolt check a request's signature and take it."""
    for name, form in SIGNATURE.items():
        given = request.headers.get(name)
        if given is not None and not form.fullmatch(given):
            return _refused("The request is not signed as Slack does.", 401)
    try:
        taken: HTTPResponse = to_sanic_response(
            await bolt.async_dispatch(to_async_bolt_request(request))
        )
    except (*MISSHAPEN, RecursionError):  # of Bolt's own: a part's are told to it
        return _refused("The request is none that Slack sends.", 400)
    return taken


def _refused(sentence: str, status: int) -> HTTPResponse:
    return response.json({"error": sentence}, status=status)
