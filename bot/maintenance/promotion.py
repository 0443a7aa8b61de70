"""Which release is live, and with it which lessons are active: the two always change together.

The pointer is written first and decides. Whoever finds lessons that do not fit it, after a power
cut between the two, puts them right: see `settle_lessons`.
"""

from __future__ import annotations

from bot.maintenance.retention import prune
from bot.maintenance.settings import ReleaseSettings
from knowledge.home import Home
from knowledge.notebook import Notebook
from knowledge.releases import Release, Releases, missing


def promote(home: Home, release: Release, *, by: str, instead_of: str = "") -> None:
    """Make a release live, its lessons active, and remove what is kept no longer.

    Args:
        home: whose release.
        release: which.
        by: who wants it.
        instead_of: see `Releases.promote`.

    Raises:
        BundleError: when it is no longer on the disk.
    """
    releases = Releases(home)
    if not releases.is_whole(release):
        raise missing(release)
    releases.promote(release, instead_of=instead_of)
    notebook = Notebook.of(home)
    settle_lessons(notebook, release)
    notebook.note(by, "promoted", release.id, release.cause)
    prune(home, ReleaseSettings.read(home).keep)


def roll_back(home: Home, *, by: str) -> Release:
    """Take the newest promotion back; what only it had taught is withdrawn, not lost.

    Raises:
        BundleError: when there is no earlier promotion.
    """
    releases = Releases(home)
    taken_back = releases.promoted()
    release = releases.roll_back()
    notebook = Notebook.of(home)
    settle_lessons(notebook, release)
    notebook.note(by, "rolled back", release.id, f"from {taken_back.id}")
    return release


def settle_lessons(notebook: Notebook, live: Release) -> None:
    """Make the lessons of the live release the active ones."""
    if live.lessons is None:
        return
    active = {lesson.id for lesson in notebook.taught()}
    if active != set(live.lessons):
        notebook.restore(live.lessons)
