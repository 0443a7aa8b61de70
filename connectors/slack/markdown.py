"""Slack's mrkdwn to Markdown, for what people wrote in Slack and others are to read. Pure."""

from __future__ import annotations

import re

from connectors.slack.mrkdwn import unescape

_CODE = re.compile(r"(```.*?```|`[^`\n]+`)", re.DOTALL)
_ENTITY = re.compile(r"<([@#!]?)([^<>|]*)(?:\|([^<>]*))?>")
_BOLD = re.compile(r"(?<![\w*])\*(?=\S)([^*\n]+?)(?<=\S)\*(?![\w*])")
_STRIKE = re.compile(r"(?<![\w~])~(?=\S)([^~\n]+?)(?<=\S)~(?![\w~])")
_BULLET = re.compile(r"^(\s*)[•◦▪]\s+", re.MULTILINE)


def to_markdown(mrkdwn: str) -> str:
    """Return what a person wrote in Slack as Markdown, mentions as names."""
    parts = _CODE.split(mrkdwn)
    return "".join(
        _code(part) if place % 2 else _prose(part) for place, part in enumerate(parts)
    ).strip()


def _code(part: str) -> str:
    if not part.startswith("```"):
        return unescape(part)
    inner = unescape(part[3:-3]).strip("\n")
    return f"\n```\n{inner}\n```\n"


def _prose(part: str) -> str:
    text = _BULLET.sub(r"\1- ", part)
    text = _BOLD.sub(r"**\1**", text)
    text = _STRIKE.sub(r"~~\1~~", text)
    return unescape(_ENTITY.sub(_entity, text))


def _entity(found: re.Match[str]) -> str:
    sign, target, label = found.groups()
    if sign == "@":
        return f"@{label or target}"
    if sign == "#":
        return f"#{label or target}"
    if sign == "!":
        return f"@{(label or target.partition('^')[0]).lstrip('@')}"
    if target.startswith("mailto:"):
        return label or target.removeprefix("mailto:")
    return f"[{label}]({target})" if label and label != target else target
