"""Responses of the console, each with the headers that keep a page to itself."""

from __future__ import annotations

from pathlib import Path

from sanic import response
from sanic.request import Request
from sanic.response import HTTPResponse

from connectors.console.html import Html

STATIC = Path(__file__).parent / "static"
ASSETS = {"console.css": "text/css", "console.js": "text/javascript"}

HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
        "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'; "
        "require-trusted-types-for 'script'; trusted-types 'none'"
    ),
    "Cache-Control": "no-store",
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}


def shown(page: Html, *, status: int = 200) -> HTTPResponse:
    """Return a page."""
    return response.html(str(page), status=status, headers=dict(HEADERS))


def sent_to(address: str) -> HTTPResponse:
    """Send the browser on, so that a reload repeats nothing."""
    return response.empty(status=303, headers={**HEADERS, "Location": address})


def asset(name: str) -> HTTPResponse:
    """Return one of the static files."""
    body = (STATIC / name).read_bytes()
    headers = {**HEADERS, "Cache-Control": "no-cache"}
    return response.raw(body, content_type=f"{ASSETS[name]}; charset=utf-8", headers=headers)


def with_cookie(
    answer: HTTPResponse,
    name: str,
    value: str,
    request: Request,
    *,
    same_site: str = "Strict",
    seconds: int | None = None,
) -> HTTPResponse:
    """Give the browser a cookie that only the console sees.

    Args:
        answer: what brings it.
        name: the cookie's.
        value: what it holds; "" takes it away.
        request: what is answered.
        same_site: "Lax" where another site sends the browser here with it.
        seconds: how long it is kept; till the browser ends where left out.
    """
    secure = "; Secure" if request.scheme == "https" else ""
    kept = seconds if value else 0
    age = "" if kept is None else f"; Max-Age={kept}"
    answer.headers.add(
        "Set-Cookie",
        f"{name}={value}; Path=/console; HttpOnly; SameSite={same_site}{age}{secure}",
    )
    return answer
