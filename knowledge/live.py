"""The mentor that is live: follows promotions without a message waiting for one."""

from __future__ import annotations

import os
import threading
import time
from pathlib import Path

from knowledge.errors import BundleError
from knowledge.home import Home
from knowledge.mentor import Mentor
from knowledge.releases import Releases

# Names the bundle to use whatever is promoted: a training's own, before it is promoted.
BUNDLE_VARIABLE = "MENTOR_BUNDLE"

PAUSE_SECONDS = 0.05  # between the parts of a release: messages that wait are answered meanwhile

_lock = threading.Lock()
_opened: dict[Path, tuple[int, Mentor]] = {}
_followed: set[Path] = set()


def current(home: Home) -> Mentor:
    """Return the promoted release's mentor; the newest bundle's where none was promoted.

    Where `refresh` is called regularly, this returns what it made ready; elsewhere a promotion is
    noticed at the next call, one look at the pointer each.

    Raises:
        BundleError: when nothing was trained yet.
    """
    opened = _opened.get(home.root)
    if opened and (home.root in _followed or opened[0] == _version(home)):
        return opened[1]
    return _reopen(home, warm=False)


def refresh(home: Home) -> Mentor:
    """Make the promoted release's mentor ready, all its parts read, and only then the current one.

    Raises:
        BundleError: when it cannot be opened; the one before stays the current one.
    """
    _followed.add(home.root)
    opened = _opened.get(home.root)
    if opened and opened[0] == _version(home):
        return opened[1]
    return _reopen(home, warm=True)


def _reopen(home: Home, *, warm: bool) -> Mentor:
    with _lock:
        version = _version(home)
        opened = _opened.get(home.root)
        if opened is None or opened[0] != version:
            mentor = _open(home, opened[1] if opened else None)
            if warm:
                pause = PAUSE_SECONDS if opened else 0.0  # before the first nobody is answered
                mentor.warm_up(lambda: time.sleep(pause))
            opened = _opened[home.root] = (version, mentor)
        return opened[1]


def _open(home: Home, before: Mentor | None) -> Mentor:
    if named := os.environ.get(BUNDLE_VARIABLE):
        return Mentor.open(Path(named), before=before)
    releases = Releases(home)
    release = releases.live()
    if release is None:
        return Mentor.open(_newest_bundle(home), before=before)
    return Mentor.open(releases.bundle(release), release=release.id, before=before)


def _newest_bundle(home: Home) -> Path:
    built = (home.state / "bundles").glob("[!.]*/manifest.json")
    newest = max(built, key=lambda path: path.stat().st_mtime, default=None)
    if newest is None:
        raise BundleError(f"{home.root} has no trained knowledge yet; run `mentor train`.")
    return newest.parent


def _version(home: Home) -> int:
    """Return what changes with every promotion."""
    try:
        return os.stat(Releases(home).pointer).st_mtime_ns
    except FileNotFoundError:
        return 0
