"""Numbers and long texts in a reader's words."""

from __future__ import annotations

import math
import re

_MARKS = re.compile(r"\*\*|`")
_LIST_MARK = re.compile(r"\s*(?:^|\n)[ \t]*[-*] ")
NARROW = "\N{NARROW NO-BREAK SPACE}"


def percent(share: float | None, *, digits: int = 1) -> str:
    """Return a share as "93.4 %"; a dash where there is none."""
    return "–" if share is None else f"{100 * share:.{digits}f}{NARROW}%"


def milliseconds(value: float | None) -> str:
    """Return a time as "4.2 ms", from ten on without decimals."""
    return "–" if value is None else f"{value:.{0 if value >= 10 else 1}f}{NARROW}ms"


def counted(n: int, one: str, many: str = "") -> str:
    """Return a number with its noun: "1 question", "5,500 questions"."""
    return f"{n:,} {one if n == 1 else many or one + 's'}"


def shortened(text: str, n_characters: int) -> str:
    """Return a text on one line, cut behind a word where it is longer."""
    line = " ".join(text.split())
    if len(line) <= n_characters:
        return line
    cut = line[: n_characters - 1]
    return (cut.rsplit(" ", 1)[0] if " " in cut[n_characters // 2 :] else cut) + "…"


def unmarked(text: str) -> str:
    """Return a text without the marks of Markdown that a reader stumbles over; its words stay."""
    return _LIST_MARK.sub(" · ", _MARKS.sub("", text)).strip(" ·")


def interval(hits: int, n: int) -> tuple[float, float]:
    """Return between what a share lies, at 95 %, if other questions of the sort are asked.

    Wilson's score interval, which holds for few questions and for shares near 0 and 1.
    """
    if not n:
        return 0.0, 1.0
    z = 1.96
    share, spread = hits / n, z * z / n
    middle = (share + spread / 2) / (1 + spread)
    half = z * math.sqrt(share * (1 - share) / n + spread / (4 * n)) / (1 + spread)
    return max(0.0, middle - half), min(1.0, middle + half)
