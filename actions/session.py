"""The beginning and the end of a conversation's thread."""

from __future__ import annotations

from dataclasses import replace

from rasa_sdk.events import Restarted, UserUtteranceReverted

from actions.base import Response
from actions.incoming import Incoming
from actions.small_talk import HELP_REQUEST, TalkingAction

LOST = (
    "I have lost the thread. Please ask me again in a full sentence.",
    "I am afraid I do not follow. Which question may I look up?",
)


class ActionRestart(TalkingAction):
    """Forgets what was said. It stands in for Rasa's own, which says nothing."""

    def name(self) -> str:
        """Return the action's name in `domain.yml`."""
        return "action_restart"

    def respond(self, incoming: Incoming) -> Response:
        """Begin afresh."""
        return replace(self.talk("utter_restarted"), events=(Restarted(),))


class ActionDefaultFallback(TalkingAction):
    """Answers where no rule says what to do. It stands in for Rasa's own, which says nothing."""

    def name(self) -> str:
        """Return the action's name in `domain.yml`."""
        return "action_default_fallback"

    def respond(self, incoming: Incoming) -> Response:
        """Ask for the question again and take the message back, as Rasa expects of a fallback."""
        text = LOST[incoming.n_refused % len(LOST)]
        response = self.talk("", text=text, suggestions=(HELP_REQUEST,), kind="refusal")
        return replace(response, events=(UserUtteranceReverted(),))
