"""What the person said before, from the end of a conversation backwards."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from bot.components.question import KNOWLEDGE, clean
from knowledge.finding import Finding, Turn

MAX_TURNS = 6
MAX_CHARACTERS = 1_000  # of an earlier message; more is never looked at

# Intents under which something was sought; thanks and greetings carry no subject to come back to.
SEEKING = frozenset({"ask", "compare", "learning_path"})
_BOUNDARIES = frozenset({"restart", "session_started"})


def turns(newest_first: Iterable[Any]) -> tuple[Turn, ...]:
    """Return the person's last turns, the newest last.

    Args:
        newest_first: the tracker's events, reversed. It is read only as far as needed: until
            `MAX_TURNS` messages are found, or the conversation's last restart.
    """
    found: list[Turn] = []
    for event in newest_first:
        if event.type_name in _BOUNDARIES or len(found) == MAX_TURNS:
            break
        if event.type_name == "user":
            found.append(turn(event.text, event.parse_data or {}))
    return tuple(reversed(found))


def turn(text: str | None, parse_data: Mapping[str, Any]) -> Turn:
    """Return one message as a turn, with its finding where the person sought something."""
    stored = parse_data.get(KNOWLEDGE)
    sought = (parse_data.get("intent") or {}).get("name") in SEEKING
    finding = Finding.from_dict(stored) if stored and sought else None
    return Turn(clean(text, max_characters=MAX_CHARACTERS), finding)
