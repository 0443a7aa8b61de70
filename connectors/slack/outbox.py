"""What goes to Slack: a queue a channel, which waits as long as Slack asks for."""

from __future__ import annotations

import asyncio
import logging
from collections import defaultdict
from collections.abc import Awaitable, Callable
from typing import Any

import aiohttp
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.webhook.async_client import AsyncWebhookClient

logger = logging.getLogger(__name__)

DEFAULT_WAIT_SECONDS = 1.0
READS = (  # these take no JSON
    "conversations.history",
    "conversations.replies",
    "chat.getPermalink",
    "usergroups.users.list",
)
SLACKS_FAULT = ("internal_error", "fatal_error", "service_unavailable", "request_timeout")


class RefusedError(Exception):
    """Say why Slack did not do it; asking again would not help.

    Attributes:
        reason: Slack's word for it, such as `channel_not_found`.
    """

    def __init__(self, reason: str) -> None:
        super().__init__(f"Slack refused: {reason}.")
        self.reason = reason


class UnsureError(Exception):
    """Say that no answer came from Slack: it may have done it."""


class Outbox:
    """Calls of Slack's Web API.

    Args:
        client: with the bot token; without retries of its own, which would post twice.
    """

    def __init__(self, client: AsyncWebClient) -> None:
        self._client = client
        self._queues: defaultdict[str, asyncio.Lock] = defaultdict(asyncio.Lock)

    async def call(
        self,
        method: str,
        *,
        queue: str = "",
        before: Callable[[], Awaitable[None]] | None = None,
        **arguments: Any,
    ) -> dict[str, Any]:
        """Call a method and return its result; 429 is waited out.

        Args:
            method: such as `chat.postMessage`.
            queue: the channel; calls of one channel are made one after the other. Without one,
                those of the method are.
            before: what is done when its turn has come.
            **arguments: those of the method.

        Raises:
            RefusedError: Slack will not do it.
            UnsureError: it is not known whether Slack did it.
        """
        async with self._queues[queue or method]:
            if before is not None:
                await before()
            while True:
                try:
                    answer = await self._client.api_call(method, **_sent_as(method, arguments))
                    return dict(answer.data)
                except SlackApiError as problem:
                    await self._wait_or_raise(problem)
                except (aiohttp.ClientError, asyncio.TimeoutError, OSError) as problem:
                    raise UnsureError(f"{method}: {type(problem).__name__}") from problem

    async def attempt(self, method: str, *, queue: str = "", **arguments: Any) -> dict[str, Any]:
        """Call a method whose result nobody waits for; return {} where it fails."""
        try:
            return await self.call(method, queue=queue, **arguments)
        except (RefusedError, UnsureError) as problem:
            logger.warning("%s failed: %s", method, problem)
            return {}

    async def whisper(self, url: str, text: str) -> None:
        """Say something that only who pressed a button sees; nothing depends on it."""
        note = {"response_type": "ephemeral", "replace_original": False, "text": text}
        try:
            await self.respond(url, **note)
        except (RefusedError, UnsureError) as problem:
            logger.warning("A note to a person was not shown: %s", problem)

    async def respond(self, url: str, **message: Any) -> None:
        """Send a message that only one person sees to the address that Slack gave for it.

        Raises:
            RefusedError: the address has expired.
            UnsureError: it is not known whether Slack took it.
        """
        async with self._queues[url]:
            while True:
                try:
                    answer = await AsyncWebhookClient(url, retry_handlers=[]).send_dict(message)
                except (aiohttp.ClientError, asyncio.TimeoutError, OSError) as problem:
                    raise UnsureError(f"response_url: {type(problem).__name__}") from problem
                if answer.status_code != 429:
                    break
                await asyncio.sleep(_retry_after(answer.headers))
        self._queues.pop(url, None)
        if answer.status_code >= 400:
            raise RefusedError(f"response_url answered {answer.status_code}")

    async def _wait_or_raise(self, problem: SlackApiError) -> None:
        answer = problem.response
        status = getattr(answer, "status_code", 0)
        data = getattr(answer, "data", answer)
        reason = str(data.get("error", status)) if isinstance(data, dict) else str(status)
        if status == 429 or reason in ("ratelimited", "rate_limited"):
            await asyncio.sleep(_retry_after(getattr(answer, "headers", {})))
        elif status >= 500 or reason in SLACKS_FAULT:
            raise UnsureError(reason) from problem
        else:
            raise RefusedError(reason) from problem


def _sent_as(method: str, arguments: dict[str, Any]) -> dict[str, Any]:
    """Return the arguments in the form that the method takes: those that read take no JSON."""
    return {"params" if method in READS else "json": arguments}


def _retry_after(headers: Any) -> float:
    found = {str(name).lower(): value for name, value in dict(headers).items()}
    try:
        return max(0.0, float(found["retry-after"]))
    except (KeyError, ValueError):
        return DEFAULT_WAIT_SECONDS
