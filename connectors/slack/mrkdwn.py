"""Markdown to Slack's mrkdwn, and Slack's escapes in both directions. Pure functions.

mrkdwn has no headings, tables or nested lists and no backslash escapes:
https://api.slack.com/reference/surfaces/formatting
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from markdown_it import MarkdownIt
from markdown_it.token import Token

MAX_LINK_CHARACTERS = 2000
ZERO_WIDTH_SPACE = "\u200b"  # between a mark and a letter, where Slack would not see the mark

_MARKS = {"strong": "*", "em": "_", "s": "~"}
_PARSER = MarkdownIt("commonmark", {"html": False}).enable(["table", "strikethrough"])
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff]")
_WEB = re.compile(r"(?:https?://|mailto:)[^\s<>|]+\Z", re.IGNORECASE)


def escape(text: str) -> str:
    """Return a text that Slack shows as it is, with no mention or link in it."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def unescape(text: str) -> str:
    """Return what a person typed; the reverse of `escape`."""
    return text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


def words(text: str) -> str:
    """Return a text as mrkdwn shows it on one line: no entity, no code, no half character."""
    return _literal(" ".join(_CONTROL.sub("\ufffd", text).split()))


def link(url: str | None, label: str) -> str:
    """Return a link, or the label alone where the address is none that Slack can open."""
    target = (url or "").strip().replace("|", "%7C").replace(" ", "%20")
    shown = words(label).replace("|", "¦")
    whole = f"<{escape(target)}|{shown}>"
    return whole if shown and _WEB.match(target) and len(whole) <= MAX_LINK_CHARACTERS else shown


def from_markdown(markdown: str) -> str:
    """Return Markdown as mrkdwn: what mrkdwn lacks is laid out as readable text."""
    tokens = _PARSER.parse(_CONTROL.sub("\ufffd", markdown))
    return "\n\n".join(part for part in _blocks(tokens) if part.strip())


def plain(markdown: str) -> str:
    """Return the words of Markdown on one line, escaped: for notifications and screen readers."""
    tokens = _PARSER.parse(_CONTROL.sub("\ufffd", markdown))
    parts = (
        "".join(child.content or " " for child in token.children if child.nesting == 0)
        if token.children
        else token.content
        for token in tokens
    )
    return words(" ".join(parts))


def _blocks(tokens: Sequence[Token]) -> Iterator[str]:
    """Yield each block at the top level of `tokens` as mrkdwn."""
    at = 0
    while at < len(tokens):
        end = _end(tokens, at)
        token, inside = tokens[at], tokens[at + 1 : end]
        if token.type in ("fence", "code_block"):
            yield _code(token.content)
        elif token.type == "inline":
            yield _inline(token.children or [])
        elif token.type == "heading_open":
            yield f"*{_words(inside)}*"
        elif token.type in ("bullet_list_open", "ordered_list_open"):
            yield _list(token, inside)
        elif token.type == "blockquote_open":
            quoted = "\n\n".join(_blocks(inside))
            yield "\n".join(f"> {line}" for line in quoted.splitlines())
        elif token.type == "table_open":
            yield _table(inside)
        elif token.type == "hr":
            yield "———"
        elif inside:
            yield from _blocks(inside)
        at = end + 1


def _end(tokens: Sequence[Token], start: int) -> int:
    """Return where the block that opens at `start` closes."""
    depth = 0
    for at in range(start, len(tokens)):
        depth += tokens[at].nesting
        if depth == 0:
            return at
    return len(tokens) - 1


def _code(content: str) -> str:
    inner = _literal(content.rstrip("\n"))
    return f"```\n{inner}\n```"


def _literal(text: str) -> str:
    return escape(text).replace("```", "``" + ZERO_WIDTH_SPACE + "`")


def _list(opening: Token, tokens: Sequence[Token]) -> str:
    lines: list[str] = []
    number = int(opening.attrGet("start") or 1)
    at = 0
    while at < len(tokens):
        end = _end(tokens, at)
        mark = "•" if opening.type == "bullet_list_open" else f"{number}."
        inner = "\n".join(_blocks(tokens[at + 1 : end])).splitlines() or [""]
        lines.append(f"{mark} {inner[0]}")
        lines += [f"    {line}" for line in inner[1:]]
        number += 1
        at = end + 1
    return "\n".join(lines)


def _table(tokens: Sequence[Token]) -> str:
    """Return each row as its first cell with the others under it, each named by its column."""
    rows: list[list[str]] = []
    for at, token in enumerate(tokens):
        if token.type == "tr_open":
            rows.append([])
        elif token.type == "inline" and tokens[at - 1].type in ("th_open", "td_open"):
            rows[-1].append(_inline(token.children or []).replace("\n", " "))
    header, *body = rows
    return "\n".join(_row(header, row) for row in body) or " · ".join(header)


def _row(header: Sequence[str], row: Sequence[str]) -> str:
    named = [
        (_bare(name), cell) for name, cell in zip(header[1:], row[1:], strict=False) if cell.strip()
    ]
    head = f"*{_bare(row[0])}*" if _bare(row[0]) else "•"
    if len(named) == 1:
        return f"{head}: {named[0][1]}"
    return "\n".join([head, *(f"    • {n}: {c}" if n else f"    • {c}" for n, c in named)])


def _bare(text: str) -> str:
    return text.replace("*", "").strip()


def _words(tokens: Sequence[Token]) -> str:
    return _bare(" ".join(_blocks(tokens)).replace("\n", " "))


def _inline(tokens: Sequence[Token]) -> str:
    out = ""
    targets: list[tuple[str, int]] = []
    open_marks: list[str] = []
    for token in tokens:
        name = token.type.rpartition("_")[0]
        if token.type == "text":
            text = _literal(token.content)
            closed = out[-1:] in ("*", "_", "~", "`") and not open_marks
            out += ZERO_WIDTH_SPACE + text if closed and text[:1].isalnum() else text
        elif token.type == "code_inline":
            out += f"`{escape(token.content).replace('`', 'ˋ')}`"
        elif name in _MARKS:
            mark = _MARKS[name]
            if token.nesting == 1:
                out += (ZERO_WIDTH_SPACE if out[-1:].isalnum() else "") + mark
                open_marks.append(mark)
            else:
                out += mark
                open_marks.pop()
        elif token.type in ("softbreak", "hardbreak"):
            out += "\n"
        elif token.type == "link_open":
            targets.append((str(token.attrGet("href") or ""), len(out)))
        elif token.type == "link_close":
            href, start = targets.pop()
            label = unescape(out[start:])
            out = out[:start] + link(href, label)
        elif token.type == "image":
            out += link(str(token.attrGet("src") or ""), token.content or "image")
        else:
            out += _literal(token.content)
    return out
