"""Two things found where one table holds both."""

from __future__ import annotations

from pathlib import Path

import pytest

from knowledge.answer.compare import columns_beside
from knowledge.answer.entries import Entries
from knowledge.bundle import Bundle
from tests import tea

PHONES = """\
# Phones

## Accounts

| Account | Fee | Term |
|---|---|---|
| Basic | 4 | none |
| Plus | 9 | a year |

## Building apps

| | Android | iOS |
|---|---|---|
| Language | Kotlin | Swift |
| Review time | three days | one day |
"""


@pytest.fixture
def entries(tmp_path: Path) -> Entries:
    return Entries(Bundle(tea.write(tmp_path, tea.passages(PHONES, []))))


@pytest.mark.parametrize(
    ("things", "question", "columns"),
    [
        (("Basic", "Plus"), "Basic versus Plus", ()),
        (("Basic account", "Plus account"), "which is dearer?", (1,)),
        (("basic", "plus"), "what term do they have?", (2,)),
    ],
)
def test_two_rows_of_one_table(
    entries: Entries, things: tuple[str, str], question: str, columns: tuple[int, ...]
) -> None:
    pair = entries.rows(things, question)
    assert pair is not None
    assert (pair.one.key, pair.two.key, pair.columns) == ("Basic", "Plus", columns)


@pytest.mark.parametrize("things", [("Basic", "Basic"), ("Basic", "Language"), ("Basic", "Free")])
def test_what_one_table_does_not_hold_is_no_pair(entries: Entries, things: tuple[str, str]) -> None:
    assert entries.rows(things, "") is None


def test_two_columns_of_one_table_with_the_asked_row(entries: Entries) -> None:
    pair = entries.columns(("Android", "iOS"), "which language do Android and iOS use?")
    assert pair is not None
    assert columns_beside(pair).text == (
        "| | Android | iOS |\n|---|---|---|\n| Language | Kotlin | Swift |"
    )


def test_two_columns_of_one_table_with_all_rows(entries: Entries) -> None:
    pair = entries.columns(("iOS", "Android"), "iOS vs Android")
    assert pair is not None
    assert columns_beside(pair).text.splitlines()[2:] == [
        "| Language | Swift | Kotlin |",
        "| Review time | one day | three days |",
    ]
    assert entries.columns(("iOS", "Windows"), "") is None
