"""Sources as people have them -> documents and pairs.

.txt   text.py      lines.py, headings.py, listings.py, grids.py, joined.py ┐
.md    markdown.py                                                          ├─> Document
.html  html.py      markup.py, elements.py, cells.py                        │
.pdf   pdf.py       printed.py                                              ┘
.yml, .csv, .jsonl  entries.py -> pairs.py                                  ──> PairSet
"""

from __future__ import annotations

import re
from pathlib import Path

from knowledge.document import Document
from knowledge.errors import SourceError
from knowledge.parse.files import (
    SIZE_LIMIT_BYTES,
    decode,
    read_bytes,
    readable_name,
    renamed,
    slug,
    unknown_kind,
)

__all__ = ["DOCUMENT_SUFFIXES", "SIZE_LIMIT_BYTES", "parse_document"]

DOCUMENT_SUFFIXES = (".md", ".markdown", ".html", ".htm", ".pdf", ".txt")
_PDF = b"%PDF-"
_HTML = re.compile(
    r"\s*(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*)*<(?:!doctype\s+html|html)\b", re.I | re.S
)
_MARKDOWN = re.compile(r"(?:\A|\n\n)#{1,6} \S|^\|? ?:?-{3,}:? ?\|[ :|-]*$", re.M)
_ANY_MARK = re.compile(r"^(?:[#>|`=<]|-{2,}$| {0,3}[-*+] )|\*\*|\]\(|`|</", re.M)


def parse_document(path: Path, *, url: str | None = None) -> Document:
    """Read a document with the parser that its suffix and its content ask for.

    Args:
        path: a file with one of `DOCUMENT_SUFFIXES`.
        url: its public address; without it the one that the source itself names.

    Raises:
        SourceError: the file is missing, empty, too large, binary, not UTF-8, damaged, encrypted,
            of a kind that is not read, or without text.
    """
    if path.suffix.lower() not in DOCUMENT_SUFFIXES:
        raise unknown_kind(path, DOCUMENT_SUFFIXES)
    content = read_bytes(path)
    try:
        document = _parse(path, content, url)
    except SourceError as error:
        raise renamed(error, path) from error
    if not any(section.blocks for section in document.sections):
        raise SourceError(path, "no text was found in it; check that it is the right file")
    return document


def _parse(path: Path, content: bytes, url: str | None) -> Document:
    # Each parser is imported when it is needed: who reads pairs alone does not wait for lxml.
    id, title, suffix = slug(path.stem), readable_name(path), path.suffix.lower()
    if suffix == ".pdf" or content.startswith(_PDF):
        from knowledge.parse.pdf import parse_pdf

        return parse_pdf(content, id=id, title=title, url=url)
    text = decode(content, path)
    if suffix in (".html", ".htm") or (suffix == ".txt" and _HTML.match(text)):
        from knowledge.parse.html import parse_html

        return parse_html(text, id=id, title=title, url=url)
    n_needed, marks = (1, _ANY_MARK) if suffix in (".md", ".markdown") else (2, _MARKDOWN)
    if len(marks.findall(text)) >= n_needed:  # a plain text called .md is read as a plain text
        from knowledge.parse.markdown import parse_markdown

        return parse_markdown(text, id=id, title=title, url=url)
    from knowledge.parse.text import parse_text

    return parse_text(text, id=id, title=title, url=url)
