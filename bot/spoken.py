"""Replies that change nothing in a conversation, made as Rasa makes its words: by its generator.

A rule names `utter_answer`; the generator has the action of that reply make it. Rasa runs the other
actions, which open forms or set slots, itself: it then checks each result against a schema, after
the schema against the schema of schemas, which takes longer than the answer.
"""

from __future__ import annotations

from typing import Any

from rasa.core.nlg import TemplatedNaturalLanguageGenerator
from rasa.shared.core.domain import Domain
from rasa.shared.core.trackers import DialogueStateTracker, EventVerbosity
from rasa.utils.endpoints import EndpointConfig

from bot.action_endpoint import OwnActions

SPOKEN = {
    "utter_answer": "action_answer",
    "utter_comparison": "action_compare",
    "utter_learning_path": "action_learning_path",
    "utter_small_talk": "action_small_talk",
    "utter_help": "action_help",
    "utter_human": "action_human",
}


class SpokenActions(TemplatedNaturalLanguageGenerator):
    """Makes a response by its action where it has one, else from the wordings of `domain.yml`.

    Args:
        endpoint_config: where Rasa's own commands make it; it has no settings.
        domain: the wordings.
        actions: runs actions; in this process by default.
    """

    def __init__(
        self,
        endpoint_config: EndpointConfig | None = None,
        domain: Domain | None = None,
        *,
        actions: EndpointConfig | None = None,
    ) -> None:
        super().__init__(domain.responses if domain else {})
        self._actions = actions or OwnActions()

    async def generate(
        self,
        utter_action: str,
        tracker: DialogueStateTracker,
        output_channel: str,
        **kwargs: Any,
    ) -> dict[str, Any] | None:
        """Return a response as Rasa's output channels take it."""
        action = SPOKEN.get(utter_action)
        if action is None:
            found: dict[str, Any] | None = await super().generate(
                utter_action, tracker, output_channel, **kwargs
            )
            return found
        called = await self._actions.request(json=_call(action, tracker))
        (said,) = called["responses"]
        wording = said.pop("response", None)
        told = await super().generate(wording, tracker, output_channel) if wording else None
        return {**(told or {}), **{name: value for name, value in said.items() if value}}


def _call(action: str, tracker: DialogueStateTracker) -> dict[str, Any]:
    """Return what an action server is called with."""
    return {
        "next_action": action,
        "sender_id": tracker.sender_id,
        "tracker": tracker.current_state(EventVerbosity.ALL),
    }
