"""A finding to words: the key fact first, as few as will do, and where they stand.

row        -> **name**: its cells, the asked one first
table/list -> its lead and its entries, with their descriptions while that stays short; of a section
              that lists its parts their headings
paragraph  -> its best sentence and what follows, while that stays short
pair       -> its answer
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

from knowledge.answer.sources import source_of
from knowledge.language.columns import asked_columns
from knowledge.passages import MAX_TOLD_WORDS, Passage, PassageKind
from knowledge.reply import Source

MIN_SENTENCE_WORDS = 6
MAX_LIST_WORDS = 80  # of a list; past that its entries are told by their start or name alone
GLOSS_WORDS = 8
MIN_GLOSS_WORDS = 2
MAX_ENTRIES = 12  # of a list named in an answer
MAX_LIST_SOURCES = 4
_LEANS = ("it ", "this ", "that ", "they ", "these ", "those ", "such ", "its ", "their ", "for ex")


_CLAUSE = re.compile(r"[;:(]|, | (?=(?:because|which|so that|that|if|when|while)\b)|\. ")


@dataclass(frozen=True)
class Composed:
    """An answer's words and where they stand."""

    text: str
    sources: tuple[Source, ...]


def compose(passage: Passage, *, query: str, sentence: int, members: Sequence[Passage]) -> Composed:
    """Say what one passage answers.

    Args:
        passage: what was found.
        query: the question.
        sentence: the position of its best sentence; -1 where the whole fits best.
        members: the entries of a table or list; empty for all else.
    """
    if passage.kind in ("table", "list"):
        return _whole(passage, query, members)
    text, quote = _COMPOSERS[passage.kind](passage, query, sentence)
    return Composed(text, (source_of(passage, quote),))


def joined(one: Composed, two: Composed) -> Composed:
    """Say one thing after the other, each source once."""
    sources = {source.id: source for source in (*one.sources, *two.sources)}
    return Composed(f"{one.text}\n\n{two.text}", tuple(sources.values()))


def describe(passage: Passage) -> str:
    """Say what a passage's key is, without naming it: one sentence or the cells of its row."""
    if passage.kind == "row":
        if len(passage.cells) < 3:
            return "".join(passage.cells[1:])
        columns = zip(passage.header[1:], passage.cells[1:], strict=True)
        named = [f"{name}: {cell.rstrip('.')}" for name, cell in columns if cell]
        return "; ".join(named) + "." if named else ""
    if passage.kind == "item":
        return passage.text.removeprefix(passage.key).lstrip(": ")
    return passage.sentences[0] if passage.sentences else passage.text


def _row(passage: Passage, query: str, sentence: int) -> tuple[str, str]:
    pairs = zip(passage.header[1:], passage.cells[1:], strict=True)
    cells = [(name, cell) for name, cell in pairs if cell]
    if not cells:
        return f"**{passage.key}**", passage.key
    columns = {passage.header[place] for place in _asked(passage, query)}
    cells.sort(key=lambda cell: cell[0] not in columns)
    (name, first), *others = cells
    told = first if len(passage.header) == 2 or _is_sentence(first) else f"{name}: {first}"
    rest = [f"- {name}: {cell}" for name, cell in others]
    if sum(len(line.split()) for line in (told, *rest)) > MAX_TOLD_WORDS:
        rest = []
    return "\n".join([f"**{passage.key}**: {told}", *(["", *rest] if rest else [])]), first


def _asked(passage: Passage, query: str) -> tuple[int, ...]:
    """Return the columns that a question asks for, its words for the row itself left aside."""
    swapped = re.compile(re.escape(passage.key), re.IGNORECASE).sub(" ", query)
    return asked_columns(swapped, passage.header, (passage.cells,))


def _is_sentence(cell: str) -> bool:
    """Whether a cell says something by itself, without the name of its column."""
    return cell.endswith(".") and len(cell.split()) >= MIN_SENTENCE_WORDS


def _item(passage: Passage, query: str, sentence: int) -> tuple[str, str]:
    if passage.lead and passage.key not in passage.text:
        return f"{passage.lead.rstrip(':')}: {passage.text}", passage.text
    return passage.text, passage.text


def _paragraph(passage: Passage, query: str, sentence: int) -> tuple[str, str]:
    first = max(sentence, 0)
    while first > 0 and passage.sentences[first].lower().startswith(_LEANS):
        first -= 1
    quote = _run(passage, first)
    return f"{passage.lead} {quote}" if passage.lead and first == 0 else quote, quote


def _pair(passage: Passage, query: str, sentence: int) -> tuple[str, str]:
    return passage.text, _run(passage, 0)


def _code(passage: Passage, query: str, sentence: int) -> tuple[str, str]:
    return f"```\n{passage.text}\n```", passage.text


_COMPOSERS: dict[PassageKind, Callable[[Passage, str, int], tuple[str, str]]] = {
    "row": _row,
    "item": _item,
    "paragraph": _paragraph,
    "pair": _pair,
    "code": _code,
}


def _run(passage: Passage, first: int) -> str:
    """Return a passage's sentences from one on while they stay short, as they stand there."""
    start = passage.text.find(passage.sentences[first]) if passage.sentences else 0
    end, n_words = start, 0
    for sentence in passage.sentences[first:]:
        n_words += len(sentence.split())
        if end > start and n_words > MAX_TOLD_WORDS:
            break
        end = passage.text.find(sentence, end) + len(sentence)
    return passage.text[start:end] or passage.text


def _whole(passage: Passage, query: str, members: Sequence[Passage]) -> Composed:
    # A whole paragraph above a table is no line that leads to it, nor does "They are:" say of what.
    leads = passage.lead.endswith(":") and not passage.text.lower().startswith(_LEANS)
    lead = (passage.text if leads else passage.key).rstrip(": ")
    if not members:
        return _parts(passage, lead)
    shown = members[:MAX_ENTRIES]
    column = next(iter(asked_columns(query, passage.header, [m.cells for m in shown])), 1)
    rest = len(members) - len(shown)
    lines = [f"{lead}:", ""] if lead else []
    lines += [f"- {entry}" for entry in _entries(shown, column)]
    if rest > 0:
        lines.append(f"- and {rest} more")
    sources = tuple(source_of(member, _quote(member)) for member in shown[:MAX_LIST_SOURCES])
    return Composed("\n".join(lines), sources)


def _parts(passage: Passage, lead: str) -> Composed:
    """Name the parts of a section that lists them."""
    shown = passage.cells[:MAX_ENTRIES]
    lines = [f"{lead}:", "", *(f"- **{heading}**" for heading in shown)]
    if rest := len(passage.cells) - len(shown):
        lines.append(f"- and {rest} more")
    return Composed("\n".join(lines), (source_of(passage, passage.lead or shown[0]),))


def _entries(members: Sequence[Passage], column: int) -> list[str]:
    """Say each entry as fully as a short answer allows: all of it, one cell, its start, its name.

    Args:
        members: the rows or items.
        column: of rows, the column that says most about what is asked.
    """
    forms: tuple[Callable[[Passage], str], ...] = (
        _entry,
        partial(_entry_of_column, column=column),
        partial(_short_entry, column=column),
    )
    for form in forms:
        entries = [form(member) for member in members]
        if sum(len(entry.split()) for entry in entries) <= MAX_LIST_WORDS:
            return entries
    return [_named(member) for member in members]


def _entry(member: Passage) -> str:
    if member.kind != "row":
        return member.text
    return _glossed(member, describe(member))


def _entry_of_column(member: Passage, *, column: int) -> str:
    if member.kind != "row":
        return member.sentences[0] if member.sentences else member.text
    return _glossed(member, member.cells[column] if column < len(member.cells) else "")


def _short_entry(member: Passage, *, column: int) -> str:
    if member.kind != "row":
        return member.key if member.text.startswith(f"{member.key}:") else _start(member.text)
    return _glossed(member, _start(member.cells[column]) if column < len(member.cells) else "")


def _named(member: Passage) -> str:
    if member.kind == "row":
        return f"**{member.key}**" if member.key.strip() else _start(describe(member))
    return _short_entry(member, column=1)


def _glossed(member: Passage, gloss: str) -> str:
    key = f"**{member.key.strip()}**" if member.key.strip() else ""
    return ": ".join(filter(None, (key, gloss)))


def _start(text: str) -> str:
    """Return a text up to the end of its first clause; a few words of it where that is long.

    A clause of one word is no more than the name: "HTTP, the Hypertext Transfer Protocol".
    """
    clauses = _CLAUSE.split(text, maxsplit=1)
    clause = clauses[0] if len(clauses[0].split()) >= MIN_GLOSS_WORDS else text
    words = clause.rstrip(" .").split()
    return " ".join(words) if len(words) <= GLOSS_WORDS else f"{' '.join(words[:GLOSS_WORDS])} …"


def _quote(member: Passage) -> str:
    if member.kind != "row":
        return member.text
    return max(member.cells[1:], key=len, default="") or member.key
