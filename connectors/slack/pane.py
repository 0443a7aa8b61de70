"""The assistant pane: a greeting, what can be asked, and a title for what was."""

from __future__ import annotations

from typing import Any

from slack_bolt.async_app import AsyncApp

from connectors.slack.incoming import NO_WORDS
from connectors.slack.office import Office

GREETING = "Ask me about what I have learnt; I show where each answer stands."
N_PROMPTS = 4
MAX_TITLE_CHARACTERS = 75


class Pane:
    """Greets who opens the assistant pane."""

    def __init__(self, office: Office) -> None:
        self._office = office

    def listen(self, app: AsyncApp) -> None:
        """Have Bolt call this part."""
        app.event("assistant_thread_started")(self._on_opened)

    async def _on_opened(self, body: dict[str, Any]) -> None:
        self._office.later(self._greet(body["event"]["assistant_thread"]))

    async def _greet(self, thread: dict[str, Any]) -> None:
        """Open the pane with a greeting and what can be asked."""
        channel, thread_ts = thread["channel_id"], thread["thread_ts"]
        introduction = await self._office.introduction(str(thread["user_id"]))
        wanted = (introduction.get("custom") or {}).get("suggestions") or [NO_WORDS]
        prompts = [{"title": text[:MAX_TITLE_CHARACTERS], "message": text} for text in wanted]
        await self._office.outbox.attempt(
            "chat.postMessage", queue=channel, channel=channel, thread_ts=thread_ts, text=GREETING
        )
        await self._office.outbox.attempt(
            "assistant.threads.setSuggestedPrompts",
            channel_id=channel,
            thread_ts=thread_ts,
            prompts=prompts[:N_PROMPTS],
        )
