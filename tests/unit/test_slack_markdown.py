"""What people write in Slack, as Markdown and as a pair."""

from __future__ import annotations

from typing import Any

import pytest

from connectors.slack.markdown import to_markdown
from connectors.slack.mrkdwn import from_markdown
from connectors.slack.pair_form import Pair
from connectors.slack.threads import pair_of

BOT = "U0BOT"


@pytest.mark.parametrize(
    ("mrkdwn", "markdown"),
    [
        ("plain", "plain"),
        ("*bold* and _slanted_, ~gone~", "**bold** and _slanted_, ~~gone~~"),
        ("2*3*4 and a*b", "2*3*4 and a*b"),
        ("`a*b*c` &lt;x&gt;", "`a*b*c` <x>"),
        ("Do:\n```\nif a &lt; b:\n    *x*\n```", "Do:\n\n```\nif a < b:\n    *x*\n```"),
        ("<https://a.org|the docs> <https://b.org>", "[the docs](https://a.org) https://b.org"),
        ("<@U1|ann> <#C1|general> <!here>", "@ann #general @here"),
        ("<mailto:a@b.org|a@b.org>", "a@b.org"),
        ("• one\n    ◦ two", "- one\n    - two"),
    ],
    ids=range(9),
)
def test_mrkdwn_becomes_markdown(mrkdwn: str, markdown: str) -> None:
    assert to_markdown(mrkdwn) == markdown


@pytest.mark.parametrize("mrkdwn", ["*bold* text", "~gone~", "`a &lt; b`", "• one\n• two"])
def test_what_was_written_in_slack_looks_there_as_before(mrkdwn: str) -> None:
    assert from_markdown(to_markdown(mrkdwn)) == mrkdwn


def said(text: str, ts: str, user: str = "U1", **more: Any) -> dict[str, Any]:
    return {"text": text, "ts": ts, "user": user, **more}


QUESTION = said(f"<@{BOT}> how do we   deploy?", "1.1")
REPLY = said("*With* care.", "1.2", "U2")


def test_a_reply_answers_what_its_thread_began_with() -> None:
    pair = pair_of(REPLY, [QUESTION, REPLY], bot_user=BOT)
    assert pair == Pair("how do we deploy?", "**With** care.")


def test_a_thread_is_answered_by_the_newest_reply_of_another_person() -> None:
    thread = [
        QUESTION,
        said("No.", "1.2", "U3"),
        REPLY,
        said("I do not know.", "1.3", BOT, bot_id="B1"),
        said("Thanks!", "1.4", "U1"),
    ]
    assert pair_of(QUESTION, thread, bot_user=BOT) == Pair("how do we deploy?", "**With** care.")


def test_a_message_alone_is_the_one_or_the_other() -> None:
    assert pair_of(QUESTION, [], bot_user=BOT) == Pair("how do we deploy?", "")
    assert pair_of(REPLY, [], bot_user=BOT) == Pair("", "**With** care.")
    assert pair_of(said("", "1.1"), [], bot_user=BOT) == Pair("", "")
