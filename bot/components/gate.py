"""The message's intent, decided between what it sounds like and what can be answered."""

from typing import Any

from bot.components.linear import Scored
from bot.components.question import KNOWLEDGE, QUESTION
from bot.components.rasa_api import (
    Component,
    ComponentType,
    DialogueStateTracker,
    Message,
    register,
)
from bot.components.reconcile import Reading, decide
from knowledge.finding import Finding


@register(ComponentType.INTENT_CLASSIFIER, is_trainable=False)
class KnowledgeGate(Component):
    """Reconciles the intent with the finding; inside a form, with what the form asks.

    Whether an answer is let through stands in the finding already: the thresholds are chosen when a
    release is trained, from `max_wrong_rate` and `out_of_scope_share`, which are set here.
    """

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """Return the settings, as `config.yml` may change them."""
        return {"max_wrong_rate": 0.1, "out_of_scope_share": 0.2, "sure_intent": 0.8}

    def process(
        self, messages: list[Message], tracker: DialogueStateTracker | None = None
    ) -> list[Message]:
        """Set the final intent of each message."""
        slot = _requested_slot(tracker)
        for message in messages:
            reading = self._reading(message, slot)
            intent = decide(reading)
            if intent != reading.intent.name:
                _put_first(message, intent)
        return messages

    def _reading(self, message: Message, slot: str | None) -> Reading:
        stored = message.get(KNOWLEDGE)
        return Reading(
            text=message.get(QUESTION),
            intent=Scored(**message.get("intent")),
            finding=Finding.from_dict(stored) if stored else None,
            slot=slot,
            sure=self._config["sure_intent"],
        )


def _put_first(message: Message, intent: str) -> None:
    """Make an intent the message's own, in the ranking too."""
    ranking = [Scored(**one) for one in message.get("intent_ranking")]
    first = next((one for one in ranking if one.name == intent), Scored(intent, 0.0))
    others = [one for one in ranking if one.name != intent]
    message.set("intent", vars(first), add_to_output=True)
    message.set("intent_ranking", [vars(one) for one in (first, *others)], add_to_output=True)


def _requested_slot(tracker: DialogueStateTracker | None) -> str | None:
    if tracker is None or not tracker.active_loop_name:
        return None
    slot: str | None = tracker.get_slot("requested_slot")
    return slot
