"""A comparison laid out for reading: each side under its name, each aspect on a line. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence

_SIDE = re.compile(r"• \*(?P<name>[^*\n]+)\*: (?P<rest>[^\n]+)")
# A new aspect begins with its name: "; Good for: ...". Other semicolons are the text's own.
_ASPECT = re.compile(r"; (?=[A-Z][\w/-]*(?: [\w/-]+){0,3}: )")
_NAMED = re.compile(r"[A-Z][\w/-]*(?: [\w/-]+){0,3}: ")


def sides(mrkdwn: str) -> Sequence[str]:
    """Return a piece for each side of a comparison; none where the text is no comparison.

    Args:
        mrkdwn: a list whose items begin with a bold name, as the mentor compares.
    """
    found = [_SIDE.fullmatch(line) for line in mrkdwn.splitlines()]
    if len(found) not in (2, 3) or None in found:  # more is a list, which reads as one
        return ()
    return [_laid_out(side["name"], side["rest"]) for side in found if side]


def _laid_out(name: str, rest: str) -> str:
    aspects = _ASPECT.split(rest)
    if len(aspects) < 2 or not _NAMED.match(aspects[0]):
        return f"*{name}*\n{rest}"
    return "\n".join([f"*{name}*", *(f"• {aspect}" for aspect in aspects)])
