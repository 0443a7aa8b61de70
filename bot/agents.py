"""Rasa's agent of the promoted release, and its replacement when another is promoted."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from rasa.core.agent import Agent
from rasa.core.channels.channel import UserMessage
from rasa.core.lock_store import LockStore
from rasa.core.tracker_store import TrackerStore
from rasa.core.utils import AvailableEndpoints
from sanic import Sanic

from bot import metrics, quick_validation
from bot.follow import LiveKnowledge
from bot.promoted import promoted_model
from knowledge.home import Home


class MeteredAgent(Agent):
    """Rasa's agent; each message is counted and timed."""

    async def handle_message(self, message: UserMessage) -> list[dict[str, Any]] | None:
        """Answer one message."""
        with metrics.message(message.input_channel):
            replies: list[dict[str, Any]] | None = await super().handle_message(message)
        for reply in replies or ():
            metrics.count_reply(reply)
        return replies


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
        quick_validation.install()
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
        # Each agent has a tracker store of its own: Rasa sets the store's domain to None while an
        # agent is made, and a store without a domain finds no conversations.
        agent = MeteredAgent(
            tracker_store=TrackerStore.create(self._endpoints.tracker_store),
            lock_store=self._locks,
            action_endpoint=self._endpoints.action,
        )
        agent.load_model(model)
        return agent
