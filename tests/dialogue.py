"""A conversation with a trained Rasa model inside the test's process, its actions included."""

from __future__ import annotations

import asyncio
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from rasa.core.agent import Agent
from rasa.core.channels.channel import OutputChannel, UserMessage
from rasa.core.test import test as run_stories
from rasa.utils.endpoints import EndpointConfig
from rasa_sdk.executor import ActionExecutor

from actions.base import MentorAction
from actions.language import ValidateLanguageForm
from actions.services import Services
from bot.spoken import SpokenActions


class InProcessActions(EndpointConfig):
    """An action server without a socket: what goes in and out is JSON all the same."""

    def __init__(self, services: Services) -> None:
        super().__init__("http://in-process")
        self._executor = ActionExecutor()
        self._executor.register_package("actions")
        for name, run in list(self._executor.actions.items()):
            action = run.__self__
            if isinstance(action, MentorAction):
                self._executor.register_action(type(action)(services))
            else:
                assert name == ValidateLanguageForm().name()

    async def request(self, *_: Any, **call: Any) -> Any:
        """Run the action that a call names."""
        result = await self._executor.run(json.loads(json.dumps(call["json"])))
        return json.loads(json.dumps(result))


class Ear(OutputChannel):
    """Hears each of the bot's messages as one, as the product's own channels do."""

    def __init__(self) -> None:
        self.heard: list[dict[str, Any]] = []

    async def send_response(self, recipient_id: str, message: dict[str, Any]) -> None:
        """Keep a message."""
        self.heard.append(dict(message))


@dataclass(frozen=True)
class Said:
    """One message of the bot."""

    text: str
    custom: dict[str, Any]

    @property
    def kind(self) -> str:
        """The payload's kind."""
        return str(self.custom["kind"])


class Dialogue:
    """Talks to a trained model, as one person or several."""

    def __init__(self, model: Path, services: Services) -> None:
        actions = InProcessActions(services)
        spoken = SpokenActions(actions=actions)
        self.agent = Agent.load(str(model), action_endpoint=actions, generator=spoken)
        self._loop = asyncio.new_event_loop()

    def close(self) -> None:
        """End the conversation."""
        self._loop.close()

    def say(self, text: str | None, *, sender: str = "ann") -> list[Said]:
        """Send a message and return the bot's; each has a text and a payload."""
        ear = Ear()
        message = UserMessage(text, output_channel=ear, sender_id=sender, input_channel="test")
        self._loop.run_until_complete(self.agent.handle_message(message))
        assert all(one.get("text") and one.get("custom") for one in ear.heard), ear.heard
        return [Said(one["text"], one["custom"]) for one in ear.heard]

    def tested(self, stories: Path, out: Path) -> dict[str, Any]:
        """Return what `rasa test core` measures on stories, their sentences understood as well."""
        testing = run_stories(
            str(stories), self.agent, out_directory=str(out), e2e=True, disable_plotting=True
        )
        return dict(self._loop.run_until_complete(testing))

    def understood(self, *, sender: str = "ann") -> dict[str, Any]:
        """Return what Rasa kept of the person's last message."""
        events = reversed(self.tracker(sender=sender).events)
        return dict(next(event.parse_data for event in events if event.type_name == "user"))

    def tracker(self, *, sender: str = "ann") -> Any:
        """Return the conversation's tracker."""
        store = self.agent.tracker_store
        return self._loop.run_until_complete(store.retrieve(sender))
