"""Which dialogue model is to be served."""

from __future__ import annotations

from pathlib import Path

from knowledge.errors import BundleError
from knowledge.home import Home
from knowledge.releases import Releases


def promoted_model(home: Home) -> Path:
    """Return the file of the live release's Rasa model.

    Raises:
        BundleError: when no release is live, or its model is missing.
    """
    releases = Releases(home)
    release = releases.live()
    if release is None or not release.model:
        raise BundleError(f"{home.root} has no release to serve yet; run `mentor train`.")
    model = releases.model(release)
    if not model.is_file():
        raise BundleError(
            f"{model}, the model of release {release.id}, is missing; run `mentor train`."
        )
    return model
