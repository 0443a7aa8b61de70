"""A passage's views: the texts under which it can be found, a vector each.

One vector of a passage answers few questions: a row says "An open standard for authorisation" and
is asked for as "what is OAuth good for?". So each passage is also seen under its heading, by the
questions that it answers, and sentence by sentence.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from knowledge.language.announcing import announced
from knowledge.language.lead_in import asked_part
from knowledge.passages import Passage

ViewKind = Literal["question", "heading", "text"]
VIEW_KINDS: tuple[ViewKind, ...] = ("question", "heading", "text")

MAX_LISTED = 12  # keys of a table named in its view; more would be cut by the encoder


@dataclass(frozen=True)
class View:
    """One text under which a passage can be found.

    Attributes:
        passage: the passage's position among all passages.
        kind: a question it answers, its text under its heading, or its text alone.
        text: what is encoded.
        sentence: the position of the sentence that this view is; -1 where it is no single sentence.
    """

    passage: int
    kind: ViewKind
    text: str
    sentence: int = -1


def views_of(passages: Sequence[Passage]) -> tuple[View, ...]:
    """Return the views of all passages, ordered by passage."""
    found: dict[View, None] = {}  # a dict keeps order and drops repetitions
    for position, passage in enumerate(passages):
        for view in _views(position, passage):
            found[view] = None
    return tuple(found)


def phrasings(passages: Sequence[Passage], views: Sequence[View]) -> list[int]:
    """Return the places of the views that are phrasings of a pair which has at least two."""
    by_passage: dict[int, list[int]] = defaultdict(list)
    for place, view in enumerate(views):
        if view.kind == "question" and passages[view.passage].kind == "pair":
            by_passage[view.passage].append(place)
    return [place for places in by_passage.values() if len(places) > 1 for place in places]


def _views(position: int, passage: Passage) -> Iterator[View]:
    for question in passage.questions:
        # A person's message is stripped as well: "okay, and what about ..."
        yield View(position, "question", asked_part(question))
    if passage.kind == "pair":
        yield View(position, "text", passage.text)
        return
    if passage.kind in ("table", "list"):
        yield from _whole_views(position, passage)
        return
    if passage.kind == "row":
        yield from _row_views(position, passage)
        return
    announces = announced(passage.sentences)
    telling = [number for number, about in enumerate(announces) if not about]
    if len(telling) < len(announces):
        first = next(number for number, about in enumerate(announces) if about)
        yield View(position, "question", f"What is this {announces[first]} about?", first)
    if telling or not announces:
        yield from _prose_views(position, passage, telling)


def _prose_views(position: int, passage: Passage, telling: Sequence[int]) -> Iterator[View]:
    """Yield the views of a paragraph or an item by those of its sentences that tell something."""
    text = passage.text
    if len(telling) < len(passage.sentences):
        text = " ".join(passage.sentences[number] for number in telling)
    named = passage.key in text or passage.key == _last(passage.path)
    name = "" if named else passage.key
    yield View(position, "heading", _join(_last(passage.path), name, text))
    yield View(position, "text", text)
    if len(passage.sentences) > 1:
        for number in telling:
            yield View(position, "text", passage.sentences[number], number)
    if passage.lead and passage.lead.rstrip(":") != _last(passage.path):
        yield View(position, "heading", _join(passage.lead.rstrip(":"), text))


def _row_views(position: int, passage: Passage) -> Iterator[View]:
    described = _join(passage.key, ". ".join(passage.cells[1:]))
    yield View(position, "question", f"What is {passage.key}?")
    yield View(position, "text", described)
    yield View(position, "heading", _join(_last(passage.path), passage.header[0], described))
    for name, cell in zip(passage.header[1:], passage.cells[1:], strict=True):
        if len(passage.cells) > 2:
            yield View(position, "text", f"{passage.key}, {name}: {cell}")


def _whole_views(position: int, passage: Passage) -> Iterator[View]:
    keys = ", ".join(passage.cells[:MAX_LISTED])
    about = passage.header[0] if passage.header else passage.text
    yield View(position, "heading", _join(_last(passage.path), about, keys))
    yield View(position, "text", _join(about, keys))
    if about:
        yield View(position, "question", f"Which {about} are there?")
    if passage.path:
        yield View(position, "question", f"Which {passage.path[-1]} are there?")
    if passage.text:
        yield View(position, "heading", passage.text)


def _last(path: Sequence[str]) -> str:
    return path[-1] if path else ""


def _join(*parts: str) -> str:
    return ": ".join(part for part in parts if part)
