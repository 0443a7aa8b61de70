"""Headings and blocks in reading order -> sections with their heading path."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from knowledge.document import Block, Code, Listing, Paragraph, Section, Span, Table, Text

NUMBERING = re.compile(r"(?:\d+(?:\.\d+)*[.)]|\d+(?:\.\d+)+|[IVX]+\.|Q\d*[:.])\s+(?=\S)")


def clean_heading(text: str) -> str:
    """Return a heading without its numbering, its trailing colon and doubled spaces."""
    words = " ".join(text.split())
    return NUMBERING.sub("", words, count=1).rstrip(":").rstrip() if words else words


class Outline:
    """Collects headings and blocks as they are read and gives the sections."""

    def __init__(self) -> None:
        self._open: list[tuple[int, str]] = []
        self._sections: list[tuple[tuple[str, ...], list[Block]]] = [((), [])]

    @property
    def level(self) -> int:
        """The level of the innermost open heading; 0 before the first."""
        return self._open[-1][0] if self._open else 0

    def heading(self, text: str, level: int) -> None:
        """Open a section at a level; headings of the same or a deeper level end."""
        while self._open and self._open[-1][0] >= level:
            self._open.pop()
        self._open.append((level, clean_heading(text)))
        self._sections.append((tuple(name for _, name in self._open), []))

    def add(self, block: Block) -> None:
        """Put a block into the section that is open."""
        self._sections[-1][1].append(block)

    def sections(self) -> tuple[Section, ...]:
        """Return the sections; the one before the first heading only if something stands in it."""
        return tuple(
            Section(path[-1] if path else "", path, tuple(blocks))
            for path, blocks in self._sections
            if path or blocks
        )


@dataclass
class Writer:
    """Writes the visible text of a marked-up source and keeps the place of every piece."""

    outline: Outline = field(default_factory=Outline)
    _parts: list[str] = field(default_factory=list)
    _length: int = 0

    @property
    def text(self) -> str:
        """What has been written so far."""
        return "".join(self._parts)

    def heading(self, text: str, level: int) -> None:
        """Write a heading."""
        self._put(text, "\n\n")
        self.outline.heading(text, level)

    def title(self, text: str) -> None:
        """Write the document's title, which opens no section."""
        self._put(text, "\n\n")

    def paragraph(self, text: str) -> None:
        """Write a paragraph."""
        self._block(lambda: Paragraph(*self._put(text, "\n\n")))

    def code(self, text: str) -> None:
        """Write a block of code."""
        self._block(lambda: Code(*self._put(text, "\n\n")))

    def listing(self, items: Sequence[str]) -> None:
        """Write a list, an item a line."""
        self._block(lambda: Listing(tuple(Text(*self._put(item, "\n")) for item in items)))

    def table(self, header: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
        """Write a table, a row a line; short rows are filled up with empty cells."""
        width = len(header)
        full = [(*row, *[""] * (width - len(row)))[:width] for row in rows]
        self._block(lambda: Table(self._row(header), tuple(map(self._row, full))))

    def _row(self, cells: Sequence[str]) -> tuple[Text, ...]:
        ends = ["\t"] * (len(cells) - 1) + ["\n"]
        return tuple(Text(*self._put(cell, end)) for cell, end in zip(cells, ends, strict=True))

    def _block(self, write: Callable[[], Block]) -> None:
        self.outline.add(write())
        if not self._parts[-1].endswith("\n\n"):
            self._put("", "\n")

    def _put(self, text: str, end: str) -> tuple[str, Span]:
        span = Span(self._length, self._length + len(text))
        self._parts.append(text + end)
        self._length += len(text) + len(end)
        return text, span
