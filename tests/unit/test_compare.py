"""Two things side by side."""

from __future__ import annotations

import pytest

from knowledge.answer.compare import best_about, side_by_side
from tests import tea


def test_rows_of_one_table_are_set_column_by_column() -> None:
    one, two = tea.passage("Green tea"), tea.passage("Black tea")
    assert side_by_side(one, two, names=("Green", "Black")).text == (
        "| | Green tea | Black tea |\n"
        "|---|---|---|\n"
        "| Oxidation | none, the leaves are steamed | full, the leaves turn brown |\n"
        "| Taste | grassy | malty |"
    )


def test_what_stands_apart_is_told_one_after_the_other() -> None:
    one, two = tea.passage("Gaiwan"), tea.passage("Teapot")
    assert side_by_side(one, two, names=("Gaiwan", "Teapot")).text == (
        "- **Gaiwan**: A lidded bowl of porcelain.\n"
        "- **Teapot**: holds the leaves while they steep."
    )


def test_rows_of_two_tables_share_no_columns() -> None:
    one, two = tea.passage("Gaiwan"), tea.passage("Green tea")
    lines = side_by_side(one, two, names=("Gaiwan", "Green tea")).text.splitlines()
    assert lines[0] == "- **Gaiwan**: A lidded bowl of porcelain."
    assert lines[1].startswith("- **Green tea**: Oxidation: none")


def test_a_cell_cannot_break_the_table() -> None:
    guide = "# T\n\n| Op | Means |\n|---|---|\n| a \\| b | one \\| other |\n| a & b | both |"
    _, one, two = tea.passages(guide, [])
    lines = side_by_side(one, two, names=("or", "and")).text.splitlines()
    assert {line.replace("\\|", "").count("|") for line in lines} == {4}


def test_both_sources_are_named_with_words_of_them() -> None:
    one, two = tea.passage("Green tea"), tea.passage("Teapot")
    sources = side_by_side(one, two, names=("", "")).sources
    assert [source.id for source in sources] == [one.id, two.id]
    assert [source.quote for source in sources] == ["none, the leaves are steamed", two.text]


def test_one_passage_about_both_is_one_source() -> None:
    brewing = tea.passage("Brewing", "paragraph")
    assert len(side_by_side(brewing, brewing, names=("a", "b")).sources) == 1


@pytest.mark.parametrize(
    ("keys", "best"),
    [
        ((("Brewing", "paragraph"), ("Gaiwan", "row")), "row"),
        ((("Vessels", "table"), ("Kettle", "item")), "item"),
        ((("What is matcha?", "code"), ("What is matcha?", "paragraph")), "paragraph"),
    ],
)
def test_a_row_says_most_plainly_what_something_is(
    keys: tuple[tuple[str, str], ...], best: str
) -> None:
    found = best_about([tea.passage(*key) for key in keys])
    assert found is not None
    assert found.kind == best


def test_nothing_says_nothing() -> None:
    assert best_about([]) is None
