"""A reply in the terminal: wrapped, its tables drawn, its sources dimmed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from rich.console import Console
from rich.markdown import Markdown
from rich.padding import Padding
from rich.text import Text


def show(console: Console, text: str, payload: Mapping[str, Any]) -> None:
    """Print one reply.

    Args:
        console: where to.
        text: the reply as Markdown.
        payload: its `custom` part; may be empty.
    """
    console.print(Markdown(text, hyperlinks=False))
    for source in payload.get("sources", ()):
        console.print(Padding(_source(source, text), (1, 0, 0, 2)))
    if suggestions := payload.get("suggestions", ()):
        console.print()
        _suggestions(console, suggestions)


def _source(source: Mapping[str, Any], text: str) -> Text:
    place = " > ".join(part for part in (source["title"], source["section"]) if part)
    lines = [f"Source: {place}"]
    quote = " ".join(source["quote"].split())
    if quote and quote not in " ".join(text.split()):  # else the answer is the quote
        lines.append(f"“{quote}”")
    if source["url"]:
        lines.append(source["url"])
    return Text("\n".join(lines), style="dim")


def _suggestions(console: Console, suggestions: Sequence[str]) -> None:
    for number, suggestion in enumerate(suggestions, start=1):
        console.print(Text.assemble((f"  {number}  ", "bold cyan"), suggestion))
