"""What all actions share: read the message, respond, record, say it; never fail aloud."""

from __future__ import annotations

import asyncio
import logging
import traceback
from abc import ABC, abstractmethod
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any

from rasa_sdk import Action
from rasa_sdk.events import SlotSet

from actions.incoming import Incoming, read
from actions.reply import say
from actions.services import Services, from_environment
from knowledge.finding import Finding
from knowledge.reply import Reply

logger = logging.getLogger(__name__)

RECORDED = frozenset({"answer", "clarification", "refusal"})
APOLOGIES = (
    "Sorry, something went wrong on my side, and I could not answer. Please try again.",
    "That failed again, I am sorry. Please try once more in a moment.",
    "It still does not work on my side. Please come back a little later.",
)

Event = dict[str, Any]


@dataclass(frozen=True)
class Response:
    """What an action makes of a message.

    Attributes:
        reply: what to say.
        wording: the response of `domain.yml` whose words are said instead of the reply's text.
        finding: what the reply rests on; it is recorded where there is one.
        events: what Rasa is to remember.
    """

    reply: Reply
    wording: str = ""
    finding: Finding | None = None
    events: tuple[Event, ...] = ()

    def forgetting(self, *slots: str) -> Response:
        """Return the same response, after which slots are empty."""
        return replace(self, events=(*self.events, *(SlotSet(slot, None) for slot in slots)))


class MentorAction(Action, ABC):
    """An action that says one message."""

    def __init__(self, services: Services | None = None) -> None:
        """Make the action.

        Args:
            services: where it gets things from; the action server gives none and so takes those of
                the environment.
        """
        self._services = services or from_environment()

    @abstractmethod
    def name(self) -> str:
        """Return the action's name in `domain.yml`."""

    @abstractmethod
    def respond(self, incoming: Incoming) -> Response:
        """Return what to say to a message."""

    async def run(self, dispatcher: Any, tracker: Any, domain: dict[str, Any]) -> list[Event]:
        """Answer the latest message. Rasa calls it."""
        incoming = read(tracker)
        try:
            response = self.respond(incoming)
        except Exception as error:  # the last place where it can become a sentence
            logger.error("%s failed: %s", self.name(), _where(error))
            response = Response(_apology(incoming))
        if _is_unwanted(response.reply, incoming):
            return list(response.events)  # nobody asked: not said, and not kept
        reply = await self._recorded(incoming, response)
        say(dispatcher, reply, wording=response.wording)
        return list(response.events)

    async def _recorded(self, incoming: Incoming, response: Response) -> Reply:
        """Return the reply with its question's identifier. A broken notebook costs no answer."""
        reply, finding = response.reply, response.finding
        if finding is None or reply.kind not in RECORDED:
            return reply
        try:
            record = partial(
                self._services.recorder().record,
                finding.query.raw,
                incoming.person,
                incoming.channel,
                finding,
                reply,
            )
            is_remote = self._services.is_remote
            question_id = await asyncio.to_thread(record) if is_remote else record()
        except Exception as error:
            logger.error("The notebook took no question: %s", _where(error))
            return reply
        return replace(reply, question_id=question_id)


def _apology(incoming: Incoming) -> Reply:
    text = APOLOGIES[incoming.n_refused % len(APOLOGIES)]
    return Reply(text=text, kind="refusal", confidence=0.0)


def _is_unwanted(reply: Reply, incoming: Incoming) -> bool:
    """Tell whether nobody asked for the reply and it is not sure enough to be said unasked."""
    is_sure = reply.kind == "answer" and reply.confidence >= incoming.min_confidence
    return incoming.min_confidence > 0 and not is_sure


def _where(error: Exception) -> str:
    """Name an error and its place. Its message is left out: it may hold the person's words."""
    frames = traceback.extract_tb(error.__traceback__)[-3:]
    places = (f"{Path(frame.filename).name}:{frame.lineno}" for frame in frames)
    return f"{type(error).__name__} at {' > '.join(places)}"
