"""PDF -> Document: headings by their type, paragraphs by their gaps, tables by their ruling lines.

    pages -> printed lines and tables -> without running heads -> pieces -> sections

`Document.text` is the text put together here: paragraphs on one line, words no longer hyphenated.
"""

from __future__ import annotations

import io
import re
from collections.abc import Sequence
from typing import Union

import pdfplumber
from pdfminer.pdfdocument import PDFDocument, PDFEncryptionError, PDFPasswordIncorrect
from pdfminer.pdfparser import PDFSyntaxError
from pdfminer.pdftypes import PDFObjRef

from knowledge.document import Document
from knowledge.errors import SourceError
from knowledge.parse.headings import MAX_QUESTION_WORDS
from knowledge.parse.lines import number_of
from knowledge.parse.outline import Writer
from knowledge.parse.printed import (
    Printed,
    PrintedLine,
    PrintedTable,
    body_size,
    line_gap,
    read_page,
    without_furniture,
)

LARGER = 1.12  # a heading's type is this many times the body's, or bold
_BULLET = re.compile(r"(?:[-*•‣◦▪●–—·✓\uf0b7\uf0a7]|\(cid:\d+\)|\(?\d{1,3}[.)]|[a-z]\))\s+(?=\S)")
_UNREADABLE = re.compile(r"\(cid:\d+\)")


def parse_pdf(content: bytes, *, id: str, title: str, url: str | None = None) -> Document:
    """Read a PDF.

    Args:
        content: the file's bytes.
        id: the document's short name.
        title: its title if neither large type nor the file's properties give one.
        url: its public address.

    Raises:
        SourceError: the file is encrypted, damaged, or has no text that can be read.
    """
    printed, properties_title = _read(content, id)
    lines = [piece for piece in printed if isinstance(piece, PrintedLine)]
    text = "".join(line.text for line in lines)
    if not any(printed):
        raise SourceError(
            id, "the PDF has no text, only images; make it searchable (OCR) and try again"
        )
    if 5 * len("".join(_UNREADABLE.findall(text))) > len(text) > 0:
        raise SourceError(id, "the PDF's fonts do not tell which letters it shows; export it anew")
    layout = _Layout(lines)
    layout.write(printed)
    return Document(
        id=id,
        title=layout.title or properties_title or title,
        url=url,
        text=layout.writer.text.rstrip(),
        sections=layout.writer.outline.sections(),
    )


def _read(content: bytes, source: str) -> tuple[list[Printed], str]:
    try:
        with pdfplumber.open(io.BytesIO(content)) as pdf:
            pages = [read_page(page, number) for number, page in enumerate(pdf.pages)]
            heights = [float(page.height) for page in pdf.pages]
            title = str(pdf.metadata.get("Title") or "").strip()
    except Exception as error:  # a damaged file makes pdfminer raise almost anything
        if _is_locked(error):
            raise SourceError(source, "the PDF is encrypted; save it without a password") from None
        raise SourceError(source, "the PDF is damaged; export or download it again") from error
    return without_furniture(pages, heights), title


class _Followed(PDFDocument):
    """The objects of a PDF, references followed: pdfminer follows one to itself for ever."""

    def getobj(self, objid: int) -> object:
        seen, found = {objid}, super().getobj(objid)
        while isinstance(found, PDFObjRef):
            if found.objid in seen:
                raise PDFSyntaxError(f"Object {objid} leads back to itself.")
            seen.add(found.objid)
            found = super().getobj(found.objid)
        return found


pdfplumber.pdf.PDFDocument = _Followed  # type: ignore[attr-defined]  # it takes no other way


def _is_locked(error: BaseException | None) -> bool:
    locked = (PDFPasswordIncorrect, PDFEncryptionError)
    causes = [error, *getattr(error, "args", ()), getattr(error, "__cause__", None)]
    return any(isinstance(cause, locked) for cause in causes)


class _Layout:
    """Puts printed lines together to headings, paragraphs and lists."""

    def __init__(self, lines: Sequence[PrintedLine]) -> None:
        self.writer = Writer()
        self.title = ""
        self._size = body_size(lines)
        self._gap = line_gap(lines, self._size)
        self._right = max((line.right for line in lines), default=0.0)
        self._words = {word.strip(".,;:()").lower() for line in lines for word in line.text.split()}
        n_bold = sum(len(line.text) for line in lines if line.is_bold)
        self._bold_counts = 2 * n_bold < sum(len(line.text) for line in lines)
        self._styles = sorted({self._style(line) for line in lines if self._is_heading(line)})

    def write(self, printed: Sequence[Printed]) -> None:
        """Write everything in reading order."""
        for group in self._groups(printed):
            if isinstance(group, PrintedTable):
                self._table(group)
            elif self._is_heading(group[0]):
                self._heading(group)
            elif not _BULLET.match(group[0].text):
                self.writer.paragraph(self._joined(group))
            else:
                self._list(group)

    def _groups(self, printed: Sequence[Printed]) -> list[Union[PrintedTable, list[PrintedLine]]]:
        """Return tables, and lines that belong to one heading, paragraph or list."""
        groups: list[Union[PrintedTable, list[PrintedLine]]] = []
        for piece in printed:
            last = groups[-1] if groups else None
            if isinstance(piece, PrintedTable):
                if isinstance(last, PrintedTable) and _goes_on(last, piece):
                    groups[-1] = _longer(last, piece)
                else:
                    groups.append(piece)
            elif isinstance(last, list) and self._continues(last, piece):
                last.append(piece)
            else:
                groups.append([piece])
        return groups

    def _continues(self, group: Sequence[PrintedLine], line: PrintedLine) -> bool:
        above = group[-1]
        if self._is_heading(above) or self._is_heading(line):
            return self._style(above) == self._style(line) and self._is_near(above, line)
        is_item, in_list = bool(_BULLET.match(line.text)), bool(_BULLET.match(group[0].text))
        if is_item or in_list:
            goes_on = (
                line.left > group[0].left + 2
                or line.page != above.page
                or self._is_full(above, line)
            )
            return in_list and (is_item or (goes_on and self._is_near(above, line)))
        if abs(above.size - line.size) > 1:
            return False
        is_closed = bool(re.search(r"[.!?:][\"'”’)]*$", above.text))
        if line.page != above.page:
            return not is_closed
        is_short = is_closed and above.right < self._right - 0.15 * (self._right - above.left)
        is_indented = line.left > above.left + 0.8 * self._size and len(group) > 1
        return self._is_near(above, line) and not is_short and not is_indented

    def _is_full(self, above: PrintedLine, line: PrintedLine) -> bool:
        """Say whether the first word of a line had no room in the line above."""
        n_characters = 1 + len(line.text.split()[0])
        return above.right + 0.5 * above.size * n_characters > self._right

    def _is_near(self, above: PrintedLine, line: PrintedLine) -> bool:
        if above.page != line.page:
            return not self._is_heading(line)
        return line.top - above.bottom <= self._gap + 0.35 * line.size

    def _is_heading(self, line: PrintedLine) -> bool:
        is_marked = line.size >= LARGER * self._size or (self._bold_counts and line.is_bold)
        is_open = not re.search(r"[.;,][\"'”’)]*$", line.text) or line.size > 1.3 * self._size
        is_item = _BULLET.match(line.text) and not number_of(line.text)
        has_word = bool(re.search(r"[^\W\d_]{2}", line.text))
        is_short = len(line.text.split()) <= MAX_QUESTION_WORDS
        return bool(is_marked and is_open and not is_item and has_word and is_short)

    def _style(self, line: PrintedLine) -> tuple[float, bool, int]:
        """Return what ranks headings: larger before smaller, bold before light, 1 before 1.1."""
        return -line.size, not line.is_bold, max(1, len(number_of(line.text)))

    def _heading(self, group: Sequence[PrintedLine]) -> None:
        text = self._joined(group)
        style = self._style(group[0])
        if not self.title and style == self._styles[0] and not self.writer.text:
            self.title = text
            self.writer.title(text)
        else:
            self.writer.heading(text, 1 + self._styles.index(style))

    def _list(self, group: Sequence[PrintedLine]) -> None:
        items: list[list[PrintedLine]] = []
        for line in group:
            if _BULLET.match(line.text):
                items.append([])
            items[-1].append(line)
        self.writer.listing([_BULLET.sub("", self._joined(item), count=1) for item in items])

    def _table(self, table: PrintedTable) -> None:
        rows = [[self._mended(cell.split("\n")) for cell in row] for row in table.rows]
        self.writer.table(rows[0], [row for row in rows[1:] if any(row)])

    def _joined(self, lines: Sequence[PrintedLine]) -> str:
        return self._mended([line.text for line in lines])

    def _mended(self, lines: Sequence[str]) -> str:
        """Join lines with spaces, and the two halves of a word that was broken between them."""
        text = lines[0].strip()
        for line in lines[1:]:
            line = line.strip()
            broken = re.search(r"([^\W\d_]+)[-\u00ad\u2010]$", text)
            if broken and line[:1].islower():
                rest = re.match(r"[^\W\d_]+", line)
                keeps = self._keeps_hyphen(
                    broken.group(1).lower(), rest.group().lower() if rest else ""
                )
                text = (text if keeps and text[-1] != "\u00ad" else text[:-1]) + line
            else:
                text = f"{text} {line}"
        return " ".join(text.split())

    def _keeps_hyphen(self, first: str, rest: str) -> bool:
        """Say whether `well-` and `known` are two words: the document tells."""
        if first + rest in self._words:
            return False
        return f"{first}-{rest}" in self._words or {first, rest} <= self._words


def _goes_on(above: PrintedTable, below: PrintedTable) -> bool:
    """Say whether a table goes on from the page before."""
    return below.page == above.page + 1 and len(above.rows[0]) == len(below.rows[0])


def _longer(above: PrintedTable, below: PrintedTable) -> PrintedTable:
    rows = below.rows[1:] if below.rows[0] == above.rows[0] else below.rows
    return PrintedTable((*above.rows, *rows), below.top, below.page)
