"""Markdown as mrkdwn, and Slack's escapes in both directions."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from connectors.slack.mrkdwn import ZERO_WIDTH_SPACE, escape, from_markdown, link, plain, unescape
from tests.slack_blocks import problems


@pytest.mark.parametrize(
    ("markdown", "mrkdwn"),
    [
        ("plain", "plain"),
        ("**bold**, *leaning* and ~~gone~~", "*bold*, _leaning_ and ~gone~"),
        ("un**bold**ed", f"un{ZERO_WIDTH_SPACE}*bold*{ZERO_WIDTH_SPACE}ed"),
        ("# Title", "*Title*"),
        ("## A **bold** title", "*A bold title*"),
        ("- a\n- b", "• a\n• b"),
        ("- a\n  - b", "• a\n    • b"),
        ("3. a\n4. b", "3. a\n4. b"),
        ("`a < b`", "`a &lt; b`"),
        ("```py\nif a < b:\n    pass\n```", "```\nif a &lt; b:\n    pass\n```"),
        ("> said\n> twice", "> said\n> twice"),
        ("[site](https://a.org/?x=1&y=2)", "<https://a.org/?x=1&amp;y=2|site>"),
        ("[bad](javascript:x)", "[bad](javascript:x)"),
        ("<!channel> & <@U1>", "&lt;!channel&gt; &amp; &lt;@U1&gt;"),
        ("a\n\nb", "a\n\nb"),
        ("| a | b |\n|---|---|\n| x | **y** |", "*x*: *y*"),
        (
            "| a | b | c |\n|---|---|---|\n| x | 1 | 2 |\n| y | 3 |  |",
            "*x*\n    • b: 1\n    • c: 2\n*y*: 3",
        ),
        ("", ""),
        ("a\x00b", "a\ufffdb"),
    ],
    ids=range(19),
)
def test_markdown_becomes_mrkdwn(markdown: str, mrkdwn: str) -> None:
    assert from_markdown(markdown) == mrkdwn


@pytest.mark.parametrize(
    ("url", "label", "expected"),
    [
        ("https://a.org", "a|b > c", "<https://a.org|a¦b &gt; c>"),
        ("https://a.org/x y|z", "a", "<https://a.org/x%20y%7Cz|a>"),
        (None, "a", "a"),
        ("ftp://a.org", "a", "a"),
        ("https://a.org/><!channel>", "a", "a"),
        ("https://a.org/" + "x" * 3000, "a", "a"),
        ("mailto:a@b.org", "a", "<mailto:a@b.org|a>"),
    ],
    ids=range(7),
)
def test_a_link_is_whole_or_a_label(url: str | None, label: str, expected: str) -> None:
    assert link(url, label) == expected


def test_plain_words_are_one_escaped_line() -> None:
    markdown = "**OAuth**: a < b\n\n- one\n- `two`\n\n```\nthree\n```"
    assert plain(markdown) == "OAuth: a &lt; b one two three"


@given(st.text())
def test_escapes_are_undone(text: str) -> None:
    assert unescape(escape(text)) == text


@given(st.text(alphabet=st.sampled_from("ab <>&!@|*_~`#-.1\n[]()\\"), max_size=80))
def test_no_text_can_mention_or_link(text: str) -> None:
    shown = from_markdown(text)
    message = {
        "text": "x",
        "blocks": [{"type": "section", "text": {"type": "mrkdwn", "text": shown}}],
    }
    assert not shown.strip() or [p for p in problems(message) if "closed" not in p] == []
    assert "<!" not in shown
    assert "<@" not in shown
