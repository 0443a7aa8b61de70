"""How the server calls the action server."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import aiohttp
from rasa.utils.endpoints import EndpointConfig

CALL_SECONDS = 20.0


class ActionEndpoint(EndpointConfig):
    """The action server's address; connections to it stay open, and a call cut off is sent again.

    A call is cut off where the action server dies. Its listener outlives it, so the second call
    waits for the next life instead of costing the person an answer.
    """

    _shared: aiohttp.ClientSession | None = None

    @asynccontextmanager
    async def session(self) -> AsyncIterator[aiohttp.ClientSession]:
        """Yield the one session of this process."""
        if self._shared is None:
            self._shared = aiohttp.ClientSession(headers=self.headers)
        yield self._shared

    async def request(self, *args: Any, **kwargs: Any) -> Any:
        """Call the action server."""
        kwargs["timeout"] = aiohttp.ClientTimeout(total=CALL_SECONDS)  # Rasa waits five minutes
        try:
            return await super().request(*args, **kwargs)
        except (aiohttp.ServerDisconnectedError, aiohttp.ClientOSError):
            return await super().request(*args, **kwargs)
