"""A message that a client sends again, because it did not hear the reply, is answered once.

The client names its message (`message_id`); the REST channel hands that name on with `NAMED` before
it, which tells it from the names that Rasa makes up. Rasa stores it with what the person said, so
every server can see that the message was answered, and with what.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from rasa.core.channels.channel import UserMessage
from rasa.core.tracker_store import TrackerStore
from rasa.shared.core.events import BotUttered, Event, UserUttered

NAMED = "client-"


async def replies_before(store: TrackerStore, message: UserMessage) -> list[dict[str, Any]]:
    """Return what a message was answered with when it came before; nothing where it did not.

    Args:
        store: of the conversations. The conversation must be locked.
        message: with the client's name for it.
    """
    if not str(message.message_id).startswith(NAMED):
        return []
    tracker = await store.retrieve(message.sender_id)
    if tracker is None:
        return []
    await store.save(tracker)  # nothing is new in it: the store may hold it again
    return answers_to(message.message_id, tracker.events)


def answers_to(message_id: str, events: Iterable[Event]) -> list[dict[str, Any]]:
    """Return the replies to one message, as output channels take them.

    Args:
        message_id: the client's name for it.
        events: of the conversation.
    """
    found: list[dict[str, Any]] = []
    is_it = False
    for event in events:
        if isinstance(event, UserUttered):
            is_it = event.message_id == message_id
        elif is_it and isinstance(event, BotUttered):
            found.append(event.message())
    return found
