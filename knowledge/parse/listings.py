"""Lists in plain text: marked items, and short lines that their neighbours show to be items."""

from __future__ import annotations

from itertools import takewhile

from knowledge.document import Listing, Paragraph, Text
from knowledge.parse.headings import BULLET, looks_like_heading
from knowledge.parse.lines import Found, PlainText

MIN_UNMARKED = 3  # fewer short lines than this are no list


def marked_list(page: PlainText, i: int) -> Found | None:
    """Recognise items that begin with `-`, `*`, `•`, `1.` or `a)`; blank lines may part them."""
    items: list[Text] = []
    end, item = i, i
    while mark := BULLET.match(page.lines[item].text):
        end = _item_end(page, item)
        line = page.lines[item]
        items.append(page.span_text(line.start + mark.end(), page.lines[end - 1].end))
        after = page.following(end - 1)
        if after is None or (after > end and not _goes_on(line.text, page.lines[after].text)):
            break
        item = after
    if not items or (len(items) == 1 and page.lines[i].text[0].isalpha()):
        return None
    return Found(end, (Listing(tuple(items)),))


def _item_end(page: PlainText, i: int) -> int:
    """Return the index after an item's last line; its lines are indented more, or wrapped."""
    indent = page.lines[i].indent
    end = i + 1
    while not page.is_blank(end) and not BULLET.match(page.lines[end].text):
        if page.lines[end].indent <= indent and not page.continues(end - 1):
            break
        end += 1
    return end


def _goes_on(one: str, other: str) -> bool:
    """Say whether an item follows another in one list: the same mark, or the next number."""
    marks = [BULLET.match(text) for text in (one, other)]
    first, second = (mark.group().strip() if mark else "" for mark in marks)
    if not first[-2:-1].isalnum():
        return first == second
    if first.strip("(.)").isdigit() and second.strip("(.)").isdigit():
        return int(second.strip("(.)")) == int(first.strip("(.)")) + 1
    return second[-2:-1].isalpha()


def unmarked_list(page: PlainText, i: int) -> Found | None:
    """Recognise short lines without closing punctuation in a row as items.

    They stand directly below each other, or after a lead-in with a colon a blank line apart; of
    the latter the last one may be the heading of what follows, and is left to the next rule.
    """
    run = list(takewhile(lambda j: _is_short_item(page, j), range(i, page.block_end(i))))
    if len(run) < MIN_UNMARKED or run[-1] + 1 != page.block_end(i):
        is_led_in = isinstance(page.last, Paragraph) and page.last.text.endswith(":")
        run = _items_apart(page, i) if is_led_in else []
    if len(run) < MIN_UNMARKED - 1:
        return None
    lines = [page.lines[j] for j in run]
    items = (page.span_text(line.start, line.end) for line in lines)
    return Found(run[-1] + 1, (Listing(tuple(items)),))


def _is_short_item(page: PlainText, i: int) -> bool:
    line = page.lines[i]
    return looks_like_heading(line) and not BULLET.match(line.text) and not page.continues(i)


def _items_apart(page: PlainText, i: int) -> list[int]:
    """Return the short lines from `i` on that stand one blank line apart, but for a heading."""
    run: list[int] = []
    after: int | None = i
    while after is not None and _is_short_item(page, after) and page.is_blank(after + 1):
        run.append(after)
        following = page.following(after)
        after = following if following == after + 2 else None
    return run[:-1] if run and page.following(run[-1]) is not None else run
