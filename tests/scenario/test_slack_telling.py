"""Who asked what can be answered now is told so once, in their own thread."""

from __future__ import annotations

import time
from typing import Any

import pytest

from connectors.slack import teller
from tests.echo import question_id_of
from tests.scenario.echo import Mentor, answered
from tests.slack_mock import BOT, MockSlack

PAYLOAD: dict[str, Any] = {"kind": "answer", "confidence": 0.9, "sources": [], "suggestions": []}


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(teller, "LOOK_SECONDS", 0.05)


def found(mentor: Mentor, text: str, answer: str = "Now I **know**.") -> None:
    """Let there be an answer to what was asked."""
    mentor.notebook.tell_later(question_id_of(text), "slack", text, answer, PAYLOAD)


def test_the_asker_is_told_once_in_their_thread(slack: MockSlack, connected: Mentor) -> None:
    ts = slack.say(f"<@{BOT}> refuse this?", user="U2")
    answered(slack, ts)
    found(connected, "refuse this?")
    assert answered(slack, ts, 2)[1] == "Now I know."
    blocks = slack.answers(ts)[1]["blocks"]
    lead = blocks[0]["elements"][0]["text"]
    assert lead == "<@U2>, you asked: refuse this?\nI can answer that now:"
    assert blocks[1]["text"]["text"] == "Now I *know*."
    assert slack.wait(lambda: not connected.notebook.to_tell("slack"))
    slack.say("thanks", thread_ts=ts)
    assert len(answered(slack, ts, 3)) == 3


def test_the_same_question_twice_in_a_thread_is_told_once(
    slack: MockSlack, connected: Mentor
) -> None:
    slack.say("refuse this?", channel="D1")
    slack.say("do refuse this?", channel="D1")
    assert slack.wait(lambda: len(slack.answers(channel="D1")) == 2)
    found(connected, "refuse this?")
    found(connected, "do refuse this?")
    assert slack.wait(lambda: not connected.notebook.to_tell("slack"))
    assert slack.wait(lambda: len(slack.answers(channel="D1")) == 3)
    time.sleep(0.2)
    assert len(slack.answers(channel="D1")) == 3


def test_of_a_private_question_the_asker_is_told_by_message(
    slack: MockSlack, connected: Mentor
) -> None:
    slack.command("refuse this?", user="U3")
    assert slack.wait(lambda: slack.whispers)
    found(connected, "refuse this?")
    assert slack.wait(lambda: slack.answers(channel="DU3"))
    assert slack.answers(channel="C1") == []


def test_who_took_the_question_back_is_not_told(slack: MockSlack, connected: Mentor) -> None:
    ts = slack.say(f"<@{BOT}> refuse this?")
    answered(slack, ts)
    slack.delete(ts)
    assert slack.wait(lambda: not slack.answers(ts))
    found(connected, "refuse this?")
    other = slack.say(f"<@{BOT}> refuse that?")
    answered(slack, other)
    found(connected, "refuse that?")
    assert len(answered(slack, other, 2)) == 2
    assert slack.answers(ts) == []


def test_what_was_told_goes_with_the_question(slack: MockSlack, connected: Mentor) -> None:
    ts = slack.say(f"<@{BOT}> refuse this?")
    answered(slack, ts)
    found(connected, "refuse this?")
    answered(slack, ts, 2)
    slack.delete(ts)
    assert slack.wait(lambda: not slack.answers(ts))


def test_an_edited_question_is_told_no_more(slack: MockSlack, connected: Mentor) -> None:
    ts = slack.say(f"<@{BOT}> refuse this?")
    answered(slack, ts)
    slack.edit(ts, f"<@{BOT}> what is REST?")
    assert slack.wait(lambda: slack.answers(ts)[0]["text"] == "heard what is REST?")
    found(connected, "refuse this?")
    time.sleep(0.3)
    assert len(slack.answers(ts)) == 1
