"""What a browser shows of an HTML element, as text."""

from __future__ import annotations

import re

from lxml.html import HtmlElement

HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
LISTS = ("ul", "ol", "menu")
BLOCKS = {
    *HEADINGS, *LISTS, "address", "article", "aside", "blockquote", "body", "center", "dd",
    "details", "div", "dl", "dt", "fieldset", "figcaption", "figure", "footer", "form", "header",
    "hr", "html", "li", "main", "p", "pre", "section", "summary", "table", "tbody", "td", "tfoot",
    "th", "thead", "tr",
}  # fmt: skip
SILENT = {"script", "style", "template", "head", "title", "noscript", "svg", "rp", "rt"}


def inline_text(element: HtmlElement) -> str:
    """Return an element's visible text on one line."""
    return " ".join(gather(element).split())


def block_text(element: HtmlElement) -> str:
    """Return an element's visible text, a line for each block or break in it."""
    lines = (" ".join(line.split()) for line in gather(element).split("\n"))
    return "\n".join(line for line in lines if line)


def gather(element: HtmlElement) -> str:
    """Return an element's visible text with line feeds around blocks, its spaces not yet tidied."""
    if not isinstance(element.tag, str) or element.tag in SILENT:
        return ""
    if element.tag == "br":
        return "\n"
    parts = [flowing(element.text)]
    for child in element:
        parts += [gather(child), flowing(child.tail)]
    text = "".join(parts)
    return f"\n{text}\n" if element.tag in BLOCKS else text


def flowing(text: str | None) -> str:
    """Return a piece of source text as it flows: each white space is one space."""
    return re.sub(r"\s+", " ", text or "")
