"""Where the components get the mentor from: the release that is promoted at this moment."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from knowledge.mentor import Mentor


def mentor() -> Mentor:
    """Return the mentor that serves now.

    The first step of a message asks once and hands it on with the message, so that a promotion
    between two steps cannot mix two releases in one answer.
    """
    from knowledge.home import Home
    from knowledge.live import current  # opens an index and a model: not at import

    return current(Home.from_environment())
