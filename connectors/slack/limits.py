"""Slack's limits, and texts cut to them.

https://api.slack.com/reference/block-kit/blocks
"""

from __future__ import annotations

import re
from collections.abc import Iterator

MAX_BLOCKS = 50
MAX_SECTION_CHARACTERS = 3000
MAX_BUTTON_CHARACTERS = 75
MAX_VALUE_CHARACTERS = 2000
MAX_BUTTONS = 25  # in one actions block
MAX_FALLBACK_CHARACTERS = 3000  # Slack takes 40,000; a notification shows far less

FENCE = "```"
# What stays whole: a link, an escape, or else some characters.
_ATOM = re.compile(r"<[^<>]*>|&(?:amp|lt|gt);|[^<&]{1,16}|.", re.DOTALL)


def shorten(text: str, limit: int) -> str:
    """Return a plain text of `limit` characters at most, with an ellipsis where it was cut."""
    return text if len(text) <= limit else text[: limit - 1].rstrip() + "…"


def shorten_mrkdwn(text: str, limit: int) -> str:
    """Return mrkdwn of `limit` characters at most, no link or escape cut in two."""
    if len(text) <= limit:
        return text
    return next(_atoms_within(text, limit - 1)).rstrip() + "…"


def split(mrkdwn: str, *, limit: int = MAX_SECTION_CHARACTERS) -> list[str]:
    """Return mrkdwn in pieces of `limit` characters at most, cut between lines where it can be.

    Code that is cut is closed in one piece and opened again in the next.
    """
    room = limit - 2 * len(FENCE) - 2
    pieces: list[str] = []
    lines: list[str] = []
    size = 0
    in_code = False
    for line in _short_lines(mrkdwn, room):
        if lines and size + len(line) + 1 > room:
            pieces.append("\n".join([*lines, FENCE] if in_code else lines))
            lines = [FENCE] if in_code else []
            size = sum(len(kept) + 1 for kept in lines)
        lines.append(line)
        size += len(line) + 1
        if line.count(FENCE) % 2:
            in_code = not in_code
    pieces.append("\n".join(lines))
    return [piece.strip("\n") for piece in pieces if piece.strip("\n` \u200b")]


def _short_lines(text: str, limit: int) -> Iterator[str]:
    for line in text.split("\n"):
        yield from _atoms_within(line, limit) if len(line) > limit else [line]


def _atoms_within(line: str, limit: int) -> Iterator[str]:
    """Yield a long line in pieces, cut after a blank where there is one near the end."""
    piece = ""
    for found in _ATOM.finditer(line):
        atom = found.group()
        if len(piece) + len(atom) > limit:
            cut = piece.rfind(" ", limit // 2) + 1
            if cut and not set("<>") & set(piece[cut:]):  # else the blank is a link's
                yield piece[:cut].rstrip()
                piece = piece[cut:]
            else:
                yield piece
                piece = ""
        piece += atom[:limit]
    yield piece
