"""What the knowledge holds on a question."""

from typing import Any

from bot.components.question import DECLINED, KNOWLEDGE, MENTOR, QUERY, RELEASE, VECTOR
from bot.components.rasa_api import Component, ComponentType, Message, register


@register(ComponentType.INTENT_CLASSIFIER, is_trainable=False)
class KnowledgeRetriever(Component):
    """Searches the knowledge and keeps what was found with the message.

    The finding holds identifiers and scores, no texts: it is stored with every message, and the
    action that answers reads it from the tracker.

    Where the vectors are was decided when the release was trained; the setting is for that.
    """

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """Return the settings, as `config.yml` may change them."""
        return {"vectors": "file"}

    def process(self, messages: list[Message]) -> list[Message]:
        """Set the finding of each message that was not declined."""
        for message in messages:
            if not message.get(DECLINED):
                mentor = message.get(MENTOR)
                finding = mentor.search(message.get(QUERY), message.get(VECTOR))
                stored = {**finding.as_dict(), RELEASE: mentor.release}
                message.set(KNOWLEDGE, stored, add_to_output=True)
        return messages
