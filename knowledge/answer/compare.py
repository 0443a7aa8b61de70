"""Two things side by side, drawn from what the knowledge says of each."""

from __future__ import annotations

from collections.abc import Sequence

from knowledge.answer.compose import Composed, describe
from knowledge.answer.entries import ColumnPair, RowPair
from knowledge.answer.sources import source_of
from knowledge.passages import Passage

MAX_WORDS = 80  # of a table; the last lines of a longer one are left out
_RANK = {"row": 0, "item": 1, "paragraph": 2, "pair": 3, "list": 4, "table": 5, "code": 6}


def best_about(passages: Sequence[Passage]) -> Passage | None:
    """Return the passage that says most plainly what something is; a table's row before prose."""
    return min(passages, key=lambda p: _RANK[p.kind], default=None)


def side_by_side(
    one: Passage, two: Passage, *, names: tuple[str, str], columns: Sequence[int] = ()
) -> Composed:
    """Set two passages beside each other.

    Args:
        one: what the knowledge says of the first thing.
        two: what it says of the second.
        names: what to call them.
        columns: of two rows of one table, the columns that are asked for; empty for all.
    """
    if one.kind == two.kind == "row" and one.header == two.header:
        return rows_beside(RowPair(one, two, tuple(columns)))
    sources = tuple(source_of(p, _quote(p)) for p in dict.fromkeys((one, two)))
    return Composed(_bullets(one, two, names), sources)


def rows_beside(pair: RowPair) -> Composed:
    """Set two rows of one table beside each other, a line for each column asked for."""
    one, two = pair.one, pair.two
    columns = pair.columns or range(1, len(one.header))
    lines = [(one.header[place], one.cells[place], two.cells[place]) for place in columns]
    told = [line for line in lines if line[1] or line[2]]
    quotes = [(p, max((p.cells[c] for c in columns), key=len, default="")) for p in (one, two)]
    sources = tuple(source_of(p, quote or p.key) for p, quote in quotes)
    return Composed(_table((one.key, two.key), told), sources)


def columns_beside(pair: ColumnPair) -> Composed:
    """Set two columns of a table beside each other, a line for each row asked for."""
    lines = [(row.key, row.cells[pair.one], row.cells[pair.two]) for row in pair.rows]
    names = (pair.table.header[pair.one], pair.table.header[pair.two])
    sources = tuple(source_of(row, row.cells[pair.one] or row.key) for row in pair.rows[:2])
    return Composed(_table(names, lines), sources)


def _table(names: tuple[str, str], lines: Sequence[tuple[str, str, str]]) -> str:
    shown: list[str] = []
    n_words = 0
    for name, left, right in lines:
        n_words += len(f"{name} {left} {right}".split())
        if shown and n_words > MAX_WORDS:
            break
        shown.append(f"| {_cell(name)} | {_cell(left)} | {_cell(right)} |")
    return "\n".join([f"| | {_cell(names[0])} | {_cell(names[1])} |", "|---|---|---|", *shown])


def _bullets(one: Passage, two: Passage, names: tuple[str, str]) -> str:
    return "\n".join(
        f"- **{name}**: {describe(p)}" for name, p in zip(names, (one, two), strict=True)
    )


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("\n", " ")


def _quote(passage: Passage) -> str:
    if passage.kind == "row":
        return max(passage.cells[1:], key=len, default="") or passage.key
    return passage.sentences[0] if passage.sentences else passage.text
