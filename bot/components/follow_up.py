"""The question in full: "and for Java?" completed from what was asked before."""

from bot.components.history import turns
from bot.components.question import DECLINED, MENTOR, QUERY, QUESTION
from bot.components.rasa_api import (
    Component,
    ComponentType,
    DialogueStateTracker,
    Message,
    register,
)
from knowledge.finding import Query, Turn


@register(ComponentType.ENTITY_EXTRACTOR, is_trainable=False)
class FollowUp(Component):
    """Mends a question's spelling and completes it from the conversation."""

    def process(
        self, messages: list[Message], tracker: DialogueStateTracker | None = None
    ) -> list[Message]:
        """Set the query of each message. Rasa hands over the tracker because of its name."""
        history = _history(tracker)
        for message in messages:
            question = message.get(QUESTION)
            if message.get(DECLINED):
                message.set(QUERY, Query(question, question))
            else:
                message.set(QUERY, message.get(MENTOR).understand(question, history))
        return messages


def _history(tracker: DialogueStateTracker | None) -> tuple[Turn, ...]:
    """Return what was said before; nothing inside a form, whose answers complete no question."""
    if tracker is None or tracker.active_loop_name:
        return ()
    return turns(reversed(tracker.events))
