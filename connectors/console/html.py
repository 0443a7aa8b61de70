"""HTML as values: what is text is escaped, always; only what `el` made is taken as it is."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape
from typing import Union

VOID = frozenset({"br", "hr", "img", "input", "link", "meta"})

Child = Union[str, int, float, None, "Iterable[Child]"]
Attribute = Union[str, int, float, bool, None]


class Html(str):
    """A piece of HTML that is safe to send."""


def el(name: str, /, *children: Child, **attributes: Attribute) -> Html:
    """Return an element.

    Args:
        name: of the element.
        children: elements, texts to escape, or lists of such; None is left out.
        attributes: `class_` and `for_` lose their underscore, `aria_label` becomes `aria-label`;
            True stands for a bare attribute, False and None leave it out.
    """
    shown = "".join(_attribute(key, value) for key, value in attributes.items())
    if name in VOID:
        return Html(f"<{name}{shown}>")
    return Html(f"<{name}{shown}>{text(children)}</{name}>")


def text(child: Child) -> Html:
    """Return children as one piece: elements as they are, all else escaped."""
    if child is None:
        return Html("")
    if isinstance(child, Html):
        return child
    if isinstance(child, (str, int, float)):
        return Html(escape(str(child)))
    return Html("".join(text(one) for one in child))


def _attribute(key: str, value: Attribute) -> str:
    if value is None or value is False:
        return ""
    name = key.rstrip("_").replace("_", "-")
    return f" {name}" if value is True else f' {name}="{escape(str(value))}"'
