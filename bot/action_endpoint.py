"""Where actions run: in the server's own process, or in a pool of action servers beside it.

MENTOR_ACTIONS_URL unset   OwnActions: a call of a function
MENTOR_ACTIONS_URL set     ActionPool: HTTP; while the pool is away, OwnActions
"""

from __future__ import annotations

import asyncio
import json as jsonlib
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import aiohttp
from rasa.utils.endpoints import ClientResponseError, EndpointConfig
from rasa_sdk.executor import ActionExecutor
from rasa_sdk.interfaces import ActionExecutionRejection

from bot import metrics
from bot.breaker import Breaker

PACKAGE = "actions"
CALL_SECONDS = 5.0
N_EVENTS = 48  # of a conversation's end that are sent: more than any action reads

logger = logging.getLogger(__name__)


class OwnActions(EndpointConfig):
    """The actions, run where the message is: no second process, no second request."""

    def __init__(self) -> None:
        super().__init__(PACKAGE, enable_selective_domain=True)  # no action reads the domain
        self._executor = ActionExecutor()
        self._executor.register_package(PACKAGE)

    async def request(self, *args: Any, json: Any = None, **kwargs: Any) -> Any:
        """Run the action that Rasa's call names; the result is as from an action server."""
        try:
            return await self._executor.run(json)
        except ActionExecutionRejection as refused:
            body = {"error": refused.message, "action_name": refused.action_name}
            raise ClientResponseError(400, refused.message, jsonlib.dumps(body)) from refused


class ActionPool(EndpointConfig):
    """Action servers behind one address, over connections that stay open.

    Args:
        url: where a pool takes its calls.
        instead: runs the actions while the pool is away or too slow.
    """

    def __init__(self, url: str, *, instead: EndpointConfig) -> None:
        super().__init__(url, enable_selective_domain=True)
        self._instead = instead
        self._breaker = Breaker(n_failures=2, pause_seconds=2.0)
        self._shared: aiohttp.ClientSession | None = None

    @asynccontextmanager
    async def session(self) -> AsyncIterator[aiohttp.ClientSession]:
        """Yield the one session of this process."""
        if self._shared is None:
            self._shared = aiohttp.ClientSession(headers=self.headers)
        yield self._shared

    async def request(self, *args: Any, json: Any = None, **kwargs: Any) -> Any:
        """Call the pool; where it does not answer, run the action here."""
        if self._breaker.lets_through():
            kwargs["timeout"] = aiohttp.ClientTimeout(total=CALL_SECONDS)  # Rasa waits five minutes
            try:
                result = await super().request(*args, json=_cut(json), **kwargs)
                self._note_success()
                return result
            except ClientResponseError as refused:
                if refused.status == 400:
                    raise  # the action's own word
                self._note_failure(f"it answered {refused.status}")
            except (aiohttp.ClientError, asyncio.TimeoutError, OSError) as problem:
                self._note_failure(type(problem).__name__)
        metrics.ACTIONS_INSTEAD.inc()
        return await self._instead.request(*args, json=json, **kwargs)

    async def close(self) -> None:
        """Close the connections to the pool."""
        if self._shared is not None:
            await self._shared.close()
            self._shared = None

    def _note_success(self) -> None:
        metrics.part_is_up("actions", True)
        if self._breaker.succeeded():
            logger.warning("The action pool is back")

    def _note_failure(self, why: str) -> None:
        metrics.part_is_up("actions", False)
        if self._breaker.failed():
            logger.error("The action pool is away (%s); actions run in the server meanwhile", why)


def _cut(call: dict[str, Any]) -> dict[str, Any]:
    """Return a call whose tracker is no longer than what actions read."""
    tracker = call["tracker"]
    return {**call, "tracker": {**tracker, "events": tracker["events"][-N_EVENTS:]}}
