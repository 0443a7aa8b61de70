"""Bytes on the disk -> text that is known to be text, and back without half-written files."""

from __future__ import annotations

import os
import re
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path

from knowledge.errors import SourceError

SIZE_LIMIT_BYTES = 20 * 1024 * 1024
_UTF8_BOM = b"\xef\xbb\xbf"
_UTF16_BOMS = (b"\xff\xfe", b"\xfe\xff")
_CONTROL = re.compile(rb"[\x00-\x08\x0e-\x1a\x1c-\x1f]")


def slug(name: str) -> str:
    """Return a name as lower-case letters and digits joined by hyphens."""
    return re.sub(r"[\W_]+", "-", name.casefold()).strip("-") or "document"


def readable_name(path: Path) -> str:
    """Return a title made of a file's name: `rest_apis.yml` gives "Rest apis"."""
    words = re.sub(r"[-_\s]+", " ", path.stem).strip()
    return words[:1].upper() + words[1:]


def read_bytes(path: Path) -> bytes:
    """Read a file.

    Raises:
        SourceError: it is missing, a folder, unreadable, empty or larger than the limit.
    """
    try:
        if path.stat().st_size > SIZE_LIMIT_BYTES:
            raise too_large(path)
        content = path.read_bytes()
    except FileNotFoundError:
        raise SourceError(path, "there is no such file; check the name") from None
    except IsADirectoryError:
        raise SourceError(path, "this is a folder; name the files in it") from None
    except OSError as error:
        raise SourceError(path, f"the file cannot be read ({error.strerror})") from error
    if not content.removeprefix(_UTF8_BOM).strip():
        raise SourceError(path, "the file is empty; name one that has text in it")
    return content


def unknown_kind(path: Path, suffixes: Sequence[str]) -> SourceError:
    """Return the error for a file with another suffix than those allowed."""
    kind = path.suffix or "a file without suffix"
    return SourceError(path, f"{kind} is not read; allowed are {', '.join(suffixes)}")


def too_large(source: Path | str) -> SourceError:
    """Return the error for a source over the limit."""
    limit = SIZE_LIMIT_BYTES // 1024**2
    return SourceError(source, f"it is larger than {limit} MB; split it into smaller files")


def decode(content: bytes, source: Path | str) -> str:
    """Decode UTF-8, drop a byte order mark and give every line end as a line feed.

    Raises:
        SourceError: the bytes are no text, or no UTF-8; the error names the place.
    """
    if content.startswith(_UTF16_BOMS):
        raise SourceError(source, "the text is UTF-16; save it as UTF-8")
    if _CONTROL.search(content):
        raise SourceError(
            source, "this is binary content; allowed are text, Markdown, HTML, PDF and pairs"
        )
    try:
        text = content.decode("utf-8").removeprefix("\ufeff")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        byte = content[error.start]
        problem = f"byte 0x{byte:02X} at offset {error.start} is not UTF-8; save the file as UTF-8"
        raise SourceError(source, problem, line=line) from None
    return text.replace("\r\n", "\n").replace("\r", "\n")


def renamed(error: SourceError, source: Path | str) -> SourceError:
    """Return the same error about a source under the name that the person gave it."""
    place = f"{error.path}:{error.line}" if error.line is not None else f"{error.path}"
    return SourceError(source, str(error).removeprefix(f"{place}: "), line=error.line)


def read_text(path: Path) -> str:
    """Read a text file with all checks of `read_bytes` and `decode`."""
    return decode(read_bytes(path), path)


def write_all(contents: Mapping[Path, bytes]) -> None:
    """Write several files so that a failure leaves all of them as they were.

    Everything is written beside its place first; only then are the names exchanged.
    """
    written: dict[Path, Path] = {}
    try:
        for path, content in contents.items():
            path.parent.mkdir(parents=True, exist_ok=True)
            written[path] = _write_beside(path, content)
        for path, temporary in written.items():
            os.replace(temporary, path)
    finally:
        for temporary in written.values():
            temporary.unlink(missing_ok=True)


def _write_beside(path: Path, content: bytes) -> Path:
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with open(handle, "wb") as file:
            file.write(content)
        os.chmod(name, 0o644)  # mkstemp gives 0600, which another user's server could not read
    except BaseException:
        os.unlink(name)
        raise
    return Path(name)
