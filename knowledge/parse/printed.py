"""What stands on printed pages: lines with their size and place, and tables, in reading order."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median
from typing import Any

MARGIN_SHARE = 0.12  # of a page's height, where running heads and page numbers stand
_BOLD = re.compile(r"bold|black|heavy|semibold|demi", re.IGNORECASE)
_PAGE_NUMBER = re.compile(
    r"(?:page|seite|p\.)?\s*[-–—|]?\s*\d{1,4}\s*(?:(?:of|/|von)\s*\d{1,4})?\s*[-–—|]?$",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class PrintedLine:
    """One line of print.

    Attributes:
        text: its words.
        size: of the type, in points.
        is_bold: whether all of it is.
        left, right, top, bottom: its box, in points from the page's upper left corner.
        page: counted from 0.
    """

    text: str
    size: float
    is_bold: bool
    left: float
    right: float
    top: float
    bottom: float
    page: int


@dataclass(frozen=True)
class PrintedTable:
    """A table between ruling lines, its cells as text."""

    rows: tuple[tuple[str, ...], ...]
    top: float
    page: int


Printed = PrintedLine | PrintedTable


def read_page(page: Any, number: int) -> list[Printed]:
    """Return the lines and tables of a pdfplumber page, from top to bottom."""
    tables = [table for table in page.find_tables() if _is_table(table)]
    words = [
        word
        for word in page.extract_words(extra_attrs=["size", "fontname"], use_text_flow=False)
        if not any(_is_inside(word, table.bbox) for table in tables)
    ]
    found: list[Printed] = [_line(group, number) for group in _by_line(words)]
    found += [_table(table, number) for table in tables]
    return sorted(found, key=lambda piece: piece.top)


def without_furniture(pages: Sequence[list[Printed]], heights: Sequence[float]) -> list[Printed]:
    """Return all pieces but page numbers, and lines that the margins of most pages repeat."""
    margins = [
        [
            p
            for p in (pieces[:2] + pieces[2:][-2:])
            if isinstance(p, PrintedLine) and _is_in_margin(p, height)
        ]
        for pieces, height in zip(pages, heights, strict=True)
    ]
    counts = Counter(pattern for lines in margins for pattern in {_pattern(p.text) for p in lines})
    n_needed = max(2, len(pages) / 2)
    dropped = {
        line
        for lines in margins
        for line in lines
        if counts[_pattern(line.text)] >= n_needed or _PAGE_NUMBER.match(line.text)
    }
    return [piece for pieces in pages for piece in pieces if piece not in dropped]


def body_size(lines: Iterable[PrintedLine]) -> float:
    """Return the type size that most characters have."""
    sizes: Counter[float] = Counter()
    for line in lines:
        sizes[line.size] += len(line.text)
    return sizes.most_common(1)[0][0] if sizes else 0.0


def line_gap(lines: Sequence[PrintedLine], size: float) -> float:
    """Return the usual space between two lines of the same paragraph, in points."""
    gaps = [
        below.top - above.bottom
        for above, below in pairwise(lines)
        if above.page == below.page and above.size == below.size == size
    ]
    close = [gap for gap in gaps if -size < gap < size]
    return median(close) if close else 0.2 * size


def _is_table(table: Any) -> bool:
    rows = table.extract()
    filled = [cell for row in rows for cell in row if cell and cell.strip()]
    return len(rows) > 1 and max(map(len, rows)) > 1 and len(filled) > 2


def _table(table: Any, number: int) -> PrintedTable:
    rows = tuple(tuple(cell or "" for cell in row) for row in table.extract())
    return PrintedTable(rows, float(table.bbox[1]), number)


def _is_inside(word: dict[str, Any], box: tuple[float, float, float, float]) -> bool:
    x, y = (word["x0"] + word["x1"]) / 2, (word["top"] + word["bottom"]) / 2
    return bool(box[0] <= x <= box[2] and box[1] <= y <= box[3])


def _by_line(words: Sequence[dict[str, Any]]) -> list[list[dict[str, Any]]]:
    """Group words whose middles are at the same height."""
    lines: list[list[dict[str, Any]]] = []
    for word in sorted(words, key=lambda word: (word["top"] + word["bottom"]) / 2):
        middle = (word["top"] + word["bottom"]) / 2
        if lines and lines[-1][0]["top"] <= middle <= lines[-1][0]["bottom"]:
            lines[-1].append(word)
        else:
            lines.append([word])
    return [sorted(line, key=lambda word: float(word["x0"])) for line in lines]


def _line(words: Sequence[dict[str, Any]], number: int) -> PrintedLine:
    sizes: Counter[float] = Counter()
    for word in words:
        sizes[round(2 * word["size"]) / 2] += len(word["text"])
    return PrintedLine(
        text=_spaced(words),
        size=sizes.most_common(1)[0][0],
        is_bold=all(_BOLD.search(word["fontname"]) for word in words),
        left=float(words[0]["x0"]),
        right=float(words[-1]["x1"]),
        top=float(min(word["top"] for word in words)),
        bottom=float(max(word["bottom"] for word in words)),
        page=number,
    )


def _spaced(words: Sequence[dict[str, Any]]) -> str:
    """Join words with spaces, but not where only the type changes inside a word."""
    text = words[0]["text"]
    for before, word in pairwise(words):
        is_apart = word["x0"] - before["x1"] > 0.12 * word["size"]
        text += f" {word['text']}" if is_apart else word["text"]
    return str(text)


def _is_in_margin(line: PrintedLine, height: float) -> bool:
    return line.bottom < MARGIN_SHARE * height or line.top > (1 - MARGIN_SHARE) * height


def _pattern(text: str) -> str:
    return re.sub(r"\d+", "0", text.casefold())
