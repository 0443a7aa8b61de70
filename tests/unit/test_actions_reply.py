"""The payload on the wire, as tests/golden/reply.json pins it for both sides."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, get_args

import pytest
from rasa_sdk.executor import CollectingDispatcher

from actions.reply import say
from knowledge.reply import Kind, Reply, Source

GOLDEN = json.loads((Path(__file__).parents[1] / "golden" / "reply.json").read_text("utf-8"))


def reply_of(message: dict[str, Any]) -> Reply:
    custom = dict(message["custom"])
    custom["sources"] = tuple(Source(**source) for source in custom["sources"])
    custom["suggestions"] = tuple(custom["suggestions"])
    return Reply(text=message["text"], **custom)


def test_every_kind_of_reply_is_pinned() -> None:
    assert set(GOLDEN) == set(get_args(Kind))
    assert all(message["custom"]["kind"] == kind for kind, message in GOLDEN.items())


@pytest.mark.parametrize("kind", GOLDEN)
def test_a_reply_is_one_message_with_text_and_payload(kind: str) -> None:
    dispatcher = CollectingDispatcher()
    say(dispatcher, reply_of(GOLDEN[kind]))
    (message,) = dispatcher.messages
    sent = json.loads(json.dumps(message))
    assert {"text": sent["text"], "custom": sent["custom"]} == GOLDEN[kind]
    assert list(sent["custom"]) == list(GOLDEN[kind]["custom"])


def test_a_wording_of_the_domain_stands_for_the_text() -> None:
    dispatcher = CollectingDispatcher()
    say(dispatcher, reply_of(GOLDEN["smalltalk"]), wording="utter_greet")
    (message,) = dispatcher.messages
    assert message["response"] == "utter_greet"
    assert message["text"] is None
    assert message["custom"] == GOLDEN["smalltalk"]["custom"]


def test_a_confidence_is_rounded() -> None:
    assert Reply("x", "answer", 0.123456).payload()["confidence"] == 0.1235
