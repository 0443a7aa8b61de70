"""Which columns of a table a question asks for."""

from __future__ import annotations

import pytest

from knowledge.language.columns import asked_columns

HEADER = ("Lock", "Security", "Weight", "Price", "Delivery")
ROWS = (("Chain", "high", "3 kg", "€40", "two days"), ("Cable", "low", "0.4 kg", "€9", "one day"))


@pytest.mark.parametrize(
    ("question", "column"),
    [
        ("how heavy is it?", "Weight"),
        ("what does it weigh", "Weight"),
        ("which is dearer?", "Price"),
        ("what does it cost", "Price"),
        ("and the security?", "Security"),
        ("how fast is the delivery", "Delivery"),
        ("how long do I wait?", "Delivery"),
    ],
)
def test_a_question_asks_for_a_column(question: str, column: str) -> None:
    assert [HEADER[place] for place in asked_columns(question, HEADER, ROWS)] == [column]


@pytest.mark.parametrize("question", ["", "what is it?", "who founded it?", "which lock?"])
def test_a_question_may_ask_for_none(question: str) -> None:
    assert asked_columns(question, HEADER, ROWS) == ()


def test_without_rows_the_names_of_columns_decide() -> None:
    assert asked_columns("how heavy?", HEADER, ()) == (2,)
    assert asked_columns("how heavy?", ("Lock",), ()) == ()
