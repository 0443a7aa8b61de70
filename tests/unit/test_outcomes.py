"""How conversations went."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.conversations import Conversation, ExpectedTurn, read_conversations
from bot.outcomes import Outcome, SliceScore, converse, judged_turns, slices
from bot.speakers import Told, by_mentor
from knowledge.mentor import Mentor
from knowledge.reply import Kind, Reply, Source

FILE = """
- slice: followup
  turns:
    - ask: What is green tea?
      kind: answer
      says: [[grassy, fresh], [steamed]]
    - ask: and black tea?
      kind: answer
      says: [[malty]]
- slice: far
  turns:
    - {ask: 42, kind: refusal}
"""


def read(folder: Path, text: str) -> tuple[Conversation, ...]:
    (folder / "file.yml").write_text(text, "utf-8")
    return read_conversations(folder)


def reply(text: str, *, kind: Kind = "answer", quote: str = "") -> Reply:
    return Reply(text, kind, 0.9, (Source("a", "T", "S", None, quote),))


def told(*replies: Reply) -> tuple[Told, ...]:
    return tuple(Told(reply, latency_ms=2.0) for reply in replies)


def conversation(*kinds: Kind, slice: str = "s") -> Conversation:
    turns = tuple(ExpectedTurn(f"q{n}", kind) for n, kind in enumerate(kinds))
    return Conversation(slice, None, turns)


def test_a_conversation_is_met_if_every_turn_is() -> None:
    expected = conversation("answer", "refusal")
    good, bad = reply("a"), reply("b", kind="refusal")
    assert Outcome(expected, told(good, bad)).met
    missed = Outcome(expected, told(good, good))
    assert not missed.met
    assert missed.unmet() == [(expected.turns[1], good)]


def test_a_reply_that_is_missing_is_no_reply() -> None:
    with pytest.raises(ValueError, match="zip"):
        _ = Outcome(conversation("answer", "answer"), told(reply("a"))).met


def test_a_slice_has_a_figure() -> None:
    asked, refused = reply("x", kind="clarification"), reply("x", kind="refusal")
    outcomes = [
        Outcome(conversation("answer", slice="a"), told(reply("x"))),
        Outcome(conversation("refusal", slice="a"), told(reply("x"))),
        Outcome(conversation("answer", "answer", slice="b"), told(asked, refused)),
        Outcome(conversation("refusal", slice="b"), told(refused)),
        Outcome(conversation("refusal", slice="b"), told(asked)),
    ]
    assert slices(outcomes) == {
        "a": SliceScore(met=1, n=2, wrongly_refused=0, wrongly_answered=1, asked_back=0),
        "b": SliceScore(met=1, n=3, wrongly_refused=1, wrongly_answered=0, asked_back=2),
    }
    assert slices([]) == {}


def test_the_mentor_is_asked_in_order(tea_mentor: Mentor, tmp_path: Path) -> None:
    outcomes = converse(read(tmp_path, FILE), by_mentor(tea_mentor))
    assert [outcome.met for outcome in outcomes] == [True, True]
    assert [len(outcome.told) for outcome in outcomes] == [2, 1]


def test_each_conversation_begins_anew(tea_mentor: Mentor) -> None:
    speak = by_mentor(tea_mentor)
    _, within = speak(["What is green tea?", "why?"])
    (alone,) = speak(["why?"])
    assert (within.reply.kind, alone.reply.kind) == ("answer", "refusal")


def test_each_turn_is_judged_with_what_went_before(tea_mentor: Mentor, tmp_path: Path) -> None:
    outcomes = converse(read(tmp_path, FILE), by_mentor(tea_mentor))
    one, two, three = judged_turns(outcomes)
    assert [row.verdict for row in (one, two, three)] == ["right"] * 3
    assert (two.question, two.earlier) == ("and black tea?", ("What is green tea?",))
    assert (one.slice, one.expected, three.expected) == ("followup", "grassy / fresh; steamed", "")
    assert (one.expects, three.expects, three.right) == ("answer", "refusal", False)
    assert all(row.latency_ms > 0 and not row.only_reply for row in (one, two, three))


def test_what_the_gate_held_back_is_judged_as_well(tmp_path: Path) -> None:
    (asked, _) = read(tmp_path, FILE)
    best = reply("grassy, of steamed leaves")
    held_back = Told(reply("I do not know.", kind="refusal"), best=best)
    first, second = judged_turns([Outcome(asked, (held_back, held_back))])
    assert (first.verdict, first.right, first.said) == ("refused", True, best.text)
    assert (second.verdict, second.right) == ("refused", False)


def test_of_a_running_mentor_only_the_reply_is_known() -> None:
    refused = reply("I do not know.", kind="refusal")
    (row,) = judged_turns([Outcome(conversation("answer"), told(refused))])
    assert (row.said, row.only_reply, row.right) == ("I do not know.", True, False)


def test_the_share_of_conversations_held_is_told() -> None:
    shares: list[float] = []
    two = [conversation("answer"), conversation("answer")]
    converse(two, lambda messages: told(reply("x")), progress=shares.append)
    assert shares == [0.0, 0.5]
