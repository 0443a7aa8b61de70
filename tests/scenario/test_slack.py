"""The Slack channel in the mentor's server, against a Slack of our own."""

from __future__ import annotations

import json
import time
from pathlib import Path

import httpx
import pytest

from connectors.web.messages import WORD_JOINER
from knowledge.notebook import Notebook, hash_person
from tests.echo import question_id_of
from tests.scenario.echo import Mentor, answered, mentor
from tests.slack_mock import BOT, TEAM, MockSlack


def test_a_mention_is_answered_once_in_its_thread(slack: MockSlack, connected: Mentor) -> None:
    ts = slack.say(f"<@{BOT}> is a &lt; b &amp; c?")
    assert answered(slack, ts) == ["heard is a &lt; b &amp; c?"]
    assert connected.agent.heard == [(f"{TEAM}:C1:{ts}", "is a < b & c?")]


def test_a_thread_goes_on_without_a_mention(slack: MockSlack, connected: Mentor) -> None:
    ts = slack.say(f"<@{BOT}> what is REST?")
    answered(slack, ts)
    slack.say("and GraphQL?", thread_ts=ts, user="U2")
    slack.say("<@U7> what do you think?", thread_ts=ts)
    slack.say("nobody asked", thread_ts="1.1")
    slack.say("nor here")
    assert answered(slack, ts, 2) == ["heard what is REST?", "heard and GraphQL?"]
    assert {sender for sender, _ in connected.agent.heard} == {f"{TEAM}:C1:{ts}"}
    assert len(slack.answers()) == 2


def test_direct_messages_are_one_conversation(slack: MockSlack, connected: Mentor) -> None:
    slack.say("what is REST?", channel="D1")
    slack.say("and GraphQL?", channel="D1")
    assert slack.wait(lambda: len(slack.answers(channel="D1")) == 2)
    assert {sender for sender, _ in connected.agent.heard} == {f"{TEAM}:D1:direct:U1"}
    assert all("thread_ts" not in answer for answer in slack.answers(channel="D1"))


@pytest.mark.parametrize("text", ["/restart", '/inform{"a": "b"}', "&lt;!channel&gt;"])
def test_what_looks_like_a_command_is_harmless_both_ways(
    slack: MockSlack, connected: Mentor, text: str
) -> None:
    slack.say(text, channel="D1")
    assert slack.wait(lambda: slack.answers(channel="D1"))
    heard = connected.agent.heard[0][1]
    assert not heard.startswith("/")
    assert heard in (f"{WORD_JOINER}{text}", "<!channel>")
    assert "<!" not in json.dumps(slack.answers(channel="D1"))


def test_bots_are_not_answered(slack: MockSlack, connected: Mentor) -> None:
    slack.say(f"<@{BOT}> hi", bot_id="B7")
    slack.say("hi", channel="D1", user=BOT)
    slack.say(f"<@{BOT}> hi", subtype="bot_message")
    ts = slack.say(f"<@{BOT}> the last")
    answered(slack, ts)
    assert len(slack.answers()) == 1


def test_an_event_sent_again_is_answered_once(slack: MockSlack, connected: Mentor) -> None:
    event = slack.new_message(f"<@{BOT}> hi", channel="C1", user="U1")
    slack.deliver(event, event_id="Ev1", n_times=3)
    assert answered(slack, event["ts"]) == ["heard hi"]


def test_a_failure_is_said_so(slack: MockSlack, connected: Mentor) -> None:
    ts = slack.say(f"<@{BOT}> fail")
    assert "Sorry" in answered(slack, ts)[0]


def test_an_edit_changes_the_answer_and_a_deletion_withdraws_it(
    slack: MockSlack, connected: Mentor
) -> None:
    ts = slack.say(f"<@{BOT}> what is REST?")
    answered(slack, ts)
    slack.edit(ts, f"<@{BOT}> what is GraphQL?")
    assert slack.wait(lambda: slack.answers(ts)[0]["text"] == "heard what is GraphQL?")
    slack.delete(ts)
    assert slack.wait(lambda: not slack.answers(ts))
    assert len(slack.called("chat.postMessage")) == 1


def test_a_mention_added_by_an_edit_asks(slack: MockSlack, connected: Mentor) -> None:
    ts = slack.say("what is REST?")
    slack.edit(ts, f"<@{BOT}> what is REST?")
    slack.deliver(slack.find(ts))  # Slack may tell of the mention as well
    assert answered(slack, ts) == ["heard what is REST?"]
    slack.say("and GraphQL?", thread_ts=ts)
    assert answered(slack, ts, 2)[1] == "heard and GraphQL?"
    slack.delete(ts)
    assert slack.wait(lambda: len(slack.answers(ts)) == 1)


def test_retry_after_is_obeyed_and_order_kept(slack: MockSlack, connected: Mentor) -> None:
    slack.retry_after = [0.4, 0.6]
    ts = slack.say(f"<@{BOT}> one")
    for text in ("two", "three", "four"):
        slack.say(text, thread_ts=ts)
    other = slack.say(f"<@{BOT}> elsewhere", channel="C2")
    assert answered(slack, ts, 4) == ["heard one", "heard two", "heard three", "heard four"]
    assert answered(slack, other) == ["heard elsewhere"]


def test_feedback_is_kept_with_its_reason(
    slack: MockSlack, connected: Mentor, tmp_path: Path
) -> None:
    ts = slack.say(f"<@{BOT}> hi")
    answered(slack, ts)
    notebook = Notebook.from_environment()
    slack.press(slack.answers(ts)[0], "mentor_helpful")
    assert [(r.question_id, r.helpful) for r in notebook.ratings()] == [
        (question_id_of("hi"), True)
    ]
    slack.press(slack.answers(ts)[0], "mentor_not_helpful")
    assert slack.wait(lambda: slack.called("views.open"))
    slack.submit(reason="Call me: ann@example.org")
    (rating,) = notebook.ratings()
    assert (rating.helpful, rating.reason) == (False, "Call me: [e-mail]")
    assert rating.person == notebook.salted(hash_person(f"{TEAM}:U1"))
    assert slack.wait(lambda: slack.whispers)


def test_a_suggestion_is_asked_in_its_thread(slack: MockSlack, connected: Mentor) -> None:
    ts = slack.say(f"<@{BOT}> hi")
    answered(slack, ts)
    slack.press(slack.answers(ts)[0], "mentor_suggest_0", user="U2")
    assert answered(slack, ts, 2)[1] == "heard What is REST?"
    lead = slack.answers(ts)[1]["blocks"][0]["elements"][0]["text"]
    assert lead == "<@U2> asked: What is REST?"


def test_a_command_is_seen_by_one_and_shared_once(slack: MockSlack, connected: Mentor) -> None:
    slack.command("what is REST?")
    assert slack.wait(lambda: slack.whispers)
    whisper = slack.whispers[0]
    assert (whisper["response_type"], whisper["text"]) == ("ephemeral", "heard what is REST?")
    assert slack.answers() == []
    slack.press(whisper, "mentor_share")
    slack.press(whisper, "mentor_share")
    assert slack.wait(lambda: slack.answers(channel="C1"))
    (shared,) = slack.answers(channel="C1")
    assert "thread_ts" not in shared
    assert slack.wait(lambda: len(connected.agent.heard) == 2)
    time.sleep(0.1)  # until it is noted as well
    slack.say("and GraphQL?", thread_ts=shared["ts"])
    assert answered(slack, shared["ts"]) == ["heard and GraphQL?"]
    thread = f"{TEAM}:C1:{shared['ts']}"
    assert connected.agent.heard[1:] == [(thread, "what is REST?"), (thread, "and GraphQL?")]
    assert connected.agent.metadata[1]["min_confidence"] > 1


def test_the_assistant_pane_and_the_home_tab(slack: MockSlack, connected: Mentor) -> None:
    thread_ts = slack.open_pane()
    assert slack.wait(lambda: slack.called("assistant.threads.setSuggestedPrompts"))
    prompts = slack.called("assistant.threads.setSuggestedPrompts")[0]["prompts"]
    assert prompts == [{"title": "What is REST?", "message": "What is REST?"}]
    slack.say("hi", channel="D1", thread_ts=thread_ts)
    assert slack.wait(lambda: len(slack.answers(thread_ts)) == 2)
    assert slack.called("assistant.threads.setStatus")[0]["thread_ts"] == thread_ts
    slack.deliver({"type": "app_home_opened", "user": "U1", "tab": "home", "channel": "D1"})
    assert slack.wait(lambda: slack.called("views.publish"))


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({"SLACK_BOT_TOKEN": "xoxb-other"}, "does not accept SLACK_BOT_TOKEN (invalid_auth)"),
        ({"SLACK_APP_TOKEN": "xapp-other"}, "does not accept SLACK_APP_TOKEN (invalid_auth)"),
        ({"SLACK_BOT_TOKEN": ""}, "SLACK_BOT_TOKEN is not set"),
        ({"SLACK_APP_TOKEN": ""}, "stands alone"),
    ],
)
def test_a_wrong_token_is_one_sentence_and_the_web_side_runs(
    slack: MockSlack,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    capfd: pytest.CaptureFixture[str],
    wrong: dict[str, str],
    says: str,
) -> None:
    said = ""
    with mentor(monkeypatch, tmp_path, **{**slack.environment, **wrong}) as running:

        def heard() -> bool:
            nonlocal said
            said += capfd.readouterr().err
            return says in said

        assert slack.wait(heard), said
        asked = {"sender": "ann", "message": "hi"}
        answer = httpx.post(f"{running.address}/webhooks/rest/webhook", json=asked, timeout=10)
        assert answer.json()[0]["text"] == "heard hi"
    assert said.count("Slack") <= 3
    assert "Traceback" not in said


def test_a_human_is_asked_once_with_the_question_and_its_place(
    slack: MockSlack, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    with mentor(monkeypatch, tmp_path, **slack.environment, SLACK_HELP_CHANNEL="C9"):
        assert slack.wait(lambda: slack.n_sockets)
        ts = slack.say(f"<@{BOT}> hi <!channel> &lt;!here&gt;")
        answered(slack, ts)
        slack.press(slack.answers(ts)[0], "mentor_human", user="U2")
        slack.press(slack.answers(ts)[0], "mentor_human", user="U2")
        assert slack.wait(lambda: slack.answers(channel="C9") and slack.whispers)
        slack.command("what is REST?")
        assert slack.wait(lambda: len(slack.whispers) == 2)
        slack.press(slack.whispers[1], "mentor_human")
        assert slack.wait(lambda: len(slack.whispers) == 3)
    first, second = (message["text"] for message in slack.answers(channel="C9"))
    assert first.startswith("<@U2> asks for help with: hi @channel &lt;!here&gt;\n<https://acme.")
    assert second == "<@U1> asks for help with: what is REST?"


def test_a_human_who_cannot_be_reached_is_said_so(
    slack: MockSlack, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    slack.foreign.add("C9")
    with mentor(monkeypatch, tmp_path, **slack.environment, SLACK_HELP_CHANNEL="C9"):
        assert slack.wait(lambda: slack.n_sockets)
        ts = slack.say(f"<@{BOT}> hi")
        answered(slack, ts)
        slack.press(slack.answers(ts)[0], "mentor_human")
        assert slack.wait(lambda: slack.whispers)
    assert "could not pass your question on" in slack.whispers[0]["text"]
    assert slack.refused.pop().startswith("chat.postMessage: {'error': 'not_in_channel'")


def test_what_slack_refuses_does_not_stop_the_conversation(
    slack: MockSlack, connected: Mentor
) -> None:
    slack.fail_next = ["internal_error", "channel_not_found"]
    ts = slack.say(f"<@{BOT}> one")  # refused for good
    slack.say("two", thread_ts=ts)  # tried again
    assert slack.wait(lambda: slack.answers(ts))
    assert answered(slack, ts) == ["heard two"]
