"""HTML elements -> headings, paragraphs, lists, tables and code, in reading order."""

from __future__ import annotations

import re
from collections.abc import Iterator

from lxml import html
from lxml.html import HtmlElement

from knowledge.parse.cells import table_cells
from knowledge.parse.markup import (
    BLOCKS,
    HEADINGS,
    LISTS,
    SILENT,
    block_text,
    flowing,
    gather,
    inline_text,
)
from knowledge.parse.outline import Writer

LABEL_LEVEL = 7  # of a bold line, a question or a summary that serves as a heading: below h6
MAX_LABEL_WORDS = 20


def write_blocks(element: HtmlElement, writer: Writer, *, title: str = "") -> None:
    """Write an element's content; the first heading that repeats the title opens no section."""
    _Walk(writer, title).children(element)


def write_fragment(source: str, writer: Writer) -> None:
    """Write a piece of HTML that stands inside another text."""
    if source.strip():
        write_blocks(html.fragment_fromstring(source, create_parent="div"), writer)


def is_label(text: str) -> bool:
    """Say whether a line that is all bold serves as a heading."""
    is_open = not re.search(r"[.!;,…][\"'”’)]*$", text)
    return bool(text) and is_open and "\n" not in text and len(text.split()) <= MAX_LABEL_WORDS


class _Walk:
    """Goes through the elements and writes a block as soon as it is complete."""

    def __init__(self, writer: Writer, title: str) -> None:
        self._writer = writer
        self._title = title
        self._loose = ""  # inline text since the last block

    def children(self, element: HtmlElement) -> None:
        self._loose += flowing(element.text)
        for child in element:
            if self._is_inline(child):
                self._loose += gather(child)
            else:
                self._flush()
                self._block(child)
            self._loose += flowing(child.tail)
        self._flush()

    def _is_inline(self, element: HtmlElement) -> bool:
        return element.tag not in BLOCKS and not any(e.tag in BLOCKS for e in element.iter())

    def _block(self, element: HtmlElement) -> None:
        tag = element.tag
        if tag in HEADINGS:
            self._heading(inline_text(element), int(tag[1]))
        elif tag == "summary" or (tag == "p" and self._is_bold(element)):
            self._heading(inline_text(element), LABEL_LEVEL)
        elif tag == "pre":
            self._code(element)
        elif tag in LISTS:
            self._list(element)
        elif tag == "dl":
            self._definitions(element)
        elif tag == "table":
            self._table(element)
        elif tag not in SILENT:
            self.children(element)

    def _flush(self) -> None:
        lines = [" ".join(line.split()) for line in self._loose.split("\n")]
        self._loose = ""
        for paragraph in re.split(r"\n{2,}", "\n".join(lines)):
            if paragraph.strip():
                self._writer.paragraph(paragraph.strip())

    def _heading(self, text: str, level: int) -> None:
        if text and text == self._title:
            self._writer.title(text)
            self._title = ""
        elif text:
            self._writer.heading(text, level)

    def _is_bold(self, element: HtmlElement) -> bool:
        text = inline_text(element)
        bold = [child for child in element if child.tag in ("b", "strong")]
        return len(bold) == 1 and inline_text(bold[0]) == text and is_label(text)

    def _code(self, element: HtmlElement) -> None:
        for line_break in element.iter("br"):
            line_break.text = "\n"
        text = "".join(map(str, element.itertext())).strip("\n").rstrip()
        if text:
            self._writer.code(text)

    def _list(self, element: HtmlElement) -> None:
        if any(e.tag in (*HEADINGS, "table", "pre", "details") for e in element.iter()):
            self.children(element)
            return
        items = [item for item in _items(element) if item]
        if items:
            self._writer.listing(items)

    def _definitions(self, element: HtmlElement) -> None:
        """Write terms and their descriptions as a table without header, questions as sections."""
        terms: list[str] = []
        rows: list[tuple[str, str]] = []
        for child in element.iter("dt", "dd"):
            if child.tag == "dt":
                is_first = child.getprevious() is None or child.getprevious().tag != "dt"
                terms = [] if is_first else terms
                terms.append(inline_text(child))
            elif terms and terms[-1].endswith("?"):
                rows = self._written(rows)
                self._heading(terms[-1], LABEL_LEVEL)
                self.children(child)
            else:
                rows += [(term, block_text(child)) for term in terms]
        self._written(rows)

    def _written(self, rows: list[tuple[str, str]]) -> list[tuple[str, str]]:
        if rows:
            self._writer.table(("", ""), rows)
        return []

    def _table(self, element: HtmlElement) -> None:
        cells = table_cells(element)
        if cells is None:
            self.children(element)
            return
        for caption in element.iter("caption"):
            if inline_text(caption):
                self._writer.paragraph(inline_text(caption))
        header, rows = cells
        if rows:
            self._writer.table(header, rows)


def _items(element: HtmlElement) -> Iterator[str]:
    """Give the texts of a list's items, those of an inner list after the item they belong to."""
    for child in element:
        if child.tag in LISTS:
            yield from _items(child)
        elif child.tag == "li":
            inner = [e for e in child.iter() if e.tag in LISTS]
            outermost = [e for e in inner if not any(a in inner for a in e.iterancestors())]
            yield _without(child, outermost)
            for sub in outermost:
                yield from _items(sub)


def _without(element: HtmlElement, left_out: list[HtmlElement]) -> str:
    tags = [(e, e.tag) for e in left_out]
    for e, _ in tags:
        e.tag = "template"  # a silent element while the text is gathered
    text = block_text(element)
    for e, tag in tags:
        e.tag = tag
    return text
