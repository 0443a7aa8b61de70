"""What is kept of old releases: their reports for ever, what they answer from for a while."""

from __future__ import annotations

import json
import logging
import shutil
import time
from pathlib import Path

from knowledge.errors import KnowledgeError
from knowledge.home import Home
from knowledge.releases import Release, Releases
from knowledge.search.vectors.postgresql import remove_tables

HOUR_SECONDS = 3600.0
SPARED_SECONDS = 900.0  # a bundle whose release a training has yet to keep

logger = logging.getLogger(__name__)


def prune(home: Home, keep: int) -> int:
    """Remove what only releases beyond the last ones need; return how many bytes that freed.

    Args:
        home: whose releases.
        keep: so many stay: the live one, those promoted before it, and the newest of the others.
    """
    releases = Releases(home)
    kept = _kept(releases, keep)
    bundles = {release.bundle for release in kept}
    models = {release.model for release in kept if release.model}
    freed = 0
    for folder in (home.state / "bundles").glob("*"):
        left_over = folder.name.startswith(".") and _age_seconds(folder) > HOUR_SECONDS
        unused = not folder.name.startswith(".") and folder.name not in bundles
        if left_over or (unused and _age_seconds(folder) > SPARED_SECONDS):
            freed += _remove_bundle(folder)
    encoders = {_encoder(home, name) for name in bundles}
    if None not in encoders:
        freed += _remove_others(home.state / "encoders", {name for name in encoders if name})
    freed += _remove_others(home.state / "models", models)
    outcomes = {f"{release.id}.json" for release in kept}
    return freed + _remove_others(home.state / "cache" / "outcomes", outcomes)


def remove(home: Home, release: Release) -> bool:
    """Remove a release with its report, its bundle and what was measured with it.

    Args:
        home: whose release.
        release: which; it must not be live.

    Raises:
        KnowledgeError: its vectors are in a database that cannot be reached; it is there still.
    """
    remove_tables(Releases(home).bundle(release))
    _remove(Releases(home).bundle(release))
    (home.state / "cache" / "outcomes" / f"{release.id}.json").unlink(missing_ok=True)
    return Releases(home).forget(release)


def _kept(releases: Releases, keep: int) -> list[Release]:
    promoted = list(dict.fromkeys(reversed(releases.history())))
    others = [release.id for release in reversed(releases.all()) if release.id not in promoted]
    ids = [*promoted[:keep], *others[: max(1, keep - len(promoted))]]
    known = {release.id: release for release in releases.all()}
    return [known[id] for id in ids if id in known]


def _encoder(home: Home, bundle: str) -> str | None:
    """Return the encoder of a bundle; None where it cannot be told."""
    manifest = home.state / "bundles" / bundle / "manifest.json"
    try:
        return str(json.loads(manifest.read_text("utf-8"))["encoder"])
    except (OSError, ValueError, KeyError):
        return None


def _remove_bundle(folder: Path) -> int:
    """Remove a bundle; it stays for the next time where its vectors cannot be removed now."""
    try:
        remove_tables(folder)
    except KnowledgeError as problem:
        logger.warning("The old bundle %s stays for now: %s", folder.name, problem)
        return 0
    return _remove(folder)


def _remove_others(folder: Path, names: set[str]) -> int:
    """Remove what has none of these names and was not made just now; return the bytes freed."""
    return sum(
        _remove(path)
        for path in folder.glob("[!.]*")
        if path.name not in names and _age_seconds(path) > HOUR_SECONDS
    )


def _remove(path: Path) -> int:
    files = [path] if path.is_file() else [file for file in path.rglob("*") if file.is_file()]
    freed = sum(file.stat().st_size for file in files)
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path, ignore_errors=True)
    else:
        path.unlink(missing_ok=True)
    return freed


def _age_seconds(path: Path) -> float:
    try:
        return time.time() - path.stat().st_mtime
    except FileNotFoundError:
        return 0.0
