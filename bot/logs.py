"""Logs for machines and for people, without what a person wrote and without secrets.

| variable            | values                         | default                              |
|---------------------|--------------------------------|--------------------------------------|
| `MENTOR_LOG_LEVEL`  | debug, info, warning, error    | warning                              |
| `MENTOR_LOG_FORMAT` | json (a line each), text       | text on a terminal, json elsewhere   |
"""

from __future__ import annotations

import json
import logging
import os
import re
import sys
import traceback
from contextvars import ContextVar
from datetime import datetime, timezone
from types import TracebackType

from knowledge.errors import KnowledgeError, SettingError

REQUEST_ID: ContextVar[str] = ContextVar("request_id", default="")

LEVELS = ("debug", "info", "warning", "error")
FORMATS = ("json", "text")
N_FRAMES = 6
SECRET_NAMES = re.compile(r"TOKEN|SECRET|PASSWORD|KEY$")
MIN_SECRET_CHARACTERS = 8
HIDDEN = "***"

# Exceptions whose message is about a part and never holds what a person wrote.
OF_PARTS = (KnowledgeError, OSError, ImportError)
OF_PARTS_BY_PACKAGE = ("sqlalchemy.", "redis.", "psycopg2", "aiohttp.", "sanic.")

_IN_ADDRESS = re.compile(r"(?<=://)([^\s/:@]*):([^\s/@]+)(?=@)")
_TOKENS = re.compile(r"\b(?:xox[a-z]-|xapp-)[\w-]{6,}|\bBearer\s+[\w.~+/-]{8,}=*")

ExceptionInfo = tuple[type[BaseException], BaseException, "TracebackType | None"]


def configure() -> None:
    """Send what is logged to standard error, in the form that the environment asks for.

    Raises:
        SettingError: a variable holds another value.
    """
    level = _choice("MENTOR_LOG_LEVEL", LEVELS, "warning")
    form = _choice("MENTOR_LOG_FORMAT", FORMATS, "text" if sys.stderr.isatty() else "json")
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(JsonLines() if form == "json" else PlainLines())
    logging.basicConfig(level=level.upper(), handlers=[handler], force=True)


def mask(text: str) -> str:
    """Return a text without passwords in addresses, tokens, and values of secret variables."""
    text = _TOKENS.sub(HIDDEN, _IN_ADDRESS.sub(rf"\1:{HIDDEN}", text))
    for name, value in os.environ.items():
        if SECRET_NAMES.search(name) and len(value) >= MIN_SECRET_CHARACTERS:
            text = text.replace(value, HIDDEN)
    return text


class PlainLines(logging.Formatter):
    """One line for people, with the place of an exception below it."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the line."""
        id = REQUEST_ID.get()
        lead = f"{record.levelname.lower()} {record.name}{f' [{id}]' if id else ''}"
        lines = [f"{lead}: {record.getMessage()}"]
        if record.exc_info and record.exc_info[1]:
            lines.append(f"  {described(record.exc_info[1])}")
        return mask("\n".join(lines))


class JsonLines(logging.Formatter):
    """One JSON object a line."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the line."""
        fields = {
            "time": datetime.fromtimestamp(record.created, timezone.utc).isoformat(),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage(),
        }
        if id := REQUEST_ID.get():
            fields["request_id"] = id
        if record.exc_info and record.exc_info[1]:
            fields["exception"] = described(record.exc_info[1])
        return json.dumps({name: mask(value) for name, value in fields.items()}, ensure_ascii=False)


def described(problem: BaseException) -> str:
    """Name an exception and its place; its message only where that is about a part.

    A message such as `KeyError`'s may hold the words of a person.
    """
    frames = traceback.extract_tb(problem.__traceback__)[-N_FRAMES:]
    places = " > ".join(
        f"{'/'.join(frame.filename.rsplit('/', 2)[-2:])}:{frame.lineno}" for frame in frames
    )
    kind = type(problem)
    tells = isinstance(problem, OF_PARTS) or kind.__module__.startswith(OF_PARTS_BY_PACKAGE)
    told = f" ({' '.join(str(problem).split())[:300]})" if tells else ""
    cause = problem.__cause__ or (None if problem.__suppress_context__ else problem.__context__)
    because = f" because of {described(cause)}" if cause is not None else ""
    return f"{kind.__name__}{told} at {places or 'nowhere'}{because}"


def _choice(name: str, allowed: tuple[str, ...], default: str) -> str:
    value = os.environ.get(name, "").strip().lower() or default
    if value not in allowed:
        raise SettingError(f"{name} is {value!r}; it must be one of {', '.join(allowed)}.")
    return value
