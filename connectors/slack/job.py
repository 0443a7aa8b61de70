"""One thing to do for a person in Slack."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Literal

Kind = Literal["ask", "overhear", "edit", "delete", "command", "press", "share", "human", "tell"]


@dataclass(frozen=True)
class Job:
    """One thing to do for a person.

    Attributes:
        event_id: Slack's name of the event; the same when it is sent again.
        key: names what is done, the same for every event about it: two events (a mention is also a
            message) with one key are one job.
        kind: what to do.
        conversation: Rasa's sender id; the memory of the conversation.
        channel: where the answer goes.
        ts: when it was said, Slack's way; jobs of a conversation are done in this order.
        thread_ts: the thread of the answer; "" for none.
        user: who asked.
        text: what the person wrote, markup and escapes undone.
        target: the key of the question that an edit, a deletion or a share is about.
        response_url: where only the asker sees the answer; "" for everybody in the channel.
        reply: what to say, where it is known already: the payload's dictionary with its text.
    """

    event_id: str
    key: str
    kind: Kind
    conversation: str
    channel: str
    ts: str
    thread_ts: str
    user: str
    text: str
    target: str = ""
    response_url: str = ""
    reply: dict[str, Any] = field(default_factory=dict)

    @property
    def team(self) -> str:
        """The workspace: the conversation's id begins with it."""
        return self.conversation.partition(":")[0]

    @property
    def person(self) -> str:
        """Who asked, as `mentor forget` names them: `TEAM:USER`."""
        return f"{self.team}:{self.user}"
