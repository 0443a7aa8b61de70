"""Texts cut to Slack's limits, nothing cut in two."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from connectors.slack.limits import FENCE, shorten, shorten_mrkdwn, split

PIECES = st.lists(
    st.sampled_from(["word ", "&amp;", "&lt;", "<https://a.org/b c|a b>", "\n", "x" * 50, "日本"])
)


@given(PIECES, st.integers(40, 90))
def test_pieces_fit_and_nothing_is_cut_in_two(parts: list[str], limit: int) -> None:
    text = "".join(parts)
    pieces = split(text, limit=limit)
    assert all(len(piece) <= limit for piece in pieces)
    assert "".join("".join(pieces).split()) == "".join(text.split())
    for piece in pieces:
        assert piece.count("<") == piece.count(">") == piece.count("|")
        assert piece.count("&") == piece.count(";")


def test_code_is_closed_and_opened_again() -> None:
    text = "\n".join(["Before", FENCE, *(f"line {n}" for n in range(40)), FENCE, "After"])
    pieces = split(text, limit=100)
    assert len(pieces) > 3
    assert all(piece.count(FENCE) % 2 == 0 for piece in pieces)
    assert all(len(piece) <= 100 for piece in pieces)


def test_short_texts_stay_as_they_are() -> None:
    assert (shorten("abc", 3), shorten_mrkdwn("abc", 3), split("abc")) == ("abc", "abc", ["abc"])


def test_long_texts_end_with_an_ellipsis() -> None:
    assert shorten("abcd efgh", 6) == "abcd…"
    assert shorten_mrkdwn("abc &amp; d", 8) == "abc…"


def test_nothing_gives_no_piece() -> None:
    assert split("") == split("\n\n") == []
