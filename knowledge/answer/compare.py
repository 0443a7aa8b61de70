"""Two things side by side, drawn from what the knowledge says of each."""

from __future__ import annotations

from collections.abc import Sequence

from knowledge.answer.compose import Composed, describe
from knowledge.answer.sources import source_of
from knowledge.passages import Passage

_RANK = {"row": 0, "item": 1, "paragraph": 2, "pair": 3, "list": 4, "table": 5, "code": 6}


def best_about(passages: Sequence[Passage]) -> Passage | None:
    """Return the passage that says most plainly what something is; a table's row before prose."""
    return min(passages, key=lambda p: _RANK[p.kind], default=None)


def side_by_side(one: Passage, two: Passage, *, names: tuple[str, str]) -> Composed:
    """Set two passages beside each other.

    Args:
        one: what the knowledge says of the first thing.
        two: what it says of the second.
        names: what to call them.
    """
    same_table = one.kind == two.kind == "row" and one.header == two.header
    text = _table(one, two) if same_table else _bullets(one, two, names)
    sources = tuple(source_of(p, _quote(p)) for p in dict.fromkeys((one, two)))
    return Composed(text, sources)


def _table(one: Passage, two: Passage) -> str:
    lines = [f"| | {_cell(one.key)} | {_cell(two.key)} |", "|---|---|---|"]
    for name, left, right in zip(one.header[1:], one.cells[1:], two.cells[1:], strict=True):
        lines.append(f"| {_cell(name)} | {_cell(left)} | {_cell(right)} |")
    return "\n".join(lines)


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
