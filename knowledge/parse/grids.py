"""Tables in plain text: cells apart by tabs, bars or spaces, run together, or `Key: value`."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Sequence

from knowledge.document import Span, Table, Text
from knowledge.parse.cutting import split_cells
from knowledge.parse.joined import MAX_ROWS, Grid, could_be_header, could_be_row, find_grid
from knowledge.parse.lines import Found, Line, PlainText

MAX_KEY_WORDS = 5
MIN_LAST_GAIN = 0.3  # of the last row of a table whose end no blank line shows
_RULE = re.compile(r"[\s|+:=─━┼-]*[-=─━]{2}[\s|+:=─━┼-]*$")
_KEY = re.compile(r"(?P<key>[^\W_][^:.?!\t]{0,40}?):\s+(?=\S)")
_TABS = re.compile(r"[ ]*\t\s*")
_BARS = re.compile(r"\s*[|│]\s*")
_GAPS = re.compile(r"(?<![.!?:,])\s{2,}|\t\s*")

Cells = list[tuple[int, int]]
Splitter = Callable[[str], Cells]


def _splitter(separator: re.Pattern[str]) -> Splitter:
    def split(line: str) -> Cells:
        bounds = [0, *(place for m in separator.finditer(line) for place in m.span()), len(line)]
        return list(zip(bounds[::2], bounds[1::2], strict=True))

    return split


def _between_bars(line: str) -> Cells:
    """Split at bars; the bars at both ends of a line enclose no cell."""
    cells = _splitter(_BARS)(line)
    first = 1 if line[:1] in "|│" else 0
    last = len(cells) - 1 if line[-1:] in "|│" and len(cells) > 1 else len(cells)
    return cells[first:last]


def separated_table(page: PlainText, i: int) -> Found | None:
    """Recognise a table whose cells are apart by tabs, bars or several spaces."""
    for split, n_least in (
        (_splitter(_TABS), 2),
        (_between_bars, 2),
        (_splitter(_GAPS), 3),
    ):
        found = _read_separated(page, i, split, n_least)
        if found:
            return found
    return None


def starts_table(page: PlainText, i: int) -> bool:
    """Say whether a table begins at a line, whatever marks its cells."""
    if i not in page.tables:
        rules = (separated_table, joined_table, key_values)
        page.tables[i] = any(rule(page, i) for rule in rules)
    return page.tables[i]


def _read_separated(page: PlainText, i: int, split: Splitter, n_least: int) -> Found | None:
    """Take lines as long as they have cells; `n_least` lines must have as many as the first."""
    end = i
    rows: list[tuple[Line, Cells]] = []
    while not page.is_blank(end):
        line = page.lines[end]
        cells = split(line.text)
        if not _RULE.match(line.text):
            if len(cells) < 2:
                break
            rows.append((line, cells))
        end += 1
    if len(rows) < n_least:
        return None
    width = Counter(len(cells) for _, cells in rows).most_common(1)[0][0]
    if len(rows[0][1]) != width or sum(len(cells) == width for _, cells in rows) < n_least:
        return None
    return Found(end, (_table([_fit(line, cells, width) for line, cells in rows]),))


def _fit(line: Line, cells: Cells, width: int) -> tuple[Text, ...]:
    """Return exactly `width` cells: missing ones are empty, the last takes what is too many."""
    if len(cells) > width:
        cells = [*cells[: width - 1], (cells[width - 1][0], cells[-1][1])]
    texts = [_cell(line, start, end) for start, end in cells]
    return (*texts, *[_cell(line, len(line.text), len(line.text))] * (width - len(texts)))


def _cell(line: Line, start: int, end: int) -> Text:
    return Text(line.text[start:end], Span(line.start + start, line.start + end))


def _table(rows: Sequence[tuple[Text, ...]]) -> Table:
    return Table(rows[0], tuple(rows[1:]))


def key_values(page: PlainText, i: int) -> Found | None:
    """Recognise two or more lines `Key: value` as a table with two columns.

    No line names the columns, so the header's cells are empty, at the place of the first key.
    """
    rows = []
    end = i
    while not page.is_blank(end) and (match := _key(page.lines[end].text)):
        line = page.lines[end]
        while page.continues(end) and not _key(page.lines[end + 1].text):
            end += 1
        value = page.span_text(line.start + match.end(), page.lines[end].end)
        rows.append((_cell(line, 0, match.end("key")), value))
        end += 1
    if len(rows) < 2:
        return None
    empty = Text("", Span(page.lines[i].start, page.lines[i].start))
    return Found(end, (Table((empty, empty), tuple(rows)),))


def _key(text: str) -> re.Match[str] | None:
    match = _KEY.match(text)
    return match if match and len(match["key"].split()) <= MAX_KEY_WORDS else None


def joined_table(page: PlainText, i: int) -> Found | None:
    """Recognise a table whose cells run together, its rows equally far from each other."""
    if not could_be_header(page.lines[i].text):
        return None
    block = _block(page, i)
    indices = block or _run(page, i)
    while len(indices) > 1:
        texts = [page.lines[j].text for j in indices]
        grid = find_grid(texts, page.vocabulary)
        if grid is None:
            return None
        if any(grid.cuts[-1]) and (block or grid.gains[-1] > MIN_LAST_GAIN):
            return Found(indices[-1] + 1, (_joined(page, indices, grid),))
        indices = indices[:-1]  # the last line is not cut well: it is no row
    return None


def _joined(page: PlainText, indices: Sequence[int], grid: Grid) -> Table:
    rows = []
    for j, cuts in zip(indices, grid.cuts, strict=True):
        line = page.lines[j]
        rows.append(tuple(_cell(line, *span) for span in split_cells(line.text, cuts)))
    return _table(rows)


def _block(page: PlainText, i: int) -> list[int]:
    """Return the lines down to the next blank one if most of them may be rows, else none."""
    block = list(range(i, min(page.block_end(i), i + MAX_ROWS + 1)))
    if not 1 < len(block) <= MAX_ROWS:
        return []
    n_rows = sum(could_be_row(page.lines[j].text, page.vocabulary) for j in block[1:])
    return block if n_rows >= 0.7 * (len(block) - 1) else []


def _run(page: PlainText, i: int) -> list[int]:
    """Return the header's line and those below that may be rows, all equally far apart."""
    run, gap = [i], 0
    while (
        len(run) <= MAX_ROWS
        and (after := page.following(run[-1]))
        and could_be_row(page.lines[after].text, page.vocabulary)
    ):
        if len(run) > 1 and after - run[-1] != gap:
            break
        gap = after - run[-1]
        run.append(after)
    return run
