"""What a report is about."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.judged import Judged
from bot.report.risk import Limits


@dataclass(frozen=True)
class Subject:
    """An evaluation that is over.

    Attributes:
        name: of what was asked: a file or a folder.
        release: who answered; "" where that is not known.
        judged: the questions, or the turns of conversations.
        limits: what the release decides by; None where the mentor was asked over HTTP and shows
            only what it let through.
        at: when.
        conversations: how many of them met every expectation, and of how many; None for tables.
    """

    name: str
    release: str
    judged: Sequence[Judged]
    limits: Limits | None
    at: datetime
    conversations: tuple[int, int] | None = None
