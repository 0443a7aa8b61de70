"""A comparison is laid out for reading; anything else stays as it is."""

from __future__ import annotations

import pytest

from connectors.slack import blocks
from connectors.slack.comparison import sides
from tests.slack_blocks import problems

DJANGO = "Language: Python; Good for: Safe sites; it brings an ORM; Watch out for: Much to learn."
SPRING = "Spring is the framework itself; Spring Boot builds on it."


def test_each_side_stands_under_its_name_each_aspect_on_a_line() -> None:
    drawn = blocks.message({"text": f"- **Django**: {DJANGO}\n- **Spring**: {SPRING}"})
    assert [block["text"]["text"] for block in drawn["blocks"]] == [
        "*Django*\n• Language: Python\n• Good for: Safe sites; it brings an ORM\n"
        "• Watch out for: Much to learn.",
        f"*Spring*\n{SPRING}",
    ]
    assert problems(drawn) == []


@pytest.mark.parametrize(
    "mrkdwn",
    [
        "",
        "• *Django*: one alone",
        "Both:\n• *Django*: a\n• *Spring*: b",
        "• *Django*: a\n• Spring: b",
        "• *Django*: a\n    • more\n• *Spring*: b",
    ],
)
def test_what_is_no_comparison_is_left(mrkdwn: str) -> None:
    assert sides(mrkdwn) == ()
