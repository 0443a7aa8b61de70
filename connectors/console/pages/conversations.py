"""Conversations that went wrong: what one person asked around a question that was not answered."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import timedelta

from connectors.console.html import Html, el
from connectors.console.pages.layout import Frame, empty, page, tag, when
from knowledge.notebook import Asked, Rating

PAUSE = timedelta(minutes=30)  # a longer one begins another conversation
KINDS = {"answer": "good", "refusal": "bad", "clarification": "open"}

Conversation = tuple[Asked, ...]


def conversations_page(
    frame: Frame, asked: Sequence[Asked], ratings: Mapping[str, Sequence[Rating]]
) -> Html:
    """Return the conversations in which something went wrong, the newest first.

    Args:
        frame: for whom.
        asked: recorded questions.
        ratings: what people think of the answers, by the question's id.
    """
    wrong = [one for one in conversations(asked) if any(went_wrong(turn, ratings) for turn in one)]
    found = [_conversation(one, ratings) for one in wrong[:50]]
    return page(
        frame,
        "conversations",
        "Conversations that went wrong",
        el("p", "Who asked is not known; addresses, numbers and tokens are masked.", class_="lead"),
        el("ul", found, class_="cards") if found else empty("None of the last ones."),
    )


def conversations(asked: Sequence[Asked]) -> list[Conversation]:
    """Put the questions of each person together, as long as no long pause lies between them.

    Returns:
        The newest conversation first, its questions in order.
    """
    open_ones: dict[tuple[str, str], list[Asked]] = {}
    found: list[list[Asked]] = []
    for one in sorted(asked, key=lambda one: (one.asked_at, one.id)):
        key = (one.person, one.channel)
        before = open_ones.get(key)
        if before is None or one.asked_at - before[-1].asked_at > PAUSE:
            before = open_ones[key] = []
            found.append(before)
        before.append(one)
    return [tuple(one) for one in sorted(found, key=lambda one: one[-1].asked_at, reverse=True)]


def went_wrong(asked: Asked, ratings: Mapping[str, Sequence[Rating]]) -> bool:
    """Whether a question was refused or its answer called unhelpful."""
    return asked.kind == "refusal" or any(not r.helpful for r in ratings.get(asked.id, ()))


def _conversation(turns: Conversation, ratings: Mapping[str, Sequence[Rating]]) -> Html:
    return el(
        "li",
        el("div", el("span", turns[0].channel), when(turns[0].asked_at), class_="meta"),
        el("ol", [_turn(turn, ratings.get(turn.id, ())) for turn in turns], class_="turns"),
    )


def _turn(asked: Asked, ratings: Sequence[Rating]) -> Html:
    opinions = [
        tag("helpful", "good") if one.helpful else tag("not helpful", "bad") for one in ratings
    ]
    reasons = [el("p", f"“{one.reason}”", class_="hint") for one in ratings if one.reason]
    return el(
        "li",
        el("span", asked.text),
        tag(f"{asked.kind} {asked.confidence:.0%}", KINDS.get(asked.kind, "plain")),
        opinions,
        reasons,
    )
