"""What Slack refuses of a message or a view, by its documented limits.

https://api.slack.com/reference/block-kit/blocks, .../block-elements, .../composition-objects
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

_ENTITY = re.compile(r"<(?:https?://|mailto:)[^\s<>|]+(?:\|[^<>|]*)?>|<@[UW][A-Z0-9]+>")
FIELDS = {
    "section": {"text", "accessory"},
    "context": {"elements"},
    "actions": {"elements"},
    "input": {"label", "element", "dispatch_action", "hint", "optional"},
    "divider": set(),
}
BUTTON_FIELDS = {"type", "text", "action_id", "value", "style"}
INPUT_FIELDS = {
    "type",
    "action_id",
    "multiline",
    "max_length",
    "initial_value",
    "dispatch_action_config",
}

_ESCAPE = re.compile(r"&(?:amp|lt|gt);")


def problems(message: Mapping[str, Any]) -> list[str]:
    """Return what Slack would refuse of a message, or show in another way than it was meant."""
    return [*_whole(message), *_blocks(message.get("blocks") or [], most=50)]


def view_problems(view: Mapping[str, Any]) -> list[str]:
    """Return what Slack would refuse of a modal or a Home tab."""
    found = list(_blocks(view.get("blocks") or [], most=100))
    if view.get("type") not in ("modal", "home"):
        found.append("a view is a modal or a home")
    if view.get("type") == "modal" and "title" not in view:
        found.append("a modal without a title")
    for name in ("title", "submit", "close"):
        if name in view:
            found += _text(view[name], 24, kinds=("plain_text",))
    has_input = any(block.get("type") == "input" for block in view.get("blocks") or ())
    if has_input and "submit" not in view:
        found.append("a modal with an input and without a submit")
    for name, most in (("private_metadata", 3000), ("callback_id", 255)):
        if len(view.get(name, "")) > most:
            found.append(f"a {name} over {most} characters")
    return found


def _whole(message: Mapping[str, Any]) -> Iterator[str]:
    if not str(message.get("text") or "").strip():
        yield "there is no fallback text"
    if len(str(message.get("text") or "")) > 40_000:
        yield "msg_too_long"
    yield from _mrkdwn(str(message.get("text") or ""))
    size = sum(len(str(block)) for block in message.get("blocks") or [])
    if size > 25_000:
        yield f"msg_blocks_too_long: {size}"


def _blocks(blocks: list[dict[str, Any]], *, most: int) -> Iterator[str]:
    if len(blocks) > most:
        yield f"{len(blocks)} blocks"
    ids = [block["block_id"] for block in blocks if "block_id" in block]
    if len(set(ids)) != len(ids):
        yield "two blocks with one block_id"
    actions = [
        element.get("action_id")
        for block in blocks
        if block.get("type") == "actions"
        for element in block["elements"]
    ]
    if len(set(actions)) != len(actions):
        yield "two elements with one action_id"
    for block in blocks:
        yield from _block(block)


def _block(block: dict[str, Any]) -> Iterator[str]:
    kind = block.get("type")
    if len(block.get("block_id", "")) > 255:
        yield "a block_id over 255 characters"
    if unknown := set(block) - FIELDS.get(str(kind), set(block)) - {"type", "block_id"}:
        yield f"a {kind} with {sorted(unknown)}"
    if kind == "section":
        yield from _text(block.get("text"), 3000)
        if "accessory" in block:
            yield from _button(block["accessory"])
    elif kind == "context":
        elements = block.get("elements") or []
        if not 1 <= len(elements) <= 10:
            yield f"a context of {len(elements)} elements"
        for element in elements:
            yield from _text(element, 3000)
    elif kind == "actions":
        elements = block.get("elements") or []
        if not 1 <= len(elements) <= 25:
            yield f"actions with {len(elements)} elements"
        for element in elements:
            yield from _button(element)
    elif kind == "input":
        yield from _text(block.get("label"), 2000, kinds=("plain_text",))
        if "hint" in block:
            yield from _text(block["hint"], 2000, kinds=("plain_text",))
        yield from _input(block.get("element") or {})
    elif kind != "divider":
        yield f"a block of type {kind}"


def _input(element: dict[str, Any]) -> Iterator[str]:
    if element.get("type") != "plain_text_input":
        yield f"an input of type {element.get('type')}"
    if unknown := set(element) - INPUT_FIELDS:
        yield f"an input with {sorted(unknown)}"
    most = element.get("max_length", 3000)
    if not 1 <= most <= 3000:
        yield f"a max_length of {most}"
    if len(element.get("initial_value", "")) > most:
        yield "an initial_value over max_length"
    if not 1 <= len(element.get("action_id", "")) <= 255:
        yield "an action_id of a wrong length"
    triggers = (element.get("dispatch_action_config") or {}).get("trigger_actions_on") or ()
    if not set(triggers) <= {"on_enter_pressed", "on_character_entered"}:
        yield f"triggers {triggers}"


def _button(element: dict[str, Any]) -> Iterator[str]:
    if element.get("type") != "button":
        yield f"an element of type {element.get('type')}"
    if unknown := set(element) - BUTTON_FIELDS:
        yield f"a button with {sorted(unknown)}"
    if element.get("style", "primary") not in ("primary", "danger"):
        yield f"a button of style {element['style']}"
    yield from _text(element.get("text"), 75, kinds=("plain_text",))
    if not 1 <= len(element.get("value", "")) <= 2000:
        yield f"a value of {len(element.get('value', ''))} characters"
    if not 1 <= len(element.get("action_id", "")) <= 255:
        yield "an action_id of a wrong length"


def _text(
    text: Any, most: int, *, kinds: tuple[str, ...] = ("mrkdwn", "plain_text")
) -> Iterator[str]:
    if not isinstance(text, dict) or text.get("type") not in kinds:
        yield f"no text object of {kinds}"
        return
    content = text.get("text")
    if not isinstance(content, str) or not content.strip():
        yield "an empty text"
    elif len(content) > most:
        yield f"a text of {len(content)} characters, {most} allowed"
    elif text["type"] == "mrkdwn":
        yield from _mrkdwn(content)


def _mrkdwn(content: str) -> Iterator[str]:
    """Yield what is neither text nor a whole, harmless entity."""
    left = _ENTITY.sub("", content)
    left = "\n".join(line.removeprefix("> ").removeprefix(">") for line in left.split("\n"))
    left = re.sub(r"^(?:\s*(?:•|\d+\.|>)\s*)+", "", left, flags=re.MULTILINE)
    if "<" in left or re.search(r">", left):
        yield f"an unescaped sign in {content[:80]!r}"
    if "&" in _ESCAPE.sub("", left):
        yield f"a broken escape in {content[:80]!r}"
    if content.count("```") % 2:
        yield f"code that is not closed in {content[:80]!r}"
    if any("\ud800" <= character <= "\udfff" for character in content):
        yield "half a character"
