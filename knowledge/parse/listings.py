"""Lists in plain text: marked items, and short lines that their neighbours show to be items."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import takewhile
from statistics import median

from knowledge.document import Listing, Paragraph, Text
from knowledge.parse.grids import starts_table
from knowledge.parse.headings import (
    BULLET,
    is_question,
    is_titled,
    looks_like_heading,
    looks_like_phrase,
)
from knowledge.parse.lines import Found, Heading, Line, PlainText

MIN_UNMARKED = 3  # fewer short lines than this are no list
MIN_CONTENTS = 4  # fewer lines that stand again below are no table of contents
MAX_ITEMS = 100  # of one list without marks; more lines are looked at as another
MAX_STATEMENT_WORDS = 25  # a longer line is prose
SINGLE_SHARE = 2 / 3  # of the items are one sentence; the others may be two
MAX_HEADINGS = 2  # above each other: a section's and its first part's
MAX_REQUEST_WORDS = 14  # "Tell us about a mistake you made." among questions
_SENTENCE_INSIDE = re.compile(r"\w{2}[.!?][\"'”’)]*\s+\S")


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


def contents(page: PlainText, i: int) -> Found | None:
    """Recognise lines that stand again further below, as in a table of contents, as items."""
    run: list[int] = []
    after: int | None = i
    while after is not None and page.stands_again(after):
        run.append(after)
        after = page.following(after)
    return _list_of(page, run) if len(run) >= MIN_CONTENTS else None


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
    return _list_of(page, run)


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


def questions_asked(page: PlainText, i: int) -> Found | None:
    """Recognise questions below each other without an answer between them as items.

    A request may stand among them. The last one is an item too, whatever follows.
    """
    run: list[int] = []
    after: int | None = i
    while after is not None and _is_asked(page, after, run):
        run.append(after)
        after = page.following(after)
    if len(run) < MIN_UNMARKED or not is_question(page.lines[run[1]]):
        return None
    return _list_of(page, run)


def _is_asked(page: PlainText, i: int, run: Sequence[int]) -> bool:
    line, after = page.lines[i], page.following(i)
    if is_question(line):
        return not page.continues(i)
    is_request = _is_statement(page, i) and len(line.text.split()) <= MAX_REQUEST_WORDS
    return bool(run) and is_request and after is not None and is_question(page.lines[after])


def statements(page: PlainText, i: int) -> Found | None:
    """Recognise lines of one statement each as items.

    They stand below a heading or a lead-in with a colon, or are whole sentences and many.
    """
    if page.wrap_width:
        return None
    last, line = page.last, page.lines[i]
    is_led_in = isinstance(last, Paragraph) and last.text.endswith(":")
    is_headed = isinstance(last, Heading) or is_led_in
    if not (is_headed or (line.is_closed and not _SENTENCE_INSIDE.search(line.text))):
        return None
    run = statements_from(page, i, is_led_in=is_led_in)
    enough = is_headed or len(run) > MIN_UNMARKED
    return _list_of(page, run) if run and enough else None


def statements_from(page: PlainText, i: int, *, is_led_in: bool = False) -> list[int]:
    """Return the lines from `i` on that are one statement each; none where they are too few.

    All end with a full stop, or none does; of the latter the last ones may be the headings of what
    follows, and a title among them heads what is below it.
    """
    run: list[int] = []
    after: int | None = i
    is_titled_off = False  # a title ended the run, so its last line is no heading
    while after is not None and len(run) < MAX_ITEMS and not is_titled_off:
        if not _is_statement(page, after):
            break
        line = page.lines[after]
        if line.is_closed != page.lines[i].is_closed or (not is_led_in and page.continues(after)):
            break
        is_titled_off = _is_title_inside(page, run, line)
        if not is_titled_off:
            run.append(after)
            after = page.following(after)
    if after is not None and not page.lines[i].is_closed and not is_titled_off:
        run = _without_headings(page, run)
    n_single = sum(not _SENTENCE_INSIDE.search(page.lines[j].text) for j in run)
    is_list = len(run) >= MIN_UNMARKED and n_single >= SINGLE_SHARE * len(run)
    return run if is_list else []


def _is_title_inside(page: PlainText, run: Sequence[int], line: Line) -> bool:
    """Say whether a line is a title behind items that are none."""
    if len(run) < MIN_UNMARKED or not is_titled(line):
        return False
    return not any(is_titled(page.lines[j]) for j in run)


def _is_statement(page: PlainText, i: int) -> bool:
    if i not in page.statements:
        page.statements[i] = _reads_as_statement(page, i)
    return page.statements[i]


def _reads_as_statement(page: PlainText, i: int) -> bool:
    line = page.lines[i]
    text = line.text
    if len(text.split()) > MAX_STATEMENT_WORDS or is_question(line) or text.endswith(":"):
        return False
    if not text[0].isalpha() or BULLET.match(text) or len(_SENTENCE_INSIDE.findall(text)) > 1:
        return False
    return (line.is_closed or looks_like_phrase(line)) and not starts_table(page, i)


def _without_headings(page: PlainText, run: list[int]) -> list[int]:
    """Leave out up to two lines at a run's end that are titles among items that are none.

    The very last may also be a heading where it is much shorter than the items.
    """
    for n_left_out in range(MAX_HEADINGS):
        if len(run) < MIN_UNMARKED:
            break
        *items, last = (page.lines[j] for j in run)
        n_words = median(len(line.text.split()) for line in items)
        is_short = n_left_out == 0 and 2 * len(last.text.split()) <= n_words
        if not (is_short or (is_titled(last) and not _are_titled(items))):
            break
        run = run[:-1]
    return run


def _are_titled(lines: Sequence[Line]) -> bool:
    return 2 * sum(map(is_titled, lines)) >= len(lines)


def _list_of(page: PlainText, run: Sequence[int]) -> Found:
    lines = [page.lines[j] for j in run]
    items = (page.span_text(line.start, line.end) for line in lines)
    return Found(run[-1] + 1, (Listing(tuple(items)),))
