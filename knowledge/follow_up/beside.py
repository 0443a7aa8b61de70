"""Follow-ups inside the table or list just answered from: the row beside it, another column.

"what does Plus cost?"   answered from the row "Plus" of a table with Fee | Term
"and Flexi?"             the row "Flexi"
"for how long?"          the column "Term" of the same row
"which plans are there?" answered from the whole table
"and the flexible one?"  the row "Flexi"
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from knowledge.finding import Query
from knowledge.follow_up.conversation import Completed, Conversation, is_name
from knowledge.follow_up.pronouns import pointed
from knowledge.follow_up.substitution import new_thing, swap
from knowledge.language.columns import asked_columns
from knowledge.language.terms import Gazetteer
from knowledge.language.words import content_stems, stem, stems
from knowledge.passages import Passage

_SAME = re.compile(
    r"^(?:and )?(?:is|are) (?:(?P<new>(?!it\b|that\b|this\b|they\b).+?) (?:also )?"
    r"(?:the same|similar|different|like that|alike)"
    r"|(?:it|that|this|they) (?:also )?(?:the same|similar|different) (?:for|with|in|on|during"
    r"|at|about) (?P<of>.+?))[\s?!.]*$",
    re.IGNORECASE,
)
_ONE_NAMED = re.compile(
    r"\bthe (?P<name>(?!other\b|same\b|only\b|right\b|best\b)[\w+#.-]+(?: [\w+#.-]+)?) one\b"
    r"|\bthe one (?:with|for|about|on|called|named)(?: the)? (?P<of>[\w+#.-]+)\b",
    re.IGNORECASE,
)
_THIS_NOUN = re.compile(r"\b(?:this|that|the same) (?P<noun>[\w-]+)\b", re.IGNORECASE)
_OPENER = re.compile(r"^(?:(?:and|but|so|then)\b[\s,]*)+", re.IGNORECASE)
# Words that ask for a sort of fact, and so name no other thing.
_ASPECT = frozenset(
    content_stems(
        "cost costs price prices pay paid earn charge charged fee take takes last lasts long short"
        " heavy weigh big large small tall wide high low fast quick quickly slow expensive cheap"
        " dear hard difficult easy begin start open close time money amount valid offer offers"
    )
)


def beside(query: Query, last: Query, conversation: Conversation) -> Completed | None:
    """Turn to another row of the table just answered from, or to another column of its row."""
    told = conversation.answered()
    if told is None:
        return None
    if found := _named_one(query, told, conversation):
        return found
    if told.kind in ("table", "list"):
        return _entry_of(query, told, conversation)
    if not told.parent:
        return None
    if cell := _cell_meant(query.text, told):
        return Completed(cell)
    found = _another_row(query, last, told, conversation)
    return found or _another_column(query, last, told, conversation)


def _named_one(query: Query, told: Passage, conversation: Conversation) -> Completed | None:
    """Turn to the entry that a few words name: "how does the SQL one store it?"."""
    found = _ONE_NAMED.search(query.text)
    entries = conversation.members(told.parent or told.id)
    if not found or not entries:
        return None
    name = found["name"] or found["of"]
    entry = _entry_named(name, entries, told.header, conversation.terms)
    if entry is None or entry.id == told.id:
        return None
    text = query.text[: found.start()] + entry.key + query.text[found.end() :]
    return Completed(text, entry.id)


def _cell_meant(text: str, row: Passage) -> str:
    """Return a question with what the told row says: "what is this language known for?"."""
    for found in _THIS_NOUN.finditer(text):
        for name, cell in zip(row.header[1:], row.cells[1:], strict=True):
            if stem(found["noun"].lower()) in stems(name) and is_name(cell):
                return text[: found.start()] + cell + text[found.end() :]
    return ""


def _entry_of(query: Query, whole: Passage, conversation: Conversation) -> Completed | None:
    new = new_thing(query.text)
    entries = conversation.members(whole.id)
    entry = _entry_named(new, entries, whole.header, conversation.terms) if new else None
    return Completed(f"What is {entry.key}?", entry.id) if entry else None


def _another_row(
    query: Query, last: Query, row: Passage, conversation: Conversation
) -> Completed | None:
    same = _SAME.match(query.text)
    new = (same["new"] or same["of"]) if same else new_thing(query.text)
    entries = conversation.members(row.parent)
    entry = _entry_named(new, entries, row.header, conversation.terms) if new else None
    if entry is None or entry.id == row.id:
        return None
    swapped = swap(last.text, row.key, entry.key, conversation.terms)
    return Completed(swapped or f"What is {entry.key}?", entry.id)


def _another_column(
    query: Query, last: Query, row: Passage, conversation: Conversation
) -> Completed | None:
    text = _OPENER.sub("", query.text)
    columns = asked_columns(text, row.header, (row.cells,)) if row.header else ()
    if not columns:
        return None
    told = set(content_stems(" ".join([row.key, *(row.header[place] for place in columns)])))
    others = set(content_stems(text)) - told - _ASPECT
    if others:
        return None
    return Completed(pointed(query, last, conversation) or f"{row.key}: {text}", row.id)


def _entry_named(
    new: str, entries: Sequence[Passage], header: Sequence[str], terms: Gazetteer
) -> Passage | None:
    """Return the entry of a table or list that a few words name; None where none or several are."""
    words = _words(new) - set(content_stems(" ".join(header[:1])))
    exact = [entry for entry in entries if words and _words(entry.key) == words]
    named = exact or _by_term(new, entries, terms)
    part = named or [entry for entry in entries if words and _words(entry.key) > words]
    return part[0] if len(part) == 1 else None


def _words(name: str) -> set[str]:
    return set(content_stems(name)) or {name.strip().lower()}


def _by_term(new: str, entries: Sequence[Passage], terms: Gazetteer) -> list[Passage]:
    """Return the entries that the only term in a few words names."""
    found = terms.find(new)
    if len(found) != 1 or content_stems(new[: found[0].start] + new[found[0].end :]):
        return []
    return [entry for entry in entries if entry.key == found[0].term]
