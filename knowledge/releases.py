"""Releases: which bundle and which dialogue model answer together, and which of them is live.

releases/<id>.json   what a release is made of; never changed
promoted.json        the promotions in their order, the live release last; replaced as a whole
"""

from __future__ import annotations

import hashlib
import json
import os
import tempfile
from collections.abc import Collection, Sequence
from dataclasses import asdict, dataclass, field, replace
from datetime import datetime, timezone
from itertools import groupby
from pathlib import Path
from typing import Any

from knowledge.errors import BundleError
from knowledge.home import Home

N_REMEMBERED = 100  # promotions that can be rolled back


@dataclass(frozen=True)
class Release:
    """Everything that decides an answer, under one content hash.

    Attributes:
        bundle: the id of the knowledge's bundle; it names the encoder, the index, the thresholds.
        model: the file name of the Rasa model; "" where only the knowledge was trained.
        created: when, in UTC, ISO 8601.
        report: what its training measured, for people.
        lessons: the ids of the notebook's lessons that it holds; None where nobody noted them.
        cause: what it was made for, in words for people.
    """

    bundle: str
    model: str
    created: str = ""
    report: dict[str, Any] = field(default_factory=dict)
    lessons: tuple[str, ...] | None = None
    cause: str = ""

    @property
    def id(self) -> str:
        """The content hash of what answers: the same parts have the same id, whenever trained."""
        return hashlib.sha256(f"{self.bundle} {self.model}".encode()).hexdigest()[:12]


class Releases:
    """The releases of one home."""

    def __init__(self, home: Home) -> None:
        self._folder = home.state / "releases"
        self._pointer = home.state / "promoted.json"
        self._home = home

    @property
    def pointer(self) -> Path:
        """The file that changes with every promotion."""
        return self._pointer

    def bundle(self, release: Release) -> Path:
        """Return the folder of a release's bundle."""
        return self._home.state / "bundles" / release.bundle

    def model(self, release: Release) -> Path:
        """Return the file of a release's Rasa model."""
        return self._home.state / "models" / release.model

    def add(
        self,
        *,
        bundle: str,
        model: str,
        report: dict[str, Any],
        lessons: Sequence[str] | None = None,
        cause: str = "",
    ) -> Release:
        """Keep a trained release; the same parts give the release that is there already."""
        held = None if lessons is None else tuple(lessons)
        release = Release(bundle, model, _now(), report, held, cause)
        path = self._folder / f"{release.id}.json"
        if not path.is_file():
            _replace(path, asdict(release))
        return self.get(release.id)

    def get(self, id: str) -> Release:
        """Return one release by its id or an unambiguous beginning of it.

        Raises:
            BundleError: when no or more than one release is meant.
        """
        found = sorted(self._folder.glob(f"{id}*.json")) if id else []
        if len(found) != 1:
            known = ", ".join(path.stem for path in sorted(self._folder.glob("*.json"))) or "none"
            raise BundleError(f"Release {id!r} names {len(found)} releases; there are: {known}.")
        return _read(found[0])

    def all(self) -> tuple[Release, ...]:
        """Return all releases, the oldest first."""
        found = map(_read, self._folder.glob("*.json"))
        return tuple(sorted(found, key=lambda release: release.created))

    def live(self) -> Release | None:
        """Return the promoted release; None before the first promotion."""
        history = self.history()
        return self.get(history[-1]) if history else None

    def promoted(self) -> Release:
        """Return the live release.

        Raises:
            BundleError: before the first promotion.
        """
        release = self.live()
        if release is None:
            raise BundleError("No release is live yet; run `mentor train`.")
        return release

    def history(self) -> tuple[str, ...]:
        """Return the ids of promoted releases, the live one last."""
        try:
            return tuple(json.loads(self._pointer.read_text("utf-8")))
        except FileNotFoundError:
            return ()

    def promote(self, release: Release, *, instead_of: str = "") -> None:
        """Make a release live; to promote the live one again changes nothing.

        Args:
            release: the one to be live.
            instead_of: the live release's id where the new one only continues it: a roll back then
                goes to the one before both.
        """
        history = self.history()
        if history[-1:] != (release.id,):
            kept = history[:-1] if instead_of and history[-1:] == (instead_of,) else history
            _replace(self._pointer, [*kept, release.id][-N_REMEMBERED:])

    def roll_back(self) -> Release:
        """Take the newest promotion back and return the release that is live now.

        Raises:
            BundleError: when there is no earlier promotion.
        """
        history = self.history()
        if len(history) < 2:
            raise BundleError(
                "There is no earlier promotion to roll back to; `mentor releases` lists them."
            )
        earlier = self.get(history[-2])
        if not self.is_whole(earlier):
            raise missing(earlier)
        _replace(self._pointer, list(history[:-1]))
        return earlier

    def forget(self, release: Release) -> bool:
        """Remove a release from the list and from the promotions; tell whether it was there.

        Args:
            release: which; it must not be live.
        """
        history = self.history()
        kept = [id for id, _ in groupby(id for id in history if id != release.id)]
        if list(history) != kept:
            _replace(self._pointer, kept)
        path = self._folder / f"{release.id}.json"
        was_there = path.is_file()
        path.unlink(missing_ok=True)
        return was_there

    def scrub(self, texts: Collection[str]) -> None:
        """Take a forgotten person's words out of all reports.

        Args:
            texts: the words.
        """
        for release in self.all() if texts else ():
            gate = release.report.get("gate") or {}
            broken = [one for one in gate.get("broken", ()) if one["question"] not in texts]
            cause = "" if any(text in release.cause for text in texts) else release.cause
            if cause != release.cause or len(broken) != len(gate.get("broken", ())):
                report = {
                    **release.report,
                    **({"gate": {**gate, "broken": broken}} if gate else {}),
                }
                kept = replace(release, report=report, cause=cause)
                _replace(self._folder / f"{release.id}.json", asdict(kept))

    def is_whole(self, release: Release) -> bool:
        """Whether all parts of a release are still there."""
        has_model = not release.model or self.model(release).is_file()
        return has_model and (self.bundle(release) / "manifest.json").is_file()


def missing(release: Release) -> BundleError:
    """Return the error that a release can no longer be served."""
    return BundleError(
        f"Release {release.id} is no longer on the disk; `mentor releases` lists those that can "
        "be promoted."
    )


def _read(path: Path) -> Release:
    stored = json.loads(path.read_text("utf-8"))
    lessons = stored.get("lessons")
    return Release(**{**stored, "lessons": None if lessons is None else tuple(lessons)})


def _now() -> str:
    return datetime.now(timezone.utc).isoformat(timespec="microseconds")


def _replace(path: Path, value: object) -> None:
    """Write a file as a whole or not at all."""
    path.parent.mkdir(parents=True, exist_ok=True)
    descriptor, scratch = tempfile.mkstemp(dir=path.parent, prefix=".writing-")
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        os.fchmod(descriptor, 0o644)  # mkstemp's 0600 would hide it from a server of another user
        json.dump(value, file, indent=1)
        file.flush()
        os.fsync(file.fileno())
    os.replace(scratch, path)
