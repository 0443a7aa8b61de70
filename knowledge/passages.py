"""Documents and pairs to passages: the pieces that an answer is made of.

    Document -> a passage for each paragraph, table row, list item, whole table and whole list,
                and for each section whose parts its text announces ("You need these skills:")
    Pair     -> one passage: its answer, found by its questions

A passage's texts all stand in its source word for word.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import zip_longest
from typing import Literal

from knowledge.document import Block, Code, Document, Listing, Paragraph, Section, Table, Text
from knowledge.language.words import tokens
from knowledge.parse.pairs import Pair

PassageKind = Literal["paragraph", "code", "row", "item", "table", "list", "pair"]

# The letters of "N+1" and "R&D" are no words.
_LETTER_OF_NAME = re.compile(r"\b\w(?=[+&-]\w)|(?<=\w[+&-])\w\b")

# How a section says that its own parts are what it lists.
_ANNOUNCES = re.compile(r":\s*$|\b(?:the following|as follows|here are|these are|below)\b", re.I)
CONTENTS_SHARE = 0.6  # of a list's items are headings where it is a table of contents
MIN_PARTS = 2  # of a section that is a list of its parts

MAX_TOLD_WORDS = 60  # of an answer from one passage; one sentence may be longer
MAX_KEY_WORDS = 8  # a longer first cell or lead of an item is a sentence, not a name


@dataclass(frozen=True)
class Passage:
    """One piece of knowledge.

    Attributes:
        id: unique in a bundle, stable as long as the source keeps its order.
        kind: what it was in its source.
        title: the document's title.
        url: the document's address, or None.
        path: the headings above it, the outermost first.
        key: the name of what it is about: a row's first cell, an item's own lead ("Django: ..."),
            else the nearest heading; for a pair its question.
        lead: the line that introduces it, its table or its list; "" where none does.
        header: the column names of a row or a table; empty for all else.
        cells: the cells of a row, or the keys of a table's rows, the items of a list or the
            headings of a section's parts.
        text: the source's own words: the paragraph, the item, the pair's answer; a row's cells
            after the first.
        questions: questions that it answers: a pair's own and its paraphrases, or a heading that is
            one.
        parent: the id of the table or list that it is part of; "" for all else.
        sentences: the sentences of `text`.
    """

    id: str
    kind: PassageKind
    title: str
    url: str | None
    path: tuple[str, ...]
    key: str
    text: str
    lead: str = ""
    header: tuple[str, ...] = ()
    cells: tuple[str, ...] = ()
    questions: tuple[str, ...] = ()
    parent: str = ""
    sentences: tuple[str, ...] = ()

    @property
    def is_told_whole(self) -> bool:
        """Whether its text is short enough to be told from its first sentence to its last."""
        return len(self.sentences) < 2 or len(self.text.split()) <= MAX_TOLD_WORDS

    @property
    def label(self) -> str:
        """A short question that leads here, to be offered to a person."""
        if self.questions:
            return self.questions[0]
        own_key = self.kind in ("row", "item") and self.key not in self.path
        named = own_key and 0 < len(self.key.split()) <= MAX_KEY_WORDS
        if named and not self.key.endswith("?"):
            return f"What is {self.key}?"
        return self.key or self.text

    @property
    def section(self) -> str:
        """The headings above it, joined for a reader."""
        return " > ".join(self.path)


def passages_of(
    documents: Iterable[Document],
    pairs: Iterable[Pair],
    *,
    sentences: Callable[[str], Sequence[str]],
) -> tuple[Passage, ...]:
    """Return the passages of all sources, in their order.

    Args:
        documents: the parsed sources.
        pairs: the questions with their answers.
        sentences: splits a text into its sentences.
    """
    found: list[Passage] = []
    for document in documents:
        found.extend(_Cutter(document).cut())
    found.extend(_from_pair(pair) for pair in pairs)
    return tuple(replace(passage, sentences=tuple(sentences(passage.text))) for passage in found)


def _from_pair(pair: Pair) -> Passage:
    return Passage(
        id=pair.id,
        kind="pair",
        title="FAQ",
        url=pair.url,
        path=(pair.topic,) if pair.topic else (),
        key=pair.question,
        text=pair.answer,
        questions=(pair.question, *pair.paraphrases),
    )


@dataclass
class _Cutter:
    """Cuts one document; counts its passages to name them."""

    document: Document
    n_cut: int = field(default=0)

    def cut(self) -> Iterator[Passage]:
        for section in self.document.sections:
            yield from self._section(section, self._parts(section))

    def _parts(self, section: Section) -> tuple[str, ...]:
        """Return the headings of a section's parts, where its text announces them."""
        last = section.blocks[-1] if section.blocks else None
        if not isinstance(last, Paragraph) or not _ANNOUNCES.search(_last_sentence(last.text)):
            return ()
        found = [other.heading for other in self.document.sections if _is_part(other, section)]
        return tuple(found) if len(found) >= MIN_PARTS else ()

    def _section(self, section: Section, parts: tuple[str, ...]) -> Iterator[Passage]:
        lead = ""
        is_first = True  # what stands right below a heading that asks answers it
        for block, following in zip_longest(section.blocks, section.blocks[1:]):
            if isinstance(block, Table):
                yield from self._table(section, block, lead)
            elif isinstance(block, Listing):
                yield from self._listing(section, block, lead)
            elif told := _without_lead(block, following, parts):
                led_by = _last_sentence(lead) if lead.endswith(":") else ""
                asked = section.heading if is_first and section.heading.endswith("?") else ""
                yield self._text(section, block, told, lead=led_by, asked=asked)
                is_first = False
            lead = block.text if isinstance(block, Paragraph) else ""
        if parts:
            text, lead = _line_before_colon(lead), _last_sentence(lead)
            yield self._passage(
                section,
                "list",
                key=section.heading or self.document.title,
                text=text,
                lead=lead,
                cells=parts,
            )

    def _text(
        self, section: Section, block: Paragraph | Code, told: str, *, lead: str, asked: str
    ) -> Passage:
        return self._passage(
            section,
            "code" if isinstance(block, Code) else "paragraph",
            key=section.heading or self.document.title,
            text=told,
            lead=lead,
            questions=(asked,) if asked else (),
        )

    def _table(self, section: Section, table: Table, lead: str) -> Iterator[Passage]:
        header = tuple(cell.text for cell in table.header)
        whole = self._passage(
            section,
            "table",
            key=section.heading or lead or header[0],
            text=_line_before_colon(lead),
            lead=lead,
            header=header,
            cells=tuple(row[0].text for row in table.rows),
        )
        if len(table.rows) > 1:
            yield whole
        for row in table.rows:
            yield self._passage(
                section,
                "row",
                key=row[0].text,
                text="\n".join(cell.text for cell in row[1:]),
                lead=lead,
                header=header,
                cells=tuple(cell.text for cell in row),
                parent=whole.id if len(table.rows) > 1 else "",
            )

    def _listing(self, section: Section, listing: Listing, lead: str) -> Iterator[Passage]:
        whole = self._passage(
            section,
            "list",
            key=section.heading or lead,
            text=_line_before_colon(lead),
            lead=lead,
            cells=tuple(item.text for item in listing.items),
        )
        if len(listing.items) > 1:
            yield whole
        for item in listing.items:
            yield self._passage(
                section,
                "item",
                key=_own_key(item) or section.heading or lead,
                text=item.text,
                lead=lead,
                parent=whole.id if len(listing.items) > 1 else "",
            )

    def _passage(
        self,
        section: Section,
        kind: PassageKind,
        *,
        key: str,
        text: str,
        lead: str = "",
        header: tuple[str, ...] = (),
        cells: tuple[str, ...] = (),
        questions: tuple[str, ...] = (),
        parent: str = "",
    ) -> Passage:
        self.n_cut += 1
        return Passage(
            id=f"{self.document.id}-{self.n_cut}",
            kind=kind,
            title=self.document.title,
            url=self.document.url,
            path=section.path,
            key=key,
            text=text,
            lead=lead,
            header=header,
            cells=cells,
            questions=questions,
            parent=parent,
        )


def _is_part(other: Section, section: Section) -> bool:
    """Whether a section stands directly under another; a question is no part of a list."""
    is_below = len(other.path) == len(section.path) + 1 and other.path[:-1] == section.path
    return is_below and not other.heading.endswith("?")


def _without_lead(block: Block, following: Block | None, parts: Sequence[str]) -> str:
    """Return what a paragraph says besides leading to what follows it; maybe nothing."""
    assert isinstance(block, (Paragraph, Code))
    leads = (following or parts) and block.text.rstrip().endswith(":")
    if not leads or isinstance(block, Code):
        return block.text
    return block.text.removesuffix(_last_sentence(block.text)).rstrip()


def _last_sentence(text: str) -> str:
    return text.rsplit(". ", 1)[-1]


def _line_before_colon(lead: str) -> str:
    """Return the last sentence of a lead-in without its colon."""
    return _last_sentence(lead.rstrip().removesuffix(":"))


def _own_key(item: Text) -> str:
    """Return what stands before the colon of "Django: a framework ..."; "" where nothing does."""
    key, colon, rest = item.text.partition(": ")
    return key if colon and rest and len(key.split()) <= MAX_KEY_WORDS else ""


def without_signposts(passages: Sequence[Passage]) -> list[Passage]:
    """Return documents' passages without those that only name a place, as a table of contents does.

    An item that is a heading or a title, word for word, says nothing; and a list of which most
    items are headings of its own document is its table of contents.
    """
    headings: dict[str, set[str]] = {}  # by the document's title
    for passage in passages:
        headings.setdefault(passage.title, {passage.title}).update(passage.path)
    every = set().union(*headings.values())
    lists = {passage.parent for passage in passages if passage.kind == "item"}

    def is_signpost(passage: Passage) -> bool:
        if passage.kind == "item":
            return passage.text in every
        named = sum(cell in headings[passage.title] for cell in passage.cells)
        return passage.id in lists and named > CONTENTS_SHARE * len(passage.cells)

    gone = {passage.id for passage in passages if is_signpost(passage)}
    return [p for p in passages if p.id not in gone and p.parent not in gone]


def words_of(passage: Passage) -> str:
    """Return all words under which a passage can be found."""
    return " ".join(
        [
            *passage.path,
            passage.key,
            passage.lead,
            *passage.header,
            *passage.cells,
            passage.text,
            *passage.questions,
        ]
    )


def vocabulary_of(passages: Iterable[Passage]) -> frozenset[str]:
    """Return all lower-case words of passages and their questions."""
    texts = (_LETTER_OF_NAME.sub(" ", words_of(passage)) for passage in passages)
    return frozenset(word for text in texts for word in tokens(text))
