"""What is asked in a conversation, and what each reply must be."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from bot.conversations import Conversation, ExpectedTurn, read_conversations
from knowledge.errors import SourceError
from knowledge.reply import Kind, Reply, Source

QUESTIONS = Path(__file__).parents[1] / "questions"

FILE = """
- slice: followup
  article: true
  turns:
    - ask: What is green tea?
      kind: answer
      says: [[grassy, fresh], [steamed]]
    - ask: and black tea?
      kind: answer
      says: [[malty]]
      avoids: [grassy]
- slice: far
  turns:
    - {ask: 42, kind: refusal}
"""


def read(folder: Path, text: str) -> tuple[Conversation, ...]:
    (folder / "file.yml").write_text(text, "utf-8")
    return read_conversations(folder)


def reply(text: str, *, kind: Kind = "answer", quote: str = "") -> Reply:
    return Reply(text, kind, 0.9, (Source("a", "T", "S", None, quote),))


def test_a_file_is_read_as_it_stands(tmp_path: Path) -> None:
    one, two = read(tmp_path, FILE)
    assert (one.slice, one.article, two.article) == ("followup", True, None)
    assert one.turns == (
        ExpectedTurn("What is green tea?", "answer", (("grassy", "fresh"), ("steamed",))),
        ExpectedTurn("and black tea?", "answer", (("malty",),), ("grassy",)),
    )
    assert two.turns == (ExpectedTurn("42", "refusal"),)


def test_a_folder_is_read_file_by_file(tmp_path: Path) -> None:
    for name in ("b", "a"):
        text = f"- {{slice: {name}, turns: [{{ask: q, kind: answer}}]}}"
        (tmp_path / f"{name}.yml").write_text(text, "utf-8")
    assert [found.slice for found in read_conversations(tmp_path)] == ["a", "b"]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "slice: one",
        "- [",
        "- slice: one",
        "- turns: []",
        "- {slice: one, turns: [{ask: q}]}",
        "- {slice: one, turns: 3}",
    ],
)
def test_what_is_no_conversation_is_said_so(tmp_path: Path, text: str) -> None:
    with pytest.raises(SourceError, match=r"file\.yml: is no list of conversations"):
        read(tmp_path, text)


def test_a_word_in_the_place_of_a_group_is_no_conversation(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="is no list of conversations"):
        read(tmp_path, "- {slice: one, turns: [{ask: q, kind: answer, says: [grassy]}]}")


def test_the_questions_that_ship_are_conversations() -> None:
    found = read_conversations(QUESTIONS)
    assert len({one.slice for one in found}) > 1
    kinds = {turn.kind for one in found for turn in one.turns}
    assert kinds <= {"answer", "clarification", "refusal", "smalltalk", "dialogue"}


@pytest.mark.parametrize(
    ("said", "met"),
    [
        (reply("It is **GRASSY**, as\nthe leaves’ `steam` says."), True),
        (reply("It is grassy.", quote="the leaves' steam"), True),  # the quote counts
        (reply("It is fresh: the leaves' steam."), True),  # an alternative
        (reply("It is grassy."), False),  # one of two
        (reply("the leaves' steam", quote="malty grassy"), True),  # only the text must avoid
        (reply("the leaves' steam, grassy, not malty"), False),
        (reply("grassy: the leaves' steam", kind="refusal"), False),
    ],
)
def test_a_reply_is_judged_by_kind_and_words(said: Reply, met: bool) -> None:
    turn = ExpectedTurn(
        "q", "answer", says=(("grassy", "fresh"), ("the leaves' steam",)), avoids=("malty",)
    )
    assert turn.met_by(said) is met


def conversation(*kinds: Kind, slice: str = "s") -> Conversation:
    turns = tuple(ExpectedTurn(f"q{n}", kind) for n, kind in enumerate(kinds))
    return Conversation(slice, None, turns)


@pytest.mark.parametrize(
    ("kinds", "needs"), [(["answer", "refusal"], False), (["answer", "smalltalk"], True)]
)
def test_small_talk_needs_a_dialogue(kinds: list[Any], needs: bool) -> None:
    assert conversation(*kinds).needs_dialogue is needs


def test_a_file_that_is_not_there_is_said_so(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="cannot be read"):
        read_conversations(tmp_path / "absent.yml")
