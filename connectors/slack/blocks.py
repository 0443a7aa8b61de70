"""The reply payload as Block Kit. Pure functions from dictionaries to dictionaries.

A message is `{"text": fallback, "blocks": [...]}`: the answer, its sources, what to ask next, and
whether it helped.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from connectors.slack.comparison import sides
from connectors.slack.limits import (
    MAX_BUTTON_CHARACTERS,
    MAX_FALLBACK_CHARACTERS,
    MAX_VALUE_CHARACTERS,
    shorten,
    shorten_mrkdwn,
    split,
)
from connectors.slack.mrkdwn import from_markdown, link, plain, unescape, words

Block = dict[str, Any]
Message = dict[str, Any]

MAX_SECTIONS = 4  # Slack refuses messages above some 13,000 characters, whatever their blocks hold
MAX_MARKDOWN_CHARACTERS = 20_000  # more than fits is not even read
MAX_SOURCES = 3
MAX_QUOTE_CHARACTERS = 400
MAX_ID_CHARACTERS = 40  # of a person; Slack's have some 11
MAX_SUGGESTIONS = 5

SUGGEST = "mentor_suggest"
HELPFUL = "mentor_helpful"
NOT_HELPFUL = "mentor_not_helpful"
HUMAN = "mentor_human"
SHARE = "mentor_share"

EMPTY = "I have nothing to say to that."


def message(
    reply: Mapping[str, Any], *, lead: str = "", share: str = "", help_with: str = ""
) -> Message:
    """Return what Slack is to show of one reply.

    Args:
        reply: `{"text": Markdown, "custom": payload}`; either may be missing.
        lead: mrkdwn above the answer, such as who asked what.
        share: names the answer that a "Share with channel" button shares; "" for no button.
        help_with: the question that an "Ask a human" button passes on; "" for no button.
    """
    text = str(reply.get("text") or "")[:MAX_MARKDOWN_CHARACTERS]
    payload = reply.get("custom") or {}
    blocks = [
        *([_context(lead)] if lead else []),
        *answer_sections(text),
        *_sources(payload.get("sources") or (), text),
        *suggestion_buttons(payload.get("suggestions") or ()),
        *_buttons(payload, share=share, help_with=help_with),
    ]
    fallback = shorten_mrkdwn(plain(text), MAX_FALLBACK_CHARACTERS) or EMPTY
    return {"text": fallback, "blocks": blocks}


def _mention(user: str) -> str:
    """Return what names a person in Slack; of an id that is none of Slack's, some letters."""
    return f"<@{re.sub('[^A-Za-z0-9]', '', user)[:MAX_ID_CHARACTERS]}>"


def asked_by(user: str, question: str) -> str:
    """Return the lead of an answer whose question no message shows."""
    return f"{_mention(user)} asked: {words(shorten(question, 300))}"


def there_is_an_answer(user: str, question: str) -> str:
    """Return the lead of an answer that was not known when it was asked for."""
    return f"{_mention(user)}, you asked: {words(shorten(question, 300))}\nI can answer that now:"


def asks_for_help(user: str, question: str, place: str) -> str:
    """Return what is said where people help.

    Args:
        user: who asks for help.
        question: what the mentor was asked.
        place: the address of its answer; "" for none.
    """
    asked = f"{_mention(user)} asks for help with: {words(shorten(question, 1000))}"
    return f"{asked}\n{link(place, 'My answer')}" if place else asked


def section(mrkdwn: str) -> Block:
    """Return one block of text."""
    return {"type": "section", "text": {"type": "mrkdwn", "text": mrkdwn}}


def button(label: str, action: str, value: str, **options: Any) -> Block:
    """Return a button that sends `value`."""
    text = {"type": "plain_text", "text": shorten(label, MAX_BUTTON_CHARACTERS), "emoji": False}
    block = {"type": "button", "action_id": action, "text": text}
    return {**block, "value": value[:MAX_VALUE_CHARACTERS], **options}


def suggestion_buttons(suggestions: Sequence[str]) -> list[Block]:
    """Return a row of buttons that ask what is on them; none where there is nothing to ask."""
    wanted = dict.fromkeys(unescape(words(str(text))) for text in suggestions)
    shown = [text for text in wanted if text][:MAX_SUGGESTIONS]
    if not shown:
        return []
    elements = [button(text, f"{SUGGEST}_{n}", text) for n, text in enumerate(shown)]
    return [{"type": "actions", "elements": elements}]


def answer_sections(markdown: str) -> list[Block]:
    """Return Markdown as blocks, cut where Slack takes no more."""
    mrkdwn = from_markdown(markdown)
    pieces = [piece for side in sides(mrkdwn) or [mrkdwn] for piece in split(side)] or [EMPTY]
    if len(pieces) > MAX_SECTIONS:
        pieces = [*pieces[:MAX_SECTIONS], "_The rest is in the source._"]
    return [section(piece) for piece in pieces]


def _sources(sources: Sequence[Mapping[str, Any]], answer: str) -> list[Block]:
    lines = list(dict.fromkeys(_source(source, answer) for source in sources))
    blocks = [_context(line) for line in lines[:MAX_SOURCES]]
    if len(lines) > MAX_SOURCES:
        blocks.append(_context(f"and {len(lines) - MAX_SOURCES} more sources"))
    return blocks


def _source(source: Mapping[str, Any], answer: str) -> str:
    names = (str(source.get(part) or "").strip() for part in ("title", "section"))
    place = shorten(" > ".join(name for name in names if name), 300) or "the knowledge"
    quote = " ".join(str(source.get("quote") or "").split())
    shown = f"Source: {link(source.get('url'), place)}"
    if quote and quote not in " ".join(answer.split()):  # else the answer is the quote
        shown += f"\n“{words(shorten(quote, MAX_QUOTE_CHARACTERS))}”"
    return shown


def _buttons(payload: Mapping[str, Any], *, share: str, help_with: str) -> list[Block]:
    question_id = str(payload.get("question_id") or "")
    elements = []
    if question_id and payload.get("kind") == "answer":
        elements += [
            button("Helpful", HELPFUL, question_id),
            button("Not helpful", NOT_HELPFUL, question_id),
        ]
    if help_with.strip() and payload.get("kind") in ("answer", "clarification", "refusal"):
        elements.append(button("Ask a human", HUMAN, shorten(help_with, MAX_VALUE_CHARACTERS)))
    if share:
        elements.append(button("Share with channel", SHARE, share))
    return [{"type": "actions", "elements": elements}] if elements else []


def _context(mrkdwn: str) -> Block:
    text = shorten_mrkdwn(mrkdwn, 2900)
    return {"type": "context", "elements": [{"type": "mrkdwn", "text": text}]}
