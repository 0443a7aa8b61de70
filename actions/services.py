"""What actions need from outside: the mentor, the notebook, and whom to send people to."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Protocol

from knowledge.finding import Finding
from knowledge.reply import Reply

if TYPE_CHECKING:
    from knowledge.mentor import Mentor


class Recorder(Protocol):
    """Keeps what was asked and how it was answered."""

    def record(
        self, question: str, sender: str, channel: str, finding: Finding, reply: Reply
    ) -> str:
        """Keep one question and return its identifier."""


@dataclass(frozen=True)
class Services:
    """Where an action gets things from, each asked for when it is needed.

    Attributes:
        mentor: the promoted release's mentor.
        recorder: the notebook.
        contact: where a person can be reached, in a maintainer's words; "" where none is named.
        is_remote: whether the recorder waits for a network. Beside a file, a thread costs more than
            what it does.
    """

    mentor: Callable[[], Mentor]
    recorder: Callable[[], Recorder]
    contact: Callable[[], str]
    is_remote: bool = True


def from_environment() -> Services:
    """Return the services of a running mentor."""
    is_remote = bool(os.environ.get("DATABASE_URL"))
    return Services(mentor=_mentor, recorder=_recorder, contact=_contact, is_remote=is_remote)


def _mentor() -> Mentor:
    from knowledge.home import Home
    from knowledge.live import current  # opens an index and a model: not at import

    return current(Home.from_environment())


@lru_cache(maxsize=1)
def _recorder() -> Recorder:
    from knowledge.home import Home
    from knowledge.notebook import Notebook  # SQLAlchemy: only where something is recorded

    return Notebook.of(Home.from_environment())


def _contact() -> str:
    in_widget = "“Talk to a person” in the chat" if os.environ.get("MENTOR_HUMAN_WEBHOOK") else ""
    return os.environ.get("MENTOR_CONTACT", "").strip() or in_widget
