"""What Slack sends, read as jobs."""

from __future__ import annotations

from typing import Any

import pytest

from connectors.slack.incoming import NO_WORDS, clean, read_event
from connectors.slack.interactions import read_command, read_human, read_press
from connectors.slack.job import Job

BOT = "U0BOT"


def read(
    *,
    ours: tuple[str, ...] = (),
    unasked: tuple[str, ...] = (),
    known: tuple[str, ...] = (),
    **event: Any,
) -> Job | None:
    message = {
        "type": "message",
        "user": "U1",
        "channel": "C1",
        "channel_type": "channel",
        "ts": "5.000001",
        "text": "hello",
        **event,
    }
    body = {"team_id": "T1", "event_id": "Ev1", "event": message}
    return read_event(
        body,
        bot_user=BOT,
        part_in=lambda place: "asked" if place in ours else "unasked" if place in unasked else "",
        is_unanswered=lambda key: key not in known,
        open_channels={"C7"},
    )


def asked(**event: Any) -> Job:
    job = read(**event)
    assert job is not None
    return job


@pytest.mark.parametrize("kind", ["app_mention", "message"])
def test_a_mention_is_answered_under_itself(kind: str) -> None:
    job = asked(type=kind, text=f"<@{BOT}> what is REST?")
    assert (job.conversation, job.thread_ts, job.text) == (
        "T1:C1:5.000001",
        "5.000001",
        "what is REST?",
    )
    assert job.key == "T1:C1:5.000001"  # both events are one job


def test_a_mention_in_a_thread_is_answered_there() -> None:
    job = asked(text=f"<@{BOT}> x", thread_ts="4.000001")
    assert (job.conversation, job.thread_ts) == ("T1:C1:4.000001", "4.000001")


def test_a_direct_message_is_one_conversation_a_person() -> None:
    job = asked(channel="D1", channel_type="im")
    assert (job.conversation, job.thread_ts) == ("T1:D1:direct:U1", "")


def test_a_thread_of_a_direct_conversation_has_a_memory_of_its_own() -> None:
    job = asked(channel="D1", channel_type="im", thread_ts="4.1")
    assert (job.conversation, job.thread_ts) == ("T1:D1:4.1:U1", "4.1")


def test_a_thread_of_the_mentor_needs_no_mention() -> None:
    assert read(thread_ts="4.1", ours=("T1:C1:4.1",)) is not None


@pytest.mark.parametrize(
    "event",
    [
        {},
        {"thread_ts": "4.1"},
        {"bot_id": "B1", "text": f"<@{BOT}> x"},
        {"user": BOT, "text": f"<@{BOT}> x"},
        {"user": "USLACKBOT", "channel": "D1"},
        {"subtype": "bot_message", "text": f"<@{BOT}> x"},
        {"subtype": "channel_join", "text": f"<@{BOT}> x"},
        {"type": "reaction_added"},
        {"text": "<@U9> you?", "thread_ts": "3.1", "ours": ("T1:C1:3.1",)},
    ],
    ids=range(9),
)
def test_nothing_is_asked(event: dict[str, Any]) -> None:
    assert read(**event) is None


def test_a_bare_mention_asks_what_can_be_asked() -> None:
    assert asked(text=f"<@{BOT}>").text == NO_WORDS


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (f"<@{BOT}> a &lt;b&gt; &amp;amp; c", "a <b> &amp; c"),
        (f"hey <@{BOT}|mentor>, hi", "hey  , hi"),
        ("<@U2|ann> said", "@ann said"),
        ("in <#C1|general>", "in #general"),
        ("<!channel> <!here|@here> <!subteam^S1|@team>", "@channel @here @team"),
        ("<https://a.org/x?a=1&amp;b=2>", "https://a.org/x?a=1&b=2"),
        ("<https://a.org|a.org> <mailto:a@b.org|a@b.org>", "a.org a@b.org"),
        ("/restart", "/restart"),
        ("&lt;!channel&gt;", "<!channel>"),
        ("x" * 5000, "x" * 4000),
    ],
    ids=range(10),
)
def test_markup_and_escapes_are_undone(text: str, words: str) -> None:
    assert clean(text, BOT) == words


def changed(after: dict[str, Any], before: dict[str, Any], **event: Any) -> Job | None:
    base = {"type": "message", "user": "U1", "ts": "4.1"}
    event = {
        "subtype": "message_changed",
        "message": {**base, **after},
        "previous_message": {**base, **before},
        "ts": "9.1",
        "event_ts": "9.1",
        **event,
    }
    return read(user=None, **event)


def test_an_edit_is_about_its_question() -> None:
    job = changed({"text": "new"}, {"text": "old"})
    assert job is not None
    assert (job.kind, job.target, job.text, job.ts) == ("edit", "T1:C1:4.1", "new", "9.1")
    assert job.conversation == "T1:C1:4.1"


def test_an_edit_that_adds_the_mention_asks() -> None:
    job = changed({"text": f"<@{BOT}> what is REST?"}, {"text": "what is REST?"})
    assert job is not None
    assert (job.kind, job.key, job.target) == ("ask", "T1:C1:4.1", "")
    assert (job.text, job.thread_ts, job.ts) == ("what is REST?", "4.1", "9.1")


def test_an_edit_that_adds_the_mention_to_what_was_answered_is_an_edit() -> None:
    job = changed({"text": f"<@{BOT}> new"}, {"text": "old"}, known=("T1:C1:4.1",))
    assert job is not None
    assert (job.kind, job.target) == ("edit", "T1:C1:4.1")


def test_what_is_no_edit_is_left() -> None:
    assert changed({"text": "a", "attachments": [1]}, {"text": "a"}) is None
    assert changed({"text": "b", "bot_id": "B1"}, {"text": "a", "bot_id": "B1"}) is None


@pytest.mark.parametrize(
    "event", [{"subtype": "message_deleted", "deleted_ts": "4.1"}, {}], ids=["deleted", "tombstone"]
)
def test_a_deletion_is_about_its_question(event: dict[str, Any]) -> None:
    job = changed({"subtype": "tombstone", "user": "USLACKBOT"}, {"text": "a"}, **event)
    assert job is not None
    assert (job.kind, job.target) == ("delete", "T1:C1:4.1")


def test_a_command_is_for_the_asker_alone() -> None:
    body = {
        "team_id": "T1",
        "channel_id": "C1",
        "user_id": "U1",
        "text": "what is REST?",
        "trigger_id": "7.8",
        "response_url": "https://hooks.slack.com/x",
    }
    job = read_command(body, bot_user=BOT, now=12.5)
    assert (job.kind, job.conversation) == ("command", "T1:C1:command:U1")
    assert (job.text, job.response_url) == ("what is REST?", "https://hooks.slack.com/x")


def pressed(kind: Any, *, is_ephemeral: bool = False) -> Job:
    body = {
        "team": {"id": "T1"},
        "user": {"id": "U1"},
        "channel": {"id": "C1"},
        "container": {"channel_id": "C1", "is_ephemeral": is_ephemeral},
        "response_url": "https://hooks.slack.com/x",
        **({} if is_ephemeral else {"message": {"ts": "6.1", "thread_ts": "5.1"}}),
    }
    return read_press(body, {"value": "What is REST?", "action_ts": "8.1"}, kind=kind)


def test_a_suggestion_asks_in_its_thread() -> None:
    job = pressed("press")
    assert (job.conversation, job.thread_ts, job.text) == ("T1:C1:5.1", "5.1", "What is REST?")
    assert job.response_url == ""


def test_a_suggestion_that_one_person_sees_asks_for_that_person() -> None:
    job = pressed("press", is_ephemeral=True)
    assert (job.conversation, job.response_url) == ("T1:C1:command:U1", "https://hooks.slack.com/x")


def test_an_answer_is_shared_once_whoever_presses_how_often() -> None:
    assert pressed("share", is_ephemeral=True).key == "T1:share:What is REST?"


def test_a_button_of_the_home_tab_asks_in_the_direct_conversation() -> None:
    body = {"team": {"id": "T1"}, "user": {"id": "U1"}, "channel": {"id": "D1"}, "container": {}}
    job = read_press(body, {"value": "What is REST?", "action_ts": "8.1"}, kind="press")
    assert (job.conversation, job.thread_ts) == ("T1:D1:direct:U1", "")


def test_what_began_a_thread_stays_where_it_was_said() -> None:
    job = changed({"text": "b", "thread_ts": "4.1"}, {"text": "a"}, channel="D1")
    assert job is not None
    assert (job.conversation, job.thread_ts) == ("T1:D1:direct:U1", "")


@pytest.mark.parametrize(
    ("event", "kind"),
    [
        ({"channel": "C7", "text": "what is REST"}, "overhear"),
        ({"channel": "C7", "text": "good morning"}, None),
        ({"channel": "C7", "text": "<@U9> what is REST?"}, None),
        ({"channel": "C7", "text": f"<@{BOT}> what is REST?"}, "ask"),
        ({"channel": "C7", "text": f"<@{BOT}2> what is REST?"}, None),
        ({"thread_ts": "3.1", "unasked": ("T1:C1:3.1",)}, "overhear"),
    ],
    ids=range(6),
)
def test_what_nobody_asked_is_overheard_where_it_may(
    event: dict[str, Any], kind: str | None
) -> None:
    job = read(**event)
    assert (job and job.kind) == kind


def test_a_human_is_asked_once_for_each_answer() -> None:
    body = {
        "team": {"id": "T1"},
        "user": {"id": "U2"},
        "channel": {"id": "C1"},
        "container": {"message_ts": "6.1", "is_ephemeral": False},
        "message": {"ts": "6.1"},
    }
    job = read_human(body, {"value": "why?", "action_ts": "9.1"})
    assert (job.key, job.text, job.target) == ("T1:C1:6.1:human", "why?", "6.1")
    assert job.key == read_human(body, {"value": "why?", "action_ts": "9.2"}).key
