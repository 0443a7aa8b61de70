"""A plain text as lines with their places, and what a reader sees in a single line."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import pairwise

from knowledge.document import Block, Span, Text
from knowledge.parse.words import Vocabulary

WIDEST_WRAP = 130  # characters; a text with longer lines was not broken into lines by hand
REPEATED = 2  # a heading stands in the table of contents and above its section
COLUMN_SHARE = 0.8  # of the broken lines are at most as wide as the column
NUMBER = re.compile(r"(\d{1,4}(?:\.\d{1,3})*)(?:[.)]\s+|(?<=\.\d)\s+|(?<=\.\d\d)\s+)(?=\S)")
_CLOSED = re.compile(r"""[.!?;,…]["'”’»)\]]*$""")
_SENTENCE_END = re.compile(r"""[.!?…:]["'”’»)\]]*$""")


@dataclass(frozen=True)
class Line:
    """One line without the white space around it.

    Attributes:
        text: what stands in it; "" for a blank line.
        start: the place of its first character in the whole text.
        indent: columns of white space before it.
    """

    text: str
    start: int
    indent: int

    @property
    def end(self) -> int:
        """The place after its last character."""
        return self.start + len(self.text)

    @property
    def is_closed(self) -> bool:
        """Whether punctuation ends it, as it ends a sentence or a part of one."""
        return bool(_CLOSED.search(self.text))

    @property
    def ends_sentence(self) -> bool:
        """Whether a sentence or a lead-in ends with it."""
        return bool(_SENTENCE_END.search(self.text))


@dataclass(frozen=True)
class Heading:
    """A line that heads what follows it.

    Attributes:
        text: the line as it stands, numbering included.
        style: how it is marked: "=", "-", "caps", "plain", "numbered" or "question".
        depth: of a numbered one, how many numbers; else 1.
    """

    text: str
    style: str
    depth: int = 1


Piece = Heading | Block


def number_of(text: str) -> tuple[int, ...]:
    """Return the number that a line begins with: (2, 1) for `2.1 Lifting`; () without one."""
    match = NUMBER.match(text)
    return tuple(map(int, match.group(1).split("."))) if match else ()


@dataclass(frozen=True)
class Found:
    """What a rule recognised: the pieces, and the index of the first line after them."""

    end: int
    pieces: tuple[Piece, ...]


@dataclass
class PlainText:
    """The lines of a text, what is known of the whole, and what was recognised so far."""

    text: str
    lines: list[Line]
    vocabulary: Vocabulary
    wrap_width: int
    pieces: list[Piece] = field(default_factory=list)
    n_questions: int = 0
    numbers: set[tuple[int, ...]] = field(default_factory=set)  # of the numbered headings
    statements: dict[int, bool] = field(default_factory=dict)  # lines looked at: are they one
    tables: dict[int, bool] = field(default_factory=dict)  # lines looked at: begins a table there

    @cached_property
    def _last_of(self) -> dict[str, int]:
        return {line.text: i for i, line in enumerate(self.lines) if line.text}

    @cached_property
    def _counts(self) -> Counter[str]:
        return Counter(line.text for line in self.lines)

    def stands_again(self, i: int) -> bool:
        """Say whether a line stands once more in the text, and below."""
        text = self.lines[i].text
        return self._counts[text] == REPEATED and self._last_of[text] > i

    @property
    def last(self) -> Piece | None:
        """What was recognised last."""
        return self.pieces[-1] if self.pieces else None

    def take(self, pieces: Sequence[Piece]) -> None:
        """Add what was recognised."""
        self.pieces.extend(pieces)
        for piece in pieces:
            if isinstance(piece, Heading):
                self.n_questions += piece.style == "question"
                self.numbers.add(number_of(piece.text))

    def is_blank(self, i: int) -> bool:
        """Say whether a line is empty or outside the text."""
        return not (0 <= i < len(self.lines) and self.lines[i].text)

    def block_end(self, i: int) -> int:
        """Return the index of the first blank line from `i` on."""
        return self._block_ends[i] if i < len(self.lines) else i

    @cached_property
    def _block_ends(self) -> list[int]:
        ends, end = [0] * len(self.lines), len(self.lines)
        for i in reversed(range(len(self.lines))):
            end = end if self.lines[i].text else i
            ends[i] = end
        return ends

    def following(self, i: int) -> int | None:
        """Return the index of the first line after `i` that is not blank."""
        return next((j for j in range(i + 1, len(self.lines)) if self.lines[j].text), None)

    def continues(self, i: int) -> bool:
        """Say whether the paragraph of line `i` goes on in the next line.

        It does if the line was broken for want of room, or stops inside a sentence.
        """
        if self.is_blank(i + 1):
            return False
        line, following = self.lines[i], self.lines[i + 1]
        if self.wrap_width:
            length = line.indent + len(line.text)
            needed = length + 1 + len(following.text.split()[0])
            if needed > 0.92 * self.wrap_width:
                return True
            return not line.ends_sentence and length > 0.6 * self.wrap_width
        return not line.ends_sentence and following.text[0].islower()

    def span_text(self, start: int, end: int) -> Text:
        """Return a range of the text without the white space at its ends."""
        raw = self.text[start:end]
        start += len(raw) - len(raw.lstrip())
        raw = raw.strip()
        return Text(raw, Span(start, start + len(raw)))


Rule = Callable[[PlainText, int], "Found | None"]


def split_lines(text: str) -> list[Line]:
    """Return the lines of a text."""
    lines, place = [], 0
    for raw in text.split("\n"):
        stripped = raw.strip()
        lead = raw[: len(raw) - len(raw.lstrip())] if stripped else ""
        lines.append(Line(stripped, place + len(lead), len(lead.expandtabs(4))))
        place += len(raw) + 1
    return lines


def wrap_width(lines: Sequence[Line]) -> int:
    """Return the column at which a text was broken into lines, 0 if it was not.

    Lines that go on in small letters below show the column, the widest few aside: a row of a table
    or an address may stand wider. The text was broken there if most of the longer lines that end
    inside a sentence had no room for one word more, and few run past it.
    """
    inside = [
        (line.indent + len(line.text), following.text)
        for line, following in pairwise(lines)
        if line.text and following.text and not line.ends_sentence
    ]
    shown = sorted(length for length, below in inside if below[0].islower())
    column = shown[int(COLUMN_SHARE * len(shown))] if shown else 0
    full = [
        length + 1 + len(below.split()[0]) > 0.92 * column
        for length, below in inside
        if length > 0.6 * column
    ]
    n_past = sum(line.indent + len(line.text) > 1.2 * column for line in lines)
    is_wrapped = 40 <= column <= WIDEST_WRAP and full and sum(full) >= 0.5 * len(full)
    return column if is_wrapped and n_past <= sum(full) / 4 else 0
