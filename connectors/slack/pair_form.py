"""The window in which a question and its answer are written. Pure functions."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from connectors.slack.blocks import Block, button, section
from connectors.slack.limits import shorten, shorten_mrkdwn
from connectors.slack.mrkdwn import words
from connectors.slack.views import (
    MAX_METADATA_CHARACTERS,
    MAX_QUESTION_CHARACTERS,
    View,
    field,
    modal,
    text,
    values,
)
from knowledge.notebook import Close, Collision

QUESTION, ANSWER, PHRASINGS = "question", "answer", "phrasings"
MAX_PHRASINGS = 20
N_CLOSE = 3
MAX_CLOSE_CHARACTERS = 400

COLLISIONS = {
    "same question": "This question has an answer already; the new one takes its place",
    "takes over": "Who asks this would get the new answer",
    "contradicts": "This says something else on the same question",
    "duplicate": "This is there already",
}


@dataclass(frozen=True)
class Pair:
    """What stands in the window.

    Attributes:
        question: what people ask.
        answer: Markdown.
        phrasings: the question in other words.
    """

    question: str = ""
    answer: str = ""
    phrasings: tuple[str, ...] = ()


def form(
    title: str,
    pair: Pair,
    *,
    callback: str,
    submit: str,
    about: Mapping[str, Any],
    above: Sequence[Block] = (),
    near: Sequence[Block] = (),
) -> View:
    """Return the window.

    Args:
        title: 24 characters at most.
        pair: what stands in it at first.
        callback: names the window when it is sent.
        submit: on the button that sends it.
        about: comes back with it.
        above: what is said above the fields.
        near: what the knowledge says already.
    """
    blocks = [
        *above,
        field(
            QUESTION,
            "Question",
            value=pair.question,
            max_length=MAX_QUESTION_CHARACTERS,
            asks_again=True,
            hint="As people ask it. Enter shows what is closest.",
        ),
        field(ANSWER, "Answer", value=pair.answer, is_long=True, hint="Markdown is understood."),
        field(
            PHRASINGS,
            "Other ways to ask it",
            value="\n".join(pair.phrasings),
            is_long=True,
            is_optional=True,
            hint="One a line.",
        ),
        *near,
    ]
    return modal(
        title,
        blocks,
        callback=callback,
        submit=text(submit),
        private_metadata=json.dumps(about)[:MAX_METADATA_CHARACTERS],
    )


def about_of(view: Mapping[str, Any]) -> dict[str, Any]:
    """Return what `form` was given as `about`."""
    try:
        return dict(json.loads(view.get("private_metadata") or "{}"))
    except ValueError:
        return {}


def read_pair(view: Mapping[str, Any]) -> Pair:
    """Return what was written into the window."""
    found = values(view)
    lines = (line.strip() for line in found.get(PHRASINGS, "").splitlines())
    phrasings = tuple(dict.fromkeys(line for line in lines if line))
    return Pair(found.get(QUESTION, ""), found.get(ANSWER, ""), phrasings)


def mistakes(pair: Pair) -> dict[str, str]:
    """Return what is wrong with a pair, by the field where it is said."""
    found = {}
    if not pair.question:
        found[QUESTION] = "Write the question as people ask it."
    if not pair.answer:
        found[ANSWER] = "Write what the mentor is to say."
    if len(pair.phrasings) > MAX_PHRASINGS:
        found[PHRASINGS] = f"These are {len(pair.phrasings)} lines; {MAX_PHRASINGS} are taken."
    elif any(len(line) > MAX_QUESTION_CHARACTERS for line in pair.phrasings):
        found[PHRASINGS] = f"A line has {MAX_QUESTION_CHARACTERS} characters at most."
    return found


def cleaned(pair: Pair) -> Pair:
    """Return the pair without phrasings that say the question again."""
    own = pair.question.casefold()
    return replace(pair, phrasings=tuple(p for p in pair.phrasings if p.casefold() != own))


def closest_blocks(close: Sequence[Close], *, is_known: bool = True) -> list[Block]:
    """Return the closest pairs as blocks.

    Args:
        close: the nearest first.
        is_known: whether they could be looked up.
    """
    if not is_known:
        return [_small("_The closest pairs cannot be shown just now._")]
    if not close:
        return [_small("Nothing like it is known yet.")]
    lines = [f"*{words(shorten(c.question, 150))}*\n{_answer(c.answer)}" for c in close[:N_CLOSE]]
    return [_small("*Closest pairs that are known*"), *map(_small, lines)]


def collision_blocks(collisions: Sequence[Collision]) -> list[Block]:
    """Return what stands against a pair as blocks."""
    return [
        _small(
            f":warning: *{COLLISIONS.get(c.kind, c.kind)}:* "
            f"{words(shorten(c.question, 150))}\n{_answer(c.answer)}"
        )
        for c in collisions[:N_CLOSE]
    ]


def choices(*buttons: tuple[str, str, str]) -> Block:
    """Return a row of buttons: the label, the action and the value of each."""
    return {"type": "actions", "elements": [button(*one) for one in buttons]}


def said(sentence: str) -> Block:
    """Return a sentence above the fields."""
    return section(shorten_mrkdwn(sentence, 2900))


def _answer(markdown: str) -> str:
    return words(shorten(" ".join(markdown.split()), MAX_CLOSE_CHARACTERS))


def _small(mrkdwn: str) -> Block:
    return {"type": "context", "elements": [{"type": "mrkdwn", "text": mrkdwn}]}
