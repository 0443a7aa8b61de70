"""Which language first: two questions, then a recommendation drawn from the knowledge."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from rasa_sdk import Action
from rasa_sdk.events import SlotSet

from actions import recommendation
from actions.answer import LANGUAGE_QUESTION, consult
from actions.base import Event, Response
from actions.incoming import Incoming, read
from actions.recommendation import Reason
from actions.small_talk import TalkingAction
from knowledge.finding import Candidate, Finding, Query
from knowledge.reply import Reply

SLOTS = ("goal", "background")  # in the order in which they are asked for
MAX_CHARACTERS = 200  # of what someone wants to build or knows
STOP_REQUEST = "Never mind"
GOALS = ("A web application", "An API", "Enterprise software", "A startup product", STOP_REQUEST)
BACKGROUNDS = ("Nothing yet", "Some HTML and CSS", "JavaScript", "Python", STOP_REQUEST)
NOTHING = (
    "I have read nothing that recommends a language for that, and I would rather not guess. Is "
    "there something else you would like to know?"
)
_WORD = re.compile(r"\w")
_MARKUP = re.compile(r"[*`<>|\[\]\\]")


class ActionAskGoal(TalkingAction):
    """Asks what someone wants to build."""

    def name(self) -> str:
        """Return the action's name in `domain.yml`."""
        return "action_ask_goal"

    def respond(self, incoming: Incoming) -> Response:
        """Ask, more gently the second time."""
        text = "What would you like to build?"
        if _asks_again(incoming, text):
            text = f"A few words are enough, or say that you are not sure yet. {text}"
        return self.talk("", text=text, suggestions=GOALS, kind="dialogue")


class ActionAskBackground(TalkingAction):
    """Asks what someone knows already."""

    def name(self) -> str:
        """Return the action's name in `domain.yml`."""
        return "action_ask_background"

    def respond(self, incoming: Incoming) -> Response:
        """Ask, with the goal said back where the form is taken up again."""
        text = "What do you know already?"
        if _asks_again(incoming, text):
            text = f'A few words are enough; "nothing yet" is fine too. {text}'
        elif incoming.intent == "recommend_language":
            text = f"You want to build: {incoming.slots.get('goal')}. {text}"
        return self.talk("", text=text, suggestions=BACKGROUNDS, kind="dialogue")


class ValidateLanguageForm(Action):
    """Takes an answer of the form, cut to a few words; an empty one not at all."""

    def name(self) -> str:
        """Return the name by which the form calls it."""
        return "validate_language_form"

    def run(self, dispatcher: Any, tracker: Any, domain: dict[str, Any]) -> list[Event]:
        """Say what the form's slots hold now. Rasa calls it with each message inside the form."""
        incoming = read(tracker)
        written = tracker.latest_message.get("text")
        return [
            SlotSet(slot, _answer(incoming.question if value == written else value))
            for slot, value in tracker.slots_to_validate().items()
            if slot in SLOTS
        ]


class ActionRecommendLanguage(TalkingAction):
    """Recommends a language, with what the knowledge says for it."""

    def name(self) -> str:
        """Return the action's name in `domain.yml`."""
        return "action_recommend_language"

    def respond(self, incoming: Incoming) -> Response:
        """Look for the rows that suit the person; without any, for a general answer; or say so."""
        told = {slot: str(incoming.slots.get(slot) or "") for slot in SLOTS}
        mentor = self._services.mentor()
        reasons = recommendation.reasons(mentor.bundle.passages, mentor.vector, told)
        response = self._recommend(told, reasons) if reasons else self._answer_in_general(told)
        return response.forgetting(*SLOTS)

    def _recommend(self, told: Mapping[str, str], reasons: Sequence[Reason]) -> Response:
        confidence = min(reason.likeness for reason in reasons)
        reply = Reply(
            text=recommendation.text(reasons),
            kind="answer",
            confidence=confidence,
            sources=tuple(reason.source() for reason in reasons),
            suggestions=tuple(dict.fromkeys(f"What is {one.language}?" for one in reasons)),
            release=self._services.mentor().release,
        )
        candidates = tuple(Candidate(one.passage.id, one.likeness) for one in reasons)
        return Response(reply, finding=Finding(_query(told), "answer", confidence, candidates))

    def _answer_in_general(self, told: Mapping[str, str]) -> Response:
        mentor = self._services.mentor()
        finding, reply = consult(mentor, LANGUAGE_QUESTION)
        if finding.outcome == "answer":
            return Response(reply, finding=replace(finding, query=_query(told)))
        return self.talk("", text=NOTHING, suggestions=mentor.topics()[:3], kind="refusal")


def _query(told: Mapping[str, str]) -> Query:
    """Return what was asked for in the form, as one question for the maintainers' list."""
    text = f"{LANGUAGE_QUESTION} To build: {told['goal']}. Known: {told['background']}."
    return Query(text, text)


def _answer(text: str) -> str | None:
    """Return what a form's slot is to hold, without mark-up: it is said back later.

    None stands for a text without a word.
    """
    plain = " ".join(_MARKUP.sub(" ", text).split())[:MAX_CHARACTERS].strip()
    return plain if _WORD.search(plain) else None


def _asks_again(incoming: Incoming, question: str) -> bool:
    """Whether the mentor's last message put this question already."""
    return any(said.text.endswith(question) for said in incoming.said[:1])
