"""What the REST channel takes from strangers; the channel itself is tested in tests/scenario."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from connectors.web.messages import (
    MAX_BODY_BYTES,
    WORD_JOINER,
    Incoming,
    MessageError,
    as_text,
    read_message,
)


def body(**fields: object) -> bytes:
    return json.dumps(fields).encode()


def test_a_message_is_taken_as_it_is() -> None:
    incoming = read_message(body(sender="ann", message="What is REST?", metadata={"page": "/x"}))
    assert incoming == Incoming("ann", "What is REST?", {"page": "/x"})


@pytest.mark.parametrize(
    "text",
    ["", " ", "x" * 20_000, "naïve 日本語 🐍", "\x00"],
    ids=["empty", "blank", "long", "unicode", "nul"],
)
def test_any_text_is_taken(text: str) -> None:
    assert read_message(body(sender="ann", message=text)).text == text


def test_half_a_character_is_replaced() -> None:
    assert read_message(b'{"sender": "ann", "message": "a\\ud800b"}').text == "a\ufffdb"


@pytest.mark.parametrize(
    ("given", "says"),
    [
        (b"", "JSON object"),
        (b"hello", "JSON object"),
        (b"\xff\xfe", "JSON object"),
        (b"[" * 50_000, "JSON object"),
        (b'["ann", "hello"]', "JSON object"),
        (body(message="hello"), '"sender"'),
        (body(sender=None, message="hello"), '"sender"'),
        (body(sender=7, message="hello"), '"sender"'),
        (body(sender=" ", message="hello"), '"sender"'),
        (body(sender="a\x00b", message="hello"), '"sender"'),
        (body(sender="a" * 256, message="hello"), "256 characters"),
        (body(sender="ann"), '"message"'),
        (body(sender="ann", message=None), '"message"'),
        (body(sender="ann", message=["hello"]), '"message"'),
        (body(sender="ann", message="hello", metadata="x"), '"metadata"'),
        (body(sender="ann", message="hello", message_id="a b"), '"message_id"'),
        (body(sender="ann", message="hello", message_id=7), '"message_id"'),
    ],
    ids=range(17),
)
def test_what_is_no_message_is_refused_in_one_sentence(given: bytes, says: str) -> None:
    with pytest.raises(MessageError, match=says) as refused:
        read_message(given)
    assert refused.value.status == 400
    assert str(refused.value).endswith(".")


def test_a_body_that_is_too_long_is_refused() -> None:
    assert read_message(body(sender="a", message="x" * (MAX_BODY_BYTES - 50)))
    with pytest.raises(MessageError, match="65537 bytes") as refused:
        read_message(b" " * (MAX_BODY_BYTES + 1))
    assert refused.value.status == 413


@given(st.text())
def test_no_text_is_read_as_an_intent(text: str) -> None:
    assert not as_text(text).strip().startswith("/")  # as Rasa looks for one


@given(st.text())
def test_a_text_keeps_its_words_and_is_prefixed_once(text: str) -> None:
    sent = as_text(text)
    assert sent.removeprefix(WORD_JOINER).strip() == text.strip() or not text.isprintable()
    assert as_text(sent) == sent
