"""Headings in run-together text that are known by what stands below them."""

from __future__ import annotations

from itertools import islice

from knowledge.parse.grids import starts_table
from knowledge.parse.headings import (
    MAX_CHARACTERS,
    is_answer,
    is_below_block,
    is_byline,
    is_titled,
    leads_in,
    looks_like_heading,
)
from knowledge.parse.lines import Found, Heading, PlainText
from knowledge.parse.listings import statements_from

N_BELOW_TITLE = 3  # lines below a title among which its byline stands


def title_above_byline(page: PlainText, i: int) -> Found | None:
    """Recognise the first line as the title where who wrote the text, or when, stands below it."""
    line = page.lines[i]
    if page.pieces or len(line.text) > MAX_CHARACTERS or line.text.endswith((".", ":")):
        return None
    below = (other for other in page.lines[i + 1 :] if other.text)
    if is_byline(line) or not any(map(is_byline, islice(below, N_BELOW_TITLE))):
        return None
    return Found(i + 1, (Heading(line.text, "plain"),))


def heading_of_block(page: PlainText, i: int) -> Found | None:
    """Recognise a short line directly above a table, or a title directly above unlike items.

    The line above such a heading is one, too, where nothing but a whole block stands above it.
    """
    line = page.lines[i]
    if not _heads_block(page, i):
        could_head = is_below_block(page, i) and looks_like_heading(line)
        if not (could_head and _heads_block(page, i + 1)):
            return None
    return Found(i + 1, (Heading(line.text, "plain"),))


def _heads_block(page: PlainText, i: int) -> bool:
    if page.is_blank(i):
        return False
    line = page.lines[i]
    if page.is_blank(i + 1) or not looks_like_heading(line) or is_answer(page, i + 1):
        return False
    if leads_in(page, i, i + 1) or starts_table(page, i):
        return False
    return starts_table(page, i + 1) or (not page.wrap_width and _heads_list(page, i))


def _heads_list(page: PlainText, i: int) -> bool:
    items = statements_from(page, i + 1) if is_titled(page.lines[i]) else []
    return bool(items) and not any(is_titled(page.lines[j]) for j in items)
