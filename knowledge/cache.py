"""What became of a source, kept until the source changes.

    .mentor/cache/sources/<hash of bytes, name, address and code>.json   its passages
    .mentor/cache/sentences.json                                         pairs' answers, split

The folder may be deleted at any time; it only costs the time to read again.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import tempfile
from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict
from functools import lru_cache
from pathlib import Path
from types import TracebackType
from typing import Any

from knowledge.home import Home
from knowledge.passages import Passage

_FULL_STOP = re.compile(r"(?<=[.!?])\s+(?=[A-Z0-9\"'(`*])")

Splitter = Callable[[str], Sequence[str]]


class SourceCache:
    """Passages by their source, sentences by their text; used as a context, saved at its end."""

    def __init__(self, folder: Path, split: Splitter) -> None:
        self._folder = folder
        self._split = split
        self._sentences: dict[str, list[str]] = _read(folder / "sentences.json") or {}
        self._used: dict[str, list[str]] = {}
        self._kept: set[str] = set()

    @classmethod
    def of(cls, home: Home, split: Splitter) -> SourceCache:
        """Open the cache of a home.

        Args:
            home: whose sources.
            split: splits a text that is not known yet.
        """
        return cls(home.state / "cache", split)

    def __enter__(self) -> SourceCache:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        problem: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if kind is not None:
            return
        if self._used != self._sentences:
            write_json(self._folder / "sentences.json", self._used)
        for path in (self._folder / "sources").glob("*.json"):
            if path.stem not in self._kept:
                path.unlink(missing_ok=True)

    def split(self, text: str) -> Sequence[str]:
        """Return the sentences of a text."""
        if text not in self._used:
            known = self._sentences.get(text)
            self._used[text] = list(self._split(text)) if known is None else known
        return self._used[text]

    def split_quickly(self, text: str) -> Sequence[str]:
        """Return the sentences of a text; one that is not known is split by its full stops."""
        if text in self._sentences or text in self._used:
            return self.split(text)
        return [part for part in _FULL_STOP.split(text.strip()) if part]

    def passages(
        self,
        path: Path,
        url: str | None,
        read: Callable[[Path, str | None], Iterable[Passage]],
    ) -> tuple[Passage, ...]:
        """Return the passages of a source, read only if it is new or has changed.

        Args:
            path: the source.
            url: its address.
            read: parses it.
        """
        words = f"{path.name} {url} {code_hash()}".encode()
        key = hashlib.sha256(words + path.read_bytes()).hexdigest()[:24]
        self._kept.add(key)
        file = self._folder / "sources" / f"{key}.json"
        stored = _read(file)
        if stored is not None:
            found = tuple(map(passage_from, stored))
        else:
            found = tuple(read(path, url))
            write_json(file, [asdict(passage) for passage in found])
        for passage in found:
            self._used.setdefault(passage.text, list(passage.sentences))
        return found


@lru_cache(maxsize=1)
def code_hash() -> str:
    """Hash the code that reads sources: another version may read otherwise."""
    here = Path(__file__).parent
    files = [here / "document.py", here / "passages.py", here / "language" / "sentences.py"]
    digest = hashlib.sha256()
    for path in sorted([*files, *(here / "parse").glob("*.py")]):
        digest.update(path.name.encode() + path.read_bytes())
    return digest.hexdigest()


def passage_from(row: dict[str, Any]) -> Passage:
    """Return the passage that `asdict` made plain."""
    fields: Any = {k: tuple(v) if isinstance(v, list) else v for k, v in row.items()}
    return Passage(**fields)


def write_json(path: Path, value: object) -> None:
    """Write a file as a whole or not at all."""
    path.parent.mkdir(parents=True, exist_ok=True)
    descriptor, scratch = tempfile.mkstemp(dir=path.parent, prefix=".writing-")
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        os.fchmod(descriptor, 0o644)  # mkstemp's 0600 would hide it from another user's server
        json.dump(value, file, ensure_ascii=False)
    os.replace(scratch, path)


def _read(path: Path) -> Any:
    """Return what a file of the cache holds; None where there is none or it is damaged."""
    try:
        return json.loads(path.read_text("utf-8"))
    except (OSError, ValueError):
        return None
