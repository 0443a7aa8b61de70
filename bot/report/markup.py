"""HTML and SVG as values: text is escaped, always; only what `el` made is taken as it is."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape
from typing import Union

VOID = frozenset({"meta", "br", "rect", "line", "circle", "path", "polyline"})

Child = Union[str, int, None, "Iterable[Child]"]
Attribute = Union[str, int, float, bool, None]


class Markup(str):
    """A piece of a page that is safe to show."""

    __slots__ = ()


def el(name: str, /, *children: Child, **attributes: Attribute) -> Markup:
    """Return an element.

    Args:
        name: of the element.
        children: elements, texts to escape, or iterables of such; None is left out.
        attributes: `class_` loses its underscore, `aria_label` becomes `aria-label`; numbers keep
            two decimals; True stands for a bare attribute, False and None leave it out.
    """
    shown = "".join(_attribute(key, value) for key, value in attributes.items())
    inner = joined(children)
    if name in VOID and not inner:
        return Markup(f"<{name}{shown}/>")
    return Markup(f"<{name}{shown}>{inner}</{name}>")


def joined(child: Child) -> Markup:
    """Return children as one piece: elements as they are, all else escaped."""
    if child is None:
        return Markup()
    if isinstance(child, Markup):
        return child
    if isinstance(child, str | int):
        return Markup(escape(str(child)))
    return Markup("".join(map(joined, child)))


def _attribute(key: str, value: Attribute) -> str:
    if value is None or value is False:
        return ""
    name = key.rstrip("_").replace("_", "-")
    return f" {name}" if value is True else f' {name}="{escape(_shown(value))}"'


def _shown(value: str | int | float) -> str:
    if isinstance(value, float):
        return f"{value:.2f}".rstrip("0").rstrip(".")
    return str(value)
