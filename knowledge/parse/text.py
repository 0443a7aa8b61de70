"""Plain text as a person reads it: a page copied from a browser, or notes.

lines -> the first rule that recognises something at a line takes it -> pieces -> sections
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from knowledge.document import Code, Document, Paragraph, Span
from knowledge.parse.grids import joined_table, key_values, separated_table
from knowledge.parse.headed import heading_of_block, title_above_byline
from knowledge.parse.headings import (
    answer_start,
    levels,
    question,
    short_heading,
    title_of,
    underlined_heading,
)
from knowledge.parse.joined import document_vocabulary
from knowledge.parse.lines import (
    Found,
    Heading,
    Piece,
    PlainText,
    Rule,
    split_lines,
    wrap_width,
)
from knowledge.parse.listings import (
    contents,
    marked_list,
    questions_asked,
    statements,
    unmarked_list,
)
from knowledge.parse.outline import Outline, clean_heading

_RULE_LINE = re.compile(r"([-=_*~#]\s?){3,}$")


def parse_text(text: str, *, id: str, title: str, url: str | None = None) -> Document:
    """Read a plain text.

    Args:
        text: the whole text; the spans of the pieces refer to it.
        id: the document's short name.
        title: its title if the text begins with none.
        url: its public address.
    """
    lines = split_lines(text)
    page = PlainText(
        text, lines, document_vocabulary([line.text for line in lines]), wrap_width(lines)
    )
    i = 0
    while i < len(lines):
        if page.is_blank(i) or _RULE_LINE.match(lines[i].text):
            i += 1
            continue
        found = recognise(page, i)
        page.take(found.pieces)
        i = found.end
    heading = title_of(page.pieces)
    pieces = page.pieces[1:] if heading else page.pieces
    return Document(
        id=id,
        title=clean_heading(heading.text) if heading else title,
        url=url,
        text=text,
        sections=_outline(pieces).sections(),
    )


def recognise(page: PlainText, i: int) -> Found:
    """Return what the first matching rule finds at a line; a paragraph if none does."""
    for rule in RULES:
        found = rule(page, i)
        if found:
            return found
    return paragraph(page, i)


def paragraph(page: PlainText, i: int) -> Found:
    """Take a line, and those below that carry its sentences on, as one paragraph."""
    end = i + 1
    while page.continues(end - 1) and not marked_list(page, end):
        end += 1
    start = page.lines[i].start + answer_start(page, i)
    text = page.span_text(start, page.lines[end - 1].end)
    return Found(end, (Paragraph(text.text, text.span),))


def fenced_code(page: PlainText, i: int) -> Found | None:
    """Recognise lines between two lines of three backticks."""
    if not page.lines[i].text.startswith("```"):
        return None
    end = i + 1
    while end < len(page.lines) and not page.lines[end].text.startswith("```"):
        end += 1
    if end >= len(page.lines) or end == i + 1:
        return None
    start = page.lines[i + 1].start - page.lines[i + 1].indent
    return Found(end + 1, (_code(page, start, page.lines[end - 1].end),))


def indented_code(page: PlainText, i: int) -> Found | None:
    """Recognise a block indented by four columns or more, after a blank line, as code."""
    block = page.lines[i : page.block_end(i)]
    if not page.is_blank(i - 1) or any(line.indent < 4 for line in block):
        return None
    if marked_list(page, i) or not any(re.search(r"[=(){}<>;$]|^#", line.text) for line in block):
        return None
    start = page.text.rfind("\n", 0, block[0].start) + 1
    return Found(i + len(block), (_code(page, start, block[-1].end),))


def _code(page: PlainText, start: int, end: int) -> Code:
    return Code(page.text[start:end], Span(start, end))


RULES: tuple[Rule, ...] = (
    title_above_byline,
    fenced_code,
    underlined_heading,
    separated_table,
    joined_table,
    indented_code,
    contents,
    questions_asked,
    question,
    key_values,
    unmarked_list,
    heading_of_block,
    statements,
    short_heading,
    marked_list,
)


def _outline(pieces: Sequence[Piece]) -> Outline:
    outline = Outline()
    depths = iter(levels([piece for piece in pieces if isinstance(piece, Heading)]))
    for piece in pieces:
        if isinstance(piece, Heading):
            outline.heading(piece.text, next(depths))
        else:
            outline.add(piece)
    return outline
