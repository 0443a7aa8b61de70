"""What `mentor doctor` is told by the connectors."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Found:
    """One thing that was looked at.

    Attributes:
        name: what it is.
        found: what there is.
        remedy: what to do about it; "" where all is well.
    """

    name: str
    found: str
    remedy: str = ""
