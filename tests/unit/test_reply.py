"""What the mentor says, as the payload that connectors draw."""

from __future__ import annotations

import json
from pathlib import Path
from typing import get_args

import pytest

from knowledge.reply import Kind, Reply, Source

GOLDEN = json.loads((Path(__file__).parents[1] / "golden" / "reply.json").read_text("utf-8"))
SOURCES = (Source("a", "T", "S", None, "one"), Source("b", "T", "", "https://b.example", "two"))


@pytest.mark.parametrize("kind", get_args(Kind))
def test_the_payload_is_the_one_on_the_wire(kind: str) -> None:
    custom = dict(GOLDEN[kind]["custom"])
    custom["sources"] = tuple(Source(**source) for source in custom["sources"])
    custom["suggestions"] = tuple(custom["suggestions"])
    payload = Reply(text=GOLDEN[kind]["text"], **custom).payload()
    assert payload == GOLDEN[kind]["custom"]
    assert list(payload) == list(GOLDEN[kind]["custom"])


def test_the_payload_is_plain_json_in_order() -> None:
    payload = Reply("It is.", "answer", 0.9, SOURCES, ("next?", "then?")).payload()
    assert json.loads(json.dumps(payload)) == payload
    assert [source["id"] for source in payload["sources"]] == ["a", "b"]
    assert payload["suggestions"] == ["next?", "then?"]
    assert "text" not in payload


def test_a_reply_needs_no_more_than_words_kind_and_confidence() -> None:
    payload = Reply("Hi.", "smalltalk", 1.0).payload()
    assert (payload["sources"], payload["suggestions"]) == ([], [])
    assert (payload["question_id"], payload["release"]) == ("", "")
