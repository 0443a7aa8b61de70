"""A document as a reader sees it: sections under headings, in them paragraphs, lists, tables, code.

Every piece keeps its place: `document.text[span.start:span.end] == piece.text`, where
`document.text` is the visible text of the source (for plain text the file itself), so a quote
from any piece stands in the source word for word.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Union


@dataclass(frozen=True)
class Span:
    """A half-open range of characters of `Document.text`."""

    start: int
    end: int


@dataclass(frozen=True)
class Text:
    """A run of visible text and where it stands."""

    text: str
    span: Span


@dataclass(frozen=True)
class Paragraph(Text):
    """One paragraph."""


@dataclass(frozen=True)
class Code(Text):
    """One block of code, its line breaks kept."""


@dataclass(frozen=True)
class Listing:
    """A list; an item's sub-items follow it as items of their own."""

    items: tuple[Text, ...]


@dataclass(frozen=True)
class Table:
    """A table: one header cell a column, and in each row as many cells as the header has."""

    header: tuple[Text, ...]
    rows: tuple[tuple[Text, ...], ...]


Block = Union[Paragraph, Code, Listing, Table]


@dataclass(frozen=True)
class Section:
    """What stands under one heading, down to the next heading of any level.

    Attributes:
        heading: its visible text without numbering or trailing colon; "" before the first heading.
        path: the headings above it from the outermost, its own last; the document's title is no
            part of it.
    """

    heading: str
    path: tuple[str, ...]
    blocks: tuple[Block, ...]


@dataclass(frozen=True)
class Document:
    """One source, parsed.

    Attributes:
        id: a short name, unique in a home (the file's stem as a slug).
        title: the document's own title, else its file name.
        url: its public address, or None.
        text: the visible text that all spans refer to.
    """

    id: str
    title: str
    url: str | None
    text: str
    sections: tuple[Section, ...]
