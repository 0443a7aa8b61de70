"""The files that a browser gets: the page at `/`, and the widget as one script with its style."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from pathlib import Path

from sanic import response
from sanic.request import Request
from sanic.response import HTTPResponse

STATIC = Path(__file__).parent / "static"
WIDGET_PARTS = ("texts", "dom", "markdown", "answer", "line", "log", "element")

HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; "
        "img-src 'self' data:; base-uri 'none'; form-action 'none'; frame-ancestors 'self'; "
        "require-trusted-types-for 'script'; trusted-types 'none'"
    ),
    "Cache-Control": "no-cache",  # kept, but asked for again: the tag tells whether it changed
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}
# Any site may load the script, also with `crossorigin` or under its own embedder policy.
SHARED = {"Access-Control-Allow-Origin": "*", "Cross-Origin-Resource-Policy": "cross-origin"}


@dataclass(frozen=True)
class Asset:
    """One file, read once."""

    body: bytes
    content_type: str
    shared: bool = False

    @property
    def etag(self) -> str:
        """The version of the file, as the header names it."""
        return f'"{hashlib.sha256(self.body).hexdigest()[:20]}"'

    def answer(self, request: Request) -> HTTPResponse:
        """Return the file, or 304 where the client has this version."""
        headers = {**HEADERS, "ETag": self.etag, **(SHARED if self.shared else {})}
        if request.headers.get("if-none-match") == self.etag:
            return response.empty(status=304, headers=headers)
        return response.raw(self.body, content_type=self.content_type, headers=headers)


def widget() -> bytes:
    """Return the widget: its parts in one function, so that no name of theirs reaches the page."""
    folder = STATIC / "widget"
    style = json.dumps((folder / "widget.css").read_text("utf-8"))
    parts = [(folder / f"{name}.js").read_text("utf-8") for name in WIDGET_PARTS]
    whole = "\n".join(['"use strict";', "(() => {", f"const CSS = {style};", *parts, "})();", ""])
    return whole.encode()


def assets() -> dict[str, Asset]:
    """Return each file by its path."""
    page = (
        ("/", "index.html", "text/html"),
        ("/style.css", "style.css", "text/css"),
        ("/page.js", "page.js", "text/javascript"),
    )
    files = {
        path: Asset((STATIC / name).read_bytes(), f"{kind}; charset=utf-8")
        for path, name, kind in page
    }
    return files | {"/widget.js": Asset(widget(), "text/javascript; charset=utf-8", shared=True)}
