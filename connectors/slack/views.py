"""Windows and the Home tab as Block Kit. Pure functions from plain values to dictionaries."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from connectors.slack.blocks import Block, answer_sections, button, section, suggestion_buttons
from connectors.slack.limits import MAX_SECTION_CHARACTERS, shorten, shorten_mrkdwn
from connectors.slack.mrkdwn import words

View = dict[str, Any]

MAX_METADATA_CHARACTERS = 3000
MAX_INPUT_CHARACTERS = 3000
MAX_QUESTION_CHARACTERS = 300
MAX_SHOWN_QUESTION = 200
MAX_WAITING = 10

REASON = "mentor_reason"
REVIEW_BUTTON = "mentor_review"
ANSWER_GAP = "mentor_answer_gap"


def field(
    name: str,
    label: str,
    *,
    value: str = "",
    max_length: int = MAX_INPUT_CHARACTERS,
    is_long: bool = False,
    is_optional: bool = False,
    asks_again: bool = False,
    hint: str = "",
) -> Block:
    """Return an input whose value `values` finds under `name`.

    Args:
        name: of the field.
        label: above it.
        value: what stands in it at first.
        max_length: how many characters it takes.
        is_long: whether it has several lines.
        is_optional: whether it may be empty.
        asks_again: whether Enter in it is told to the app.
        hint: below it.
    """
    element: dict[str, Any] = {
        "type": "plain_text_input",
        "action_id": name,
        "multiline": is_long,
        "max_length": max_length,
        **({"initial_value": shorten(value, max_length)} if value.strip() else {}),
    }
    if asks_again:
        element["dispatch_action_config"] = {"trigger_actions_on": ["on_enter_pressed"]}
    return {
        "type": "input",
        "block_id": name,
        "label": text(label),
        "element": element,
        "optional": is_optional,
        **({"dispatch_action": True} if asks_again else {}),
        **({"hint": text(hint)} if hint else {}),
    }


def values(view: Mapping[str, Any]) -> dict[str, str]:
    """Return what was written into the fields of a window, by their names."""
    found = (view.get("state") or {}).get("values") or {}
    return {
        name: str(element.get("value") or "").strip()
        for elements in found.values()
        for name, element in elements.items()
    }


def modal(title: str, blocks: Sequence[Block], *, callback: str = "", **more: Any) -> View:
    """Return a window.

    Args:
        title: 24 characters at most.
        blocks: what stands in it.
        callback: names the window when it is sent; "" where it is not.
        **more: such as `submit`, a text object.
    """
    return {
        "type": "modal",
        **({"callback_id": callback} if callback else {}),
        "title": text(title),
        "close": text("Close"),
        "blocks": list(blocks),
        **more,
    }


def notice(title: str, sentence: str) -> View:
    """Return a window that says one thing."""
    return modal(title, [section(shorten_mrkdwn(words(sentence), MAX_SECTION_CHARACTERS))])


def reason_view(question_id: str) -> View:
    """Return the window that asks why an answer did not help."""
    reason = field("reason", "What should the answer have said?", is_long=True, max_length=1000)
    return modal(
        "What was wrong?",
        [reason],
        callback=REASON,
        private_metadata=question_id[:MAX_METADATA_CHARACTERS],
        submit=text("Send"),
        close=text("Skip"),
    )


def home_view(introduction: Mapping[str, Any], waiting: Sequence[Block], *, bot_user: str) -> View:
    """Return the Home tab.

    Args:
        introduction: the mentor's reply to "What can you do?".
        waiting: what waits; for maintainers only.
        bot_user: the mentor's user id, to mention it.
    """
    how = (
        f"*How to ask*\n• Mention me in a channel: <@{bot_user}> what is OAuth?\n"
        "• Write me a direct message, or use `/mentor what is OAuth?` for an answer that only you "
        'see.\n• Ask on in the thread: "and for Java?"'
    )
    blocks = [
        *answer_sections(str(introduction.get("text") or "")),
        section(how),
        *suggestion_buttons((introduction.get("custom") or {}).get("suggestions") or ()),
        *waiting,
    ]
    return {"type": "home", "blocks": blocks}


def waiting_blocks(
    n_proposals: int, gaps: Sequence[tuple[str, str, int]], *, n_gaps: int
) -> list[Block]:
    """Return what maintainers see of what waits.

    Args:
        n_proposals: pairs that somebody proposed.
        gaps: of the most important questions without an answer, the id, the words, and how many
            people asked.
        n_gaps: how many there are.
    """
    head = f"*For maintainers*\n{count(n_proposals, 'proposed pair')} and "
    head += f"{count(n_gaps, 'question')} without an answer."
    if not n_proposals and not n_gaps:
        return [{"type": "divider"}, section("*For maintainers*\nNothing waits for you.")]
    review = button("Review", REVIEW_BUTTON, "review", style="primary")
    blocks: list[Block] = [{"type": "divider"}, {**section(head), "accessory": review}]
    for id, question, n_people in gaps[:MAX_WAITING]:
        line = f"{words(shorten(question, MAX_SHOWN_QUESTION))}  _({count(n_people, 'person')})_"
        answer = button("Answer", ANSWER_GAP, id)
        blocks.append({**section(f"• {line}"), "accessory": answer})
    return blocks


def count(n: int, what: str) -> str:
    """Return a number with its noun."""
    plural = "people" if what == "person" else f"{what}s"
    return f"{n} {what if n == 1 else plural}"


def text(words: str) -> dict[str, Any]:
    """Return a plain text object."""
    return {"type": "plain_text", "text": words}
