"""A message or a thread, read as a question and its answer. Pure functions."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from connectors.slack.incoming import clean
from connectors.slack.markdown import to_markdown
from connectors.slack.pair_form import Pair
from connectors.slack.unasked import looks_like_question

Message = Mapping[str, Any]

_MENTIONS = re.compile(r"<[@!][^>]*>[\s,:]*")


def pair_of(message: Message, thread: Sequence[Message], *, bot_user: str) -> Pair:
    """Return what the window shows at first when somebody wants to keep a message.

    A reply answers what its thread began with; what began a thread is answered by the newest reply
    of somebody else. A message that stands alone is the one or the other.

    Args:
        message: the one that was chosen.
        thread: all messages of its thread, the first first; none where it stands alone.
        bot_user: the mentor's own user id.
    """
    first = thread[0] if thread else message
    if message.get("ts") != first.get("ts"):
        return Pair(_question(first, bot_user), _answer(message))
    replies = [
        reply
        for reply in thread[1:]
        if not reply.get("bot_id") and reply.get("user") not in (first.get("user"), bot_user)
    ]
    if replies:
        return Pair(_question(first, bot_user), _answer(replies[-1]))
    question = _question(message, bot_user)
    return Pair(question) if looks_like_question(question) else Pair("", _answer(message))


def _question(message: Message, bot_user: str) -> str:
    said = _MENTIONS.sub("", str(message.get("text") or ""))
    return " ".join(clean(said, bot_user).split())


def _answer(message: Message) -> str:
    return to_markdown(str(message.get("text") or ""))
