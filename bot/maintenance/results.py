"""Results of the maintainers' work as JSON, and back."""

from __future__ import annotations

from typing import Any

from knowledge.notebook import Broken, Result, SliceScore, Verdict


def verdict_from(stored: dict[str, Any]) -> Verdict:
    """Return the verdict that `asdict` made plain."""
    return Verdict(
        passed=stored["passed"],
        slices=tuple(SliceScore(**row) for row in stored["slices"]),
        broken=tuple(Broken(**row) for row in stored["broken"]),
        seconds=stored["seconds"],
    )


def result_from(stored: dict[str, Any]) -> Result:
    """Return the result that `asdict` made plain."""
    return Result(**{**stored, "verdict": verdict_from(stored["verdict"])})
