"""In open channels the mentor answers what nobody asked it, if it is sure, and never twice."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.scenario.echo import Mentor, answered, mentor
from tests.slack_mock import BOT, TEAM, MockSlack


@pytest.fixture
def listening(
    slack: MockSlack, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> Iterator[Mentor]:
    """A mentor that may answer in C7."""
    with mentor(monkeypatch, tmp_path, **slack.environment, SLACK_OPEN_CHANNELS="C7") as running:
        assert slack.wait(lambda: slack.n_sockets)
        yield running


def settled(slack: MockSlack, running: Mentor, n_heard: int) -> None:
    """Wait until so many texts were heard and what is said of them was said."""
    assert slack.wait(lambda: len(running.agent.heard) >= n_heard)
    time.sleep(0.3)


def test_a_question_it_is_sure_of_is_answered_once(slack: MockSlack, listening: Mentor) -> None:
    event = slack.new_message("what is REST?", channel="C7", user="U1")
    slack.deliver(event, event_id="Ev1", n_times=2)
    assert answered(slack, event["ts"]) == ["heard what is REST?"]
    assert listening.agent.metadata == [{"min_confidence": 0.95, "person": f"{TEAM}:U1"}]


def test_what_it_is_not_sure_of_or_is_no_question_is_left(
    slack: MockSlack, listening: Mentor
) -> None:
    slack.say("what is unsure?", channel="C7")
    slack.say("shall we refuse?", channel="C7")
    slack.say("good morning", channel="C7")
    slack.say("<@U7> what is REST?", channel="C7")
    slack.say("what is REST?", channel="C1")  # has not opted in
    slack.say("what is REST?", channel="C7", thread_ts="1.1")  # a thread it has no part in
    settled(slack, listening, 2)
    assert [text for _, text in listening.agent.heard] == ["what is unsure?", "shall we refuse?"]
    assert slack.answers() == []


def test_its_thread_goes_on_as_carefully_until_it_is_asked(
    slack: MockSlack, listening: Mentor
) -> None:
    ts = slack.say("what is REST?", channel="C7")
    answered(slack, ts)
    slack.say("unsure, thanks", channel="C7", thread_ts=ts, user="U2")
    slack.say("and GraphQL?", channel="C7", thread_ts=ts)
    assert answered(slack, ts, 2)[1] == "heard and GraphQL?"
    slack.say(f"<@{BOT}> unsure?", channel="C7", thread_ts=ts)
    slack.say("unsure again?", channel="C7", thread_ts=ts)
    assert answered(slack, ts, 4)[2:] == ["heard unsure?", "heard unsure again?"]


def test_an_edit_answers_no_more_than_before(slack: MockSlack, listening: Mentor) -> None:
    ts = slack.say("what is unsure?", channel="C7")
    settled(slack, listening, 1)
    slack.edit(ts, "what is REST?")
    other = slack.say("what is SQL?", channel="C7")
    answered(slack, other)
    assert slack.answers(ts) == []
    slack.edit(other, "what is so unsure?")  # it is not sure any more
    assert slack.wait(lambda: not slack.answers(other))


def test_a_mention_added_to_what_it_let_pass_asks(slack: MockSlack, listening: Mentor) -> None:
    ts = slack.say("what is unsure?", channel="C7")
    settled(slack, listening, 1)
    slack.edit(ts, f"<@{BOT}> what is unsure?")
    assert answered(slack, ts) == ["heard what is unsure?"]
    slack.edit(ts, f"<@{BOT}> what is REST?")
    assert slack.wait(lambda: [a["text"] for a in slack.answers(ts)] == ["heard what is REST?"])


def test_a_mention_there_is_one_question(slack: MockSlack, listening: Mentor) -> None:
    ts = slack.say(f"<@{BOT}> what is unsure?", channel="C7")
    assert answered(slack, ts) == ["heard what is unsure?"]
