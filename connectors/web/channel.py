"""The page with the chat, and the files it needs, at the root of the mentor's address."""

from __future__ import annotations

import hashlib
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from rasa.core.channels.channel import InputChannel, UserMessage
from sanic import Blueprint, response
from sanic.request import Request
from sanic.response import HTTPResponse

STATIC = Path(__file__).parent / "static"

FILES = {
    "/": ("index.html", "text/html; charset=utf-8"),
    "/widget.js": ("widget.js", "text/javascript; charset=utf-8"),
    "/style.css": ("style.css", "text/css; charset=utf-8"),
}

HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; "
        "img-src 'self' data:; base-uri 'none'; form-action 'none'; frame-ancestors 'self'"
    ),
    "Cache-Control": "no-cache",  # kept, but asked for again: the tag tells whether it changed
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}


@dataclass(frozen=True)
class Asset:
    """One file of the page, read once."""

    body: bytes
    content_type: str
    etag: str

    @classmethod
    def read(cls, name: str, content_type: str) -> Asset:
        """Return the static file called `name`."""
        body = (STATIC / name).read_bytes()
        return cls(body, content_type, f'"{hashlib.sha256(body).hexdigest()[:20]}"')

    def answer(self, request: Request) -> HTTPResponse:
        """Return the file, or 304 where the client has this version."""
        headers = {**HEADERS, "ETag": self.etag}
        if request.headers.get("if-none-match") == self.etag:
            return response.empty(status=304, headers=headers)
        return response.raw(self.body, content_type=self.content_type, headers=headers)


class WebChannel(InputChannel):
    """Serve the page; its messages go through the REST channel."""

    @classmethod
    def name(cls) -> str:
        """Return the name of this channel."""
        return "web"

    def url_prefix(self) -> str:
        """Return the root, so that the page is what one sees at the mentor's address."""
        return "/"

    def blueprint(self, on_new_message: Callable[[UserMessage], Awaitable[Any]]) -> Blueprint:
        """Return a route for each file of the page."""
        page = Blueprint("page")
        for path, (name, content_type) in FILES.items():
            _add(page, path, Asset.read(name, content_type))
        return page


def _add(page: Blueprint, path: str, asset: Asset) -> None:
    async def serve(request: Request) -> HTTPResponse:
        return asset.answer(request)

    page.add_route(serve, path, methods=("GET", "HEAD"), name=path.strip("/") or "index")
