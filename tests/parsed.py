"""A parsed document as lines that a test can read: headings, paragraphs, items, rows."""

from __future__ import annotations

from collections.abc import Iterator

from knowledge.document import Block, Code, Document, Listing, Paragraph, Text


def outline(document: Document) -> list[str]:
    """Return `# heading > heading` for a section, then its blocks, after checking all spans."""
    lines = []
    for section in document.sections:
        assert section.heading == (section.path[-1] if section.path else "")
        lines.append(" ".join(("#", " > ".join(section.path))).strip())
        for block in section.blocks:
            for text in texts(block):
                assert document.text[text.span.start : text.span.end] == text.text
            lines.extend(_lines(block))
    return lines


def texts(block: Block) -> Iterator[Text]:
    """Yield all pieces of text of a block."""
    if isinstance(block, Paragraph | Code):
        yield block
    elif isinstance(block, Listing):
        yield from block.items
    else:
        yield from block.header
        for row in block.rows:
            assert len(row) == len(block.header)
            yield from row


def _lines(block: Block) -> Iterator[str]:
    if isinstance(block, Paragraph):
        yield block.text
    elif isinstance(block, Code):
        yield f"`{block.text}`"
    elif isinstance(block, Listing):
        yield from (f"- {item.text}" for item in block.items)
    else:
        for row in (block.header, *block.rows):
            yield "|".join(cell.text for cell in row)
