"""The mentor that is live: follows promotions, one look at the pointer a call."""

from __future__ import annotations

import os
import threading
from pathlib import Path

from knowledge.errors import BundleError
from knowledge.home import Home
from knowledge.mentor import Mentor
from knowledge.releases import Releases

_lock = threading.Lock()
_opened: dict[Path, tuple[int, Mentor]] = {}


def current(home: Home) -> Mentor:
    """Return the promoted release's mentor; the newest bundle's where none was promoted.

    A promotion is noticed at the next call. What did not change, the encoder above all, is taken
    over from the mentor before.

    Raises:
        BundleError: when nothing was trained yet.
    """
    releases = Releases(home)
    version = _version(releases.pointer)
    opened = _opened.get(home.root)
    if opened and opened[0] == version:
        return opened[1]
    with _lock:
        opened = _opened.get(home.root)
        if opened is None or opened[0] != version:
            before = opened[1] if opened else None
            opened = (version, _open(home, releases, before))
            _opened[home.root] = opened
        return opened[1]


def _open(home: Home, releases: Releases, before: Mentor | None) -> Mentor:
    release = releases.live()
    if release is None:
        return Mentor.open(_newest_bundle(home), before=before)
    return Mentor.open(releases.bundle(release), release=release.id, before=before)


def _newest_bundle(home: Home) -> Path:
    built = (home.state / "bundles").glob("*/manifest.json")
    newest = max(built, key=lambda path: path.stat().st_mtime, default=None)
    if newest is None:
        raise BundleError(f"{home.root} has no trained knowledge yet; run `mentor train`.")
    return newest.parent


def _version(pointer: Path) -> int:
    try:
        return os.stat(pointer).st_mtime_ns
    except FileNotFoundError:
        return 0
