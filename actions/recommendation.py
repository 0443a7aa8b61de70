"""A language for a person, chosen from the tables of the knowledge that have a column of languages.

"What you want to build | Language to start with | Why"   rows asked about by the same question
"Framework | Language | Use case"                         any other: rows that are like the goal
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from knowledge.answer.sources import source_of
from knowledge.reply import Source

if TYPE_CHECKING:
    from knowledge.passages import Passage

Encode = Callable[[str], Any]

_LANGUAGE = re.compile(r"\blanguages?\b", re.IGNORECASE)
_NOTHING = re.compile(
    r"\b(?:nothing|none|never|no experience|beginner|newbie|zero)\b|^no\W*$", re.I
)
NOTHING_YET = "Nothing yet"

MIN_SAME_QUESTION = 0.5  # cosine of a table's first header and what the form asks


@dataclass(frozen=True)
class Facet:
    """One thing that the form asks for.

    Attributes:
        slot: where the answer is kept.
        question: how a table that answers to it is headed.
        lead: how a reason drawn from it begins.
        min_likeness: cosine that a row of such a table must reach. Measured on the shipped guide
            with 15 goals and 13 backgrounds.
        min_likeness_elsewhere: the same for a row of any other table; above 1 where none will do.
    """

    slot: str
    question: str
    lead: str
    min_likeness: float
    min_likeness_elsewhere: float


FACETS = (
    Facet("background", "What you know already", "With what you know", 0.6, 2.0),
    Facet("goal", "What you want to build", "For what you want to build", 0.45, 0.3),
)


@dataclass(frozen=True)
class Reason:
    """A row that speaks for a language.

    Attributes:
        passage: the row.
        language: what stands in its column of languages.
        likeness: the cosine of what the person said and what the row is about.
        lead: how the reason begins, with the person's own words.
        about: what the row explains; "" where that is the lead itself.
    """

    passage: Passage
    language: str
    likeness: float
    lead: str
    about: str

    @property
    def explanation(self) -> str:
        """The row's longest cell."""
        cells = [cell for cell in self.passage.cells[1:] if cell != self.language]
        return max(cells, key=len, default="")

    def source(self) -> Source:
        """Return where the row stands."""
        return source_of(self.passage, self.explanation or self.passage.key)

    def words(self) -> str:
        """Return the reason as a sentence: for whom, which language, why."""
        about = f"{self.about}: " if self.about and self.about != self.language else ""
        return f"{self.lead}: {self.language}. {about}{self.explanation}"


def reasons(
    passages: Iterable[Passage], encode: Encode, told: Mapping[str, str]
) -> tuple[Reason, ...]:
    """Return what speaks for a language, at most one reason for each thing that the person told.

    Args:
        passages: all of the knowledge.
        encode: from a text to its unit vector.
        told: the person's answer for each slot.
    """
    rows = [passage for passage in passages if passage.kind == "row" and _language(passage)]
    return tuple(_reasons(rows, encode, told))


def text(reasons: Sequence[Reason]) -> str:
    """Recommend one language, or two in their order, each with its reason."""
    first, *others = dict.fromkeys(reason.language for reason in reasons)
    then = "".join(f", and look at **{language}** next" for language in others)
    lines = [f"- {reason.words()}" for reason in reasons]
    return "\n".join([f"I would start with **{first}**{then}.", "", *lines])


def _reasons(rows: Sequence[Passage], encode: Encode, told: Mapping[str, str]) -> Iterator[Reason]:
    for facet in FACETS:
        said = NOTHING_YET if _NOTHING.search(told[facet.slot]) else told[facet.slot]
        table = _table_for(facet, rows, encode)
        scored = (
            (_likeness(row, said, encode, with_header=bool(table)), row) for row in table or rows
        )
        likeness, row = max(scored, key=lambda one: one[0], default=(0.0, None))
        enough = facet.min_likeness if table else facet.min_likeness_elsewhere
        if row is not None and likeness >= enough:
            lead = f"{facet.lead} ({told[facet.slot]})"
            about = "" if table else row.key
            yield Reason(row, _language(row), likeness, lead, about)


def _table_for(facet: Facet, rows: Sequence[Passage], encode: Encode) -> list[Passage]:
    """Return the rows of the table that answers to what the form asks; none where there is none."""
    headers = {row.parent: row.header[0] for row in rows}
    asked = encode(facet.question)
    alike = {parent: float(asked @ encode(header)) for parent, header in headers.items()}
    best = max(alike, key=lambda parent: alike[parent], default="")
    if not best or alike[best] < MIN_SAME_QUESTION:
        return []
    return [row for row in rows if row.parent == best]


def _likeness(row: Passage, said: str, encode: Encode, *, with_header: bool) -> float:
    if with_header:  # the header gives a bare "Python" its meaning
        head = row.header[0]
        return float(encode(f"{head}: {said}") @ encode(f"{head}: {row.key}"))
    about = " ".join(cell for cell in row.cells if cell != _language(row))
    return float(encode(said) @ encode(about))


def _language(row: Passage) -> str:
    """Return what stands in a row's column of languages; "" where there is no such column."""
    named = zip(row.header, row.cells, strict=False)  # a row may be cut short
    return next((cell for name, cell in named if _LANGUAGE.search(name)), "")
