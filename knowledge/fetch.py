"""An address on the web -> its bytes and of what kind they are."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from knowledge.errors import SourceError
from knowledge.parse.files import SIZE_LIMIT_BYTES, too_large

if TYPE_CHECKING:
    import httpx

TIMEOUT_S = 20.0  # without an answer, and between two pieces of one
_SUFFIX_OF_TYPE = {
    "text/html": ".html",
    "application/xhtml+xml": ".html",
    "text/markdown": ".md",
    "text/x-markdown": ".md",
    "text/plain": ".txt",
    "application/pdf": ".pdf",
    "text/csv": ".csv",
    "application/yaml": ".yml",
    "application/x-yaml": ".yml",
    "text/yaml": ".yml",
    "text/x-yaml": ".yml",
    "application/jsonl": ".jsonl",
    "application/x-ndjson": ".jsonl",
}
# Types that servers give for want of a better one; then the address's own suffix says more.
_VAGUE = ("text/plain", "application/octet-stream", "binary/octet-stream", "")
_META_CHARSET = re.compile(rb"<meta[^>]*\bcharset\s*=\s*[\"']?([\w-]+)", re.IGNORECASE)


@dataclass(frozen=True)
class Fetched:
    """What an address answered.

    Attributes:
        content: text is UTF-8 if the server or the page says what it was before.
        suffix: of a file of this kind, such as ".html".
    """

    content: bytes
    suffix: str


def fetch(
    address: str, *, allowed: tuple[str, ...], transport: httpx.BaseTransport | None = None
) -> Fetched:
    """Get what stands at an address; redirects are followed.

    Args:
        address: begins with http:// or https://.
        allowed: the suffixes of the kinds that can be read.
        transport: what answers instead of the network, for tests.

    Raises:
        SourceError: it cannot be reached, is too large, or of a kind that is not read.
    """
    import httpx  # 0.2 s, and only an import by address needs it

    try:
        with (
            httpx.Client(transport=transport, timeout=TIMEOUT_S, follow_redirects=True) as client,
            client.stream("GET", address) as response,
        ):
            response.raise_for_status()
            suffix = _suffix(address, response, allowed)
            content = _content(address, response)
    except httpx.HTTPStatusError as error:
        status = f"{error.response.status_code} {error.response.reason_phrase}".strip()
        problem = f"the server answers {status}; open the address in a browser to check it"
        raise SourceError(address, problem) from None
    except (httpx.HTTPError, httpx.InvalidURL) as error:
        reason = str(error) or type(error).__name__
        raise SourceError(address, f"it cannot be fetched ({reason}); check the address") from None
    charset = response.charset_encoding or _charset_in(content)
    return Fetched(content if suffix == ".pdf" else _as_utf8(content, charset), suffix)


def _content(address: str, response: httpx.Response) -> bytes:
    content = bytearray()
    for piece in response.iter_bytes():
        content += piece
        if len(content) > SIZE_LIMIT_BYTES:
            raise too_large(address)
    return bytes(content)


def _suffix(address: str, response: httpx.Response, allowed: tuple[str, ...]) -> str:
    """Return the suffix that a response's content type stands for, else the address's own."""
    kind = response.headers.get("content-type", "").split(";")[0].strip().lower()
    own = PurePosixPath(response.url.path).suffix.lower()
    suffix = own if kind in _VAGUE and own in allowed else _SUFFIX_OF_TYPE.get(kind, "")
    if suffix not in allowed:
        problem = f"it is of the type {kind or 'unknown'!r}; allowed are {', '.join(allowed)}"
        raise SourceError(address, problem)
    return suffix


def _charset_in(content: bytes) -> str:
    match = _META_CHARSET.search(content[:4096])
    return match.group(1).decode() if match else "utf-8"


def _as_utf8(content: bytes, charset: str) -> bytes:
    try:
        return content.decode(charset).encode()
    except (LookupError, UnicodeDecodeError):
        return content  # reading it will say which byte is not UTF-8
