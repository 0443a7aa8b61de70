"""Files and addresses -> checked copies in a home, and what stands there read back.

target -> bytes -> parsed in full, so that only what can be read is kept
       -> knowledge/sources or knowledge/pairs
"""

from __future__ import annotations

import hashlib
import re
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Literal
from urllib.parse import urlsplit

import yaml

from knowledge.document import Document
from knowledge.errors import SourceError
from knowledge.fetch import fetch
from knowledge.home import Home
from knowledge.parse import DOCUMENT_SUFFIXES, parse_document
from knowledge.parse.entries import PAIR_SUFFIXES
from knowledge.parse.files import read_bytes, read_text, renamed, slug, unknown_kind, write_all
from knowledge.parse.pairs import PairSet, merge, read_pairs

if TYPE_CHECKING:
    import httpx

ADDRESSES = "addresses.yml"  # in the sources' folder: document id -> address
MAX_NAME_CHARACTERS = 100  # of a copy; file systems allow 255 bytes
_ALLOWED = (*DOCUMENT_SUFFIXES, *PAIR_SUFFIXES)


@dataclass(frozen=True)
class Imported:
    """What one target became.

    Attributes:
        target: as the person gave it.
        path: the copy in the home.
        kind: "document" or "pairs".
        title: the document's title; for pairs the file's name.
        n_sections: of a document.
        n_pairs: of a file of pairs.
        n_out_of_scope: questions to refuse in a file of pairs.
        replaced: whether an earlier import gave way to it.
    """

    target: str
    path: Path
    kind: Literal["document", "pairs"]
    title: str
    n_sections: int
    n_pairs: int
    n_out_of_scope: int
    replaced: bool


@dataclass(frozen=True)
class _Staged:
    """One target, read and parsed, not yet in the home."""

    imported: Imported
    content: bytes
    address: str | None


def import_source(
    target: str, home: Home, *, transport: httpx.BaseTransport | None = None
) -> Imported:
    """Bring one file or address into a home.

    Raises:
        SourceError: it cannot be fetched, read or parsed; the home is as before.
    """
    return import_all([target], home, transport=transport)[0]


def import_all(
    targets: Sequence[str], home: Home, *, transport: httpx.BaseTransport | None = None
) -> tuple[Imported, ...]:
    """Bring several files and addresses into a home, all of them or none.

    A copy replaces the earlier one of the same name, also one with another suffix.

    Args:
        targets: paths, or addresses that begin with http:// or https://.
        home: where they go.
        transport: what answers instead of the network, for tests.

    Raises:
        SourceError: one of them cannot be fetched, read, parsed or copied; the home is as before.
    """
    staged = [_stage(target, home, transport) for target in targets]
    _check_names(staged)
    contents = {one.imported.path: one.content for one in staged}
    addresses = _addresses(home)
    changed = _with_addresses(addresses, staged)
    if changed != addresses:
        contents[home.sources / ADDRESSES] = yaml.safe_dump(changed, allow_unicode=True).encode()
    try:
        write_all(contents)
    except OSError as error:
        problem = f"the copy cannot be written here ({error.strerror}); make room and try again"
        raise SourceError(error.filename or home.root, problem) from error
    for one in staged:
        for other in _others_named(one.imported.path):
            other.unlink()
    return tuple(one.imported for one in staged)


def documents(home: Home) -> tuple[Document, ...]:
    """Read all documents of a home, by name.

    Raises:
        SourceError: one of them cannot be read, or two have the same id.
    """
    return tuple(parsed_document(path, url) for path, url in source_files(home))


def parsed_document(path: Path, url: str | None) -> Document:
    """Read one document of a home.

    Raises:
        SourceError: it cannot be read.
    """
    return parse_document(path, url=url)


def source_files(home: Home) -> tuple[tuple[Path, str | None], ...]:
    """Return the documents' files of a home by name, each with its address.

    Raises:
        SourceError: two have the same id.
    """
    addresses = _addresses(home)
    found: dict[str, Path] = {}
    for path in _files(home.sources, DOCUMENT_SUFFIXES):
        other = found.setdefault(slug(path.stem), path)
        if other != path:
            raise SourceError(path, f"it has the same name as {other.name}; rename one of them")
    return tuple((path, addresses.get(id)) for id, path in found.items())


def all_pairs(home: Home) -> PairSet:
    """Read all pairs of a home; where two files differ, the one changed last is right.

    Raises:
        SourceError: one of the files cannot be read.
    """
    paths = _files(home.pairs, PAIR_SUFFIXES)
    by_age = sorted(paths, key=lambda path: path.stat().st_mtime_ns)
    merged = merge(read_pairs(path) for path in by_age)
    pairs = sorted(merged.pairs, key=lambda pair: (pair.file, pair.line))
    return PairSet(tuple(pairs), tuple(sorted(merged.out_of_scope)))


def _stage(target: str, home: Home, transport: httpx.BaseTransport | None) -> _Staged:
    if re.match(r"https?://", target, re.IGNORECASE):
        found = fetch(target, allowed=_ALLOWED, transport=transport)
        name = _name_of_address(target) + found.suffix
        return _parsed(target, found.content, name, home, address=target.split("#")[0])
    path = Path(target).expanduser()
    content = read_bytes(path)
    if path.suffix.lower() not in _ALLOWED:
        raise unknown_kind(path, _ALLOWED)
    name = slug(path.stem) + path.suffix.lower()
    return _parsed(target, content, name, home, address=None)


def _name_of_address(address: str) -> str:
    """Return a name that other addresses do not have, without a suffix."""
    parts = urlsplit(address)
    page = re.sub(r"\.\w{2,8}$", "", parts.path)
    name = slug(f"{parts.netloc} {page} {parts.query}")
    digest = hashlib.sha256(name.encode()).hexdigest()[:8]
    return name if len(name) <= MAX_NAME_CHARACTERS else f"{name[:MAX_NAME_CHARACTERS]}-{digest}"


def _parsed(target: str, content: bytes, name: str, home: Home, *, address: str | None) -> _Staged:
    """Parse a copy under its later name, so that what is kept is what was checked."""
    is_pairs = Path(name).suffix in PAIR_SUFFIXES
    path = (home.pairs if is_pairs else home.sources) / name
    replaced = path.exists() or bool(_others_named(path))
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / name
        copy.write_bytes(content)
        try:
            if is_pairs:
                pairs = read_pairs(copy)
                n_pairs, n_refused = len(pairs.pairs), len(pairs.out_of_scope)
                imported = Imported(target, path, "pairs", name, 0, n_pairs, n_refused, replaced)
            else:
                found = parse_document(copy, url=address)
                n = len(found.sections)
                imported = Imported(target, path, "document", found.title, n, 0, 0, replaced)
        except SourceError as error:
            raise renamed(error, target) from error
    return _Staged(imported, content, address)


def _check_names(staged: Sequence[_Staged]) -> None:
    first: dict[Path, str] = {}
    for one in staged:
        path, target = one.imported.path, one.imported.target
        other = first.setdefault(path.with_suffix(""), target)
        if other != target:
            problem = f"it would be kept under the same name as {other} ({path.name}); rename one"
            raise SourceError(target, problem)


def _with_addresses(addresses: dict[str, str], staged: Sequence[_Staged]) -> dict[str, str]:
    changed = dict(addresses)
    for one in staged:
        if one.imported.kind == "document":
            changed.pop(one.imported.path.stem, None)
            if one.address:
                changed[one.imported.path.stem] = one.address
    return changed


def _others_named(path: Path) -> list[Path]:
    """Return the files beside a path that have its name and another suffix."""
    suffixes = PAIR_SUFFIXES if path.suffix in PAIR_SUFFIXES else DOCUMENT_SUFFIXES
    beside = _files(path.parent, suffixes)
    return [other for other in beside if slug(other.stem) == path.stem and other != path]


def _files(folder: Path, suffixes: Sequence[str]) -> list[Path]:
    if not folder.is_dir():
        return []
    return sorted(
        path
        for path in folder.iterdir()
        if path.suffix.lower() in suffixes and not path.name.startswith(".") and path.is_file()
    )


def _addresses(home: Home) -> dict[str, str]:
    path = home.sources / ADDRESSES
    if not path.exists():
        return {}
    try:
        found = yaml.safe_load(read_text(path)) or {}
        return {str(id): str(address) for id, address in found.items()}
    except (yaml.YAMLError, AttributeError):
        problem = "it is no list of names and addresses; mend it or remove the file"
        raise SourceError(path, problem) from None
