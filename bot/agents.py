"""Rasa's agent of the promoted release, and its replacement when another is promoted."""

from __future__ import annotations

import asyncio
import gc
from pathlib import Path
from typing import Any

from rasa.core.agent import Agent
from rasa.core.channels.channel import UserMessage
from rasa.core.lock_store import LockStore
from rasa.core.processor import MessageProcessor
from rasa.core.tracker_store import TrackerStore
from rasa.core.utils import AvailableEndpoints
from sanic import Sanic
from sanic.exceptions import ServiceUnavailable

from bot import metrics
from bot.components.question import GUARD
from bot.follow import LiveKnowledge
from bot.graph import StraightProcessor
from bot.promoted import promoted_model
from bot.repeats import replies_before
from bot.spoken import SpokenActions
from knowledge.home import Home

MAX_MESSAGES = 192  # begun or waiting; the last of them has its answer after some 3 s
ANSWER_SECONDS = 30.0
BUSY = "The mentor has more questions than it can answer right now; please ask again in a moment."


class MeteredAgent(Agent):
    """Rasa's agent; each message is counted and timed, and none waits without an end."""

    processor: MessageProcessor | None

    def load_model(self, model_path: Path, fingerprint: str | None = None) -> None:
        """Load a model, to be run by `StraightProcessor`."""
        processor = StraightProcessor(
            model_path=model_path,
            tracker_store=self.tracker_store,
            lock_store=self.lock_store,
            action_endpoint=self.action_endpoint,
            generator=self.nlg,
        )
        self.processor, self.domain = processor, processor.domain
        self.tracker_store.domain = processor.domain
        self.nlg.responses = processor.domain.responses
        self._set_fingerprint(fingerprint)

    async def handle_message(self, message: UserMessage) -> list[dict[str, Any]] | None:
        """Answer one message; its text is words, also where a channel forgot to say so.

        Raises:
            ServiceUnavailable: too many messages are being answered.
            asyncio.TimeoutError: it took too long.
        """
        if metrics.n_in_flight() >= MAX_MESSAGES:
            metrics.count_busy(message.input_channel)
            raise ServiceUnavailable(BUSY)
        message.text = as_words(message.text)
        with metrics.message(message.input_channel):
            answering = self._answer(message)
            replies = await asyncio.wait_for(answering, ANSWER_SECONDS)
        for reply in replies or ():
            metrics.count_reply(reply)
        return replies

    async def _answer(self, message: UserMessage) -> list[dict[str, Any]] | None:
        if self.processor is None:
            return None
        told: list[dict[str, Any]] = []
        async with self.lock_store.lock(message.sender_id):
            for reply in await replies_before(self.tracker_store, message):
                told.append(reply)
                await message.output_channel.send_response(message.sender_id, reply)
            if told:
                return told
            replies: list[dict[str, Any]] | None = await self.processor.handle_message(message)
            return replies


def as_words(text: str | None) -> str:
    """Return a text that Rasa does not read as an intent with entities, as it does behind a `/`."""
    plain = (text or "").strip()
    return GUARD + plain if plain.startswith("/") else text or ""


class AgentOfRelease:
    """Put the agent of the promoted release where Rasa's channels look for it.

    Args:
        home: whose releases are followed.
        app: the agent becomes `app.ctx.agent`, the release's name `app.ctx.release`.
        endpoints: where conversations, locks and actions are.
    """

    def __init__(self, home: Home, app: Sanic, endpoints: AvailableEndpoints) -> None:
        self._home = home
        self._app = app
        self._endpoints = endpoints
        self._locks = LockStore.create(endpoints.lock_store)  # one for all agents of this process
        self._knowledge = LiveKnowledge(home)
        self._model: Path | None = None

    def look(self) -> None:
        """Load what was promoted and swap it in.

        Messages are answered meanwhile by the agent before; each keeps the one it began with.
        """
        mentor = self._knowledge.look()
        model = promoted_model(self._home)
        if model != self._model:
            self._app.ctx.agent = self._load(model)
            self._model = model
        self._app.ctx.release = mentor.release
        metrics.name_release(mentor.release)

    def _load(self, model: Path) -> MeteredAgent:
        agent = MeteredAgent(
            lock_store=self._locks,
            action_endpoint=self._endpoints.action,
            generator=SpokenActions(actions=self._endpoints.action),
        )
        # Given to the agent afterwards, it is not wrapped: while the database is away, the wrapper
        # would converse without a memory and then forget even that.
        agent.tracker_store = TrackerStore.create(self._endpoints.tracker_store)
        agent.load_model(model)
        gc.collect()
        gc.freeze()  # what is loaded stays: looking through it again and again is felt in messages
        return agent
