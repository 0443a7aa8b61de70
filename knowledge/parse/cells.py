"""The cells of an HTML table: which row is the header, and what spans several rows or columns."""

from __future__ import annotations

import re
from collections.abc import Sequence

from lxml.html import HtmlElement

from knowledge.parse.markup import block_text, inline_text

MAX_SPAN = 50  # a larger colspan or rowspan is a mistake of the page

Row = list[str]


def table_cells(table: HtmlElement) -> tuple[Row, list[Row]] | None:
    """Return a table's header and rows, as wide as each other; None if it only arranges a page.

    The header's cells are empty if no row names the columns.
    """
    trs = table.xpath("./tr | ./thead/tr | ./tbody/tr | ./tfoot/tr")
    if table.get("role") in ("presentation", "none") or _arranges_page(table):
        return None
    grid = _grid(trs)
    width = max(map(len, grid), default=0)
    if width < 2:
        return None
    grid = [[*row, *[""] * (width - len(row))] for row in grid]
    n_head = _n_header_rows(trs, grid)
    header = grid[n_head - 1] if n_head else [""] * width
    return header, [row for row in grid[n_head:] if any(row)]


def _arranges_page(table: HtmlElement) -> bool:
    return bool(table.xpath(".//table | .//h1 | .//h2 | .//h3 | .//h4 | .//pre"))


def _grid(trs: Sequence[HtmlElement]) -> list[Row]:
    """Return the cells' texts, each repeated where it spans rows or columns."""
    grid: list[Row] = []
    reaching: dict[int, tuple[int, str]] = {}  # column -> rows still covered from above, text
    for tr in trs:
        row: Row = []
        cells = [cell for cell in tr if cell.tag in ("td", "th")]
        for cell in cells:
            _take_reaching(row, reaching)
            text, n_columns = block_text(cell), _span(cell, "colspan")
            n_rows = _span(cell, "rowspan")
            is_group = len(cells) == 1 and n_columns > 1  # a title over the rows that follow
            for repeat in range(n_columns):
                if n_rows > 1:
                    reaching[len(row)] = (n_rows - 1, text)
                row.append("" if is_group and repeat else text)
        _take_reaching(row, reaching)
        grid.append(row)
    return grid


def _take_reaching(row: Row, reaching: dict[int, tuple[int, str]]) -> None:
    """Add the cells from the rows above that reach down to the end of this row so far."""
    while len(row) in reaching:
        n_left, text = reaching.pop(len(row))
        if n_left > 1:
            reaching[len(row)] = (n_left - 1, text)
        row.append(text)


def _span(cell: HtmlElement, name: str) -> int:
    value = cell.get(name, "1").strip()
    return min(MAX_SPAN, max(1, int(value))) if value.isdigit() else 1


def _n_header_rows(trs: Sequence[HtmlElement], grid: Sequence[Row]) -> int:
    in_head = [tr for tr in trs if tr.getparent().tag == "thead"]
    if in_head and len(in_head) < len(trs):
        return len(in_head)
    n = 0
    while n < len(trs) - 1 and _names_columns(trs[n]):
        n += 1
    if n:
        return n
    has_th = any(cell.tag == "th" for tr in trs for cell in tr)
    return 1 if not has_th and _looks_like_header(grid) else 0


def _names_columns(tr: HtmlElement) -> bool:
    """Say whether a row's cells are all marked or all bold; an empty corner may be neither."""
    cells = [cell for cell in tr if cell.tag in ("td", "th")]
    filled = [cell for cell in cells if inline_text(cell)]
    marked = [cell for cell in filled if cell.tag == "th" or _is_bold(cell)]
    return len(filled) > 1 and len(marked) == len(filled)


def _is_bold(cell: HtmlElement) -> bool:
    whole = inline_text(cell)
    return [whole] == [inline_text(bold) for bold in cell.iter("b", "strong")]


def _looks_like_header(grid: Sequence[Row]) -> bool:
    """Say whether the first row reads like names of columns: short words, shorter than below."""
    first, rest = grid[0], grid[1:]
    if len(rest) < 2 or not all(first):
        return False
    if any(len(cell.split()) > 5 or re.search(r"[.!?]$|^[\W\d]+$", cell) for cell in first):
        return False
    below = sum(len(cell) for row in rest for cell in row) / (len(rest) * len(first))
    return sum(map(len, first)) / len(first) < below
