"""The conversation in the terminal, with a list of lines in place of a person."""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import Any

import pytest
from rich.console import Console

from bot.conversation import converse
from knowledge.errors import KnowledgeError

REPLY = {
    "text": "REST is a **style**.",
    "custom": {"suggestions": ["What is GraphQL?", "and Java?"]},
}


class FakeConversation:
    """Keeps what it is sent."""

    def __init__(self) -> None:
        self.sent: list[str] = []

    def send(self, text: str) -> list[dict[str, Any]]:
        self.sent.append(text)
        if text == "fail":
            raise KnowledgeError("The mentor does not answer; send it again.")
        return [REPLY]


def person(*lines: str) -> Callable[[str], str]:
    waiting = iter(lines)

    def read(prompt: str) -> str:
        line = next(waiting, None)
        if line is None:
            raise EOFError
        return line

    return read


def talk(*lines: str) -> tuple[list[str], str]:
    conversation, shown = FakeConversation(), io.StringIO()
    console = Console(file=shown, width=60)
    converse(conversation, console, read=person(*lines))  # type: ignore[arg-type]
    return conversation.sent, shown.getvalue()


def test_a_reply_is_shown_with_numbered_suggestions() -> None:
    sent, shown = talk("what is rest?")
    assert sent == ["what is rest?"]
    assert "REST is a style." in shown
    assert "2  and Java?" in shown


def test_a_number_sends_its_suggestion() -> None:
    sent, _ = talk("what is rest?", "2", "3")
    assert sent == ["what is rest?", "and Java?", "3"]


def test_a_number_before_any_suggestion_is_a_message() -> None:
    assert talk("1")[0] == ["1"]


@pytest.mark.parametrize("lines", [("", "", "late"), ("hello", "", "  ", "late"), ("hello",)])
def test_two_empty_lines_or_the_end_leave(lines: tuple[str, ...]) -> None:
    assert "late" not in talk(*lines)[0]


def test_one_empty_line_does_not_leave() -> None:
    assert talk("", "hello")[0] == ["hello"]


def test_an_error_is_shown_and_the_conversation_goes_on() -> None:
    sent, shown = talk("fail", "hello")
    assert sent == ["fail", "hello"]
    assert "send it again" in shown
