"""The files that a browser gets: the page at `/`, and the widget as one script with its style."""

from __future__ import annotations

import gzip
import hashlib
import json
import re
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from sanic import response
from sanic.request import Request
from sanic.response import HTTPResponse

from connectors.web.human import Human

NOBODY = Human()
_COMMENT = re.compile(r"(?:^|\s)// .*$|^\s*//$")  # the scripts keep "// " out of their texts
# Around what needs none; texts are kept. Lines that hold a template or a regular expression stay.
_SCRIPT_SPACE = re.compile(r'("(?:\\.|[^"\\])*")|\s*(=>|[=,;{}()?:<>]|&&|\|\|)\s*')
_STYLE_SPACE = re.compile(r"\s*([{};])\s*|(?<=[:,])\s+")
STATIC = Path(__file__).parent / "static"
WIDGET_PARTS = (
    "texts",
    "dom",
    "markdown",
    "answer",
    "human",
    "kept",
    "line",
    "log",
    "frame",
    "element",
)

HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; "
        "img-src 'self' data:; base-uri 'none'; form-action 'none'; frame-ancestors 'self'; "
        "require-trusted-types-for 'script'; trusted-types 'none'"
    ),
    "Cache-Control": "no-cache",  # kept, but asked for again: the tag tells whether it changed
    "Vary": "Accept-Encoding",
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

    @cached_property
    def etag(self) -> str:
        """The version of the file, as the header names it; weak, for it is sent packed too."""
        return f'W/"{hashlib.sha256(self.body).hexdigest()[:20]}"'

    @cached_property
    def packed(self) -> bytes:
        """The file as browsers take it."""
        return gzip.compress(self.body, 9, mtime=0)

    def answer(self, request: Request) -> HTTPResponse:
        """Return the file, or 304 where the client has this version."""
        headers = {**HEADERS, "ETag": self.etag, **(SHARED if self.shared else {})}
        if request.headers.get("if-none-match") == self.etag:
            return response.empty(status=304, headers=headers)
        if "gzip" not in request.headers.get("accept-encoding", ""):
            return response.raw(self.body, content_type=self.content_type, headers=headers)
        headers["Content-Encoding"] = "gzip"
        return response.raw(self.packed, content_type=self.content_type, headers=headers)


def widget(human: Human = NOBODY) -> bytes:
    """Return the widget: its parts in one function, so that no name of theirs reaches the page.

    Args:
        human: the way to a person that this mentor offers.
    """
    folder = STATIC / "widget"
    style = json.dumps(_lean_style((folder / "widget.css").read_text("utf-8")))
    offer = json.dumps({"form": bool(human.webhook), "address": human.address})
    parts = [_lean_script((folder / f"{name}.js").read_text("utf-8")) for name in WIDGET_PARTS]
    begin = ('"use strict";', "(() => {", f"const CSS = {style};", f"const HUMAN = {offer};")
    return "\n".join([*begin, *parts, "})();", ""]).encode()


def _lean_script(source: str) -> str:
    """Return a script without indentation, comments, empty lines and most spaces."""
    lines = (_COMMENT.sub("", line).strip() for line in source.splitlines())
    return "\n".join(_lean_line(line) for line in lines if line)


def _lean_line(line: str) -> str:
    if "`" in line or "/" in line:
        return line
    return _SCRIPT_SPACE.sub(lambda found: found[1] or found[2], line)


def _lean_style(source: str) -> str:
    """Return a style without line ends and the spaces that mean nothing."""
    return _STYLE_SPACE.sub(r"\1", " ".join(source.split()))


def assets(human: Human = NOBODY) -> dict[str, Asset]:
    """Return each file by its path.

    Args:
        human: the way to a person that this mentor offers.
    """
    page = (
        ("/", "index.html", "text/html"),
        ("/style.css", "style.css", "text/css"),
        ("/page.js", "page.js", "text/javascript"),
    )
    files = {
        path: Asset((STATIC / name).read_bytes(), f"{kind}; charset=utf-8")
        for path, name, kind in page
    }
    return files | {
        "/widget.js": Asset(widget(human), "text/javascript; charset=utf-8", shared=True)
    }
