"""What is remembered of jobs, in SQL."""

from __future__ import annotations

from dataclasses import dataclass

from connectors.slack.askers import Askers
from connectors.slack.inbox import Inbox
from connectors.slack.sql_thread import OneThread


@dataclass(frozen=True)
class Memory:
    """What is remembered of jobs.

    Attributes:
        inbox: the jobs, and what answers which.
        askers: who asked which question.
        in_sql: calls what blocks.
    """

    inbox: Inbox
    askers: Askers
    in_sql: OneThread
