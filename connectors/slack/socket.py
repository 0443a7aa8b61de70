"""Socket Mode: one WebSocket to Slack, made again whenever it ends.

open ──address, good once──> WebSocket ──hello──> envelopes, each acknowledged by its id
  ^                              │ it ends, or Slack says that it soon will
  └── at once; where connections do not last, with longer and longer pauses
"""

from __future__ import annotations

import asyncio
import json
import logging
import random
import time
from collections.abc import Awaitable, Callable
from typing import Any

import aiohttp
from slack_bolt.app.async_app import AsyncApp
from slack_bolt.request.async_request import AsyncBoltRequest

from connectors.slack.intake import Intake

logger = logging.getLogger(__name__)

PING_SECONDS = 5.0  # also how soon a connection that died without a word is noticed
FIRST_PAUSE_SECONDS = 0.5
MAX_PAUSE_SECONDS = 30.0
LASTING_SECONDS = 10.0  # a connection that ends sooner counts as failed
MAX_ENVELOPE_BYTES = 1024 * 1024

Open = Callable[[], Awaitable[str]]


class Socket:
    """Keeps a connection with Slack.

    Args:
        app: Bolt's, which answers each envelope.
        open_address: asks Slack for the address of a new WebSocket.
        intake: counts what is being taken in.

    Attributes:
        greeted: set once Slack has said hello.
    """

    def __init__(self, app: AsyncApp, open_address: Open, intake: Intake) -> None:
        self._app = app
        self._intake = intake
        self._open_address = open_address
        self._answers: set[asyncio.Task[None]] = set()
        self._readers: set[asyncio.Task[None]] = set()
        self.greeted = asyncio.Event()

    async def run(self) -> None:
        """Stay connected until cancelled."""
        n_short = 0
        async with aiohttp.ClientSession() as session:
            try:
                while True:
                    began = time.monotonic()
                    try:
                        await self._connect_once(session)
                    except Exception as problem:  # whatever it is, Slack must be heard again
                        logger.info("Slack's WebSocket failed: %r", problem)
                    if time.monotonic() - began >= LASTING_SECONDS:
                        n_short = 0
                        continue
                    await asyncio.sleep(pause_after(n_short))
                    n_short += 1
            finally:
                for task in (*self._readers, *self._answers):
                    task.cancel()

    async def _connect_once(self, session: aiohttp.ClientSession) -> None:
        """Open one WebSocket and read it until it ends or Slack asks for another.

        What Slack still sends over the one that it asked to replace is read beside the new one.
        """
        address = await self._open_address()
        socket = await session.ws_connect(
            address, heartbeat=PING_SECONDS, max_msg_size=MAX_ENVELOPE_BYTES
        )
        replaced = asyncio.Event()
        reader = asyncio.ensure_future(self._read(socket, replaced))
        self._readers.add(reader)
        reader.add_done_callback(self._readers.discard)
        waiting = asyncio.ensure_future(replaced.wait())
        try:
            await asyncio.wait((reader, waiting), return_when=asyncio.FIRST_COMPLETED)
        finally:
            waiting.cancel()
        if reader.done():
            reader.result()

    async def _read(self, socket: aiohttp.ClientWebSocketResponse, replaced: asyncio.Event) -> None:
        async for message in socket:
            if message.type != aiohttp.WSMsgType.TEXT:
                continue
            envelope = json.loads(message.data)
            if envelope.get("type") == "hello":
                self.greeted.set()
            elif envelope.get("type") == "disconnect":
                _explain(str(envelope.get("reason") or ""))
                replaced.set()
            elif "envelope_id" in envelope:
                self._later(self._answer(socket, envelope))

    def _later(self, work: Any) -> None:
        task = asyncio.ensure_future(work)
        self._answers.add(task)
        task.add_done_callback(self._answers.discard)

    async def _answer(
        self, socket: aiohttp.ClientWebSocketResponse, envelope: dict[str, Any]
    ) -> None:
        """Have Bolt answer an envelope; without an acknowledgement Slack sends it again."""
        request = AsyncBoltRequest(mode="socket_mode", body=envelope.get("payload") or {})
        try:
            with self._intake:
                answer = await self._app.async_dispatch(request)
                if answer.status == 200:
                    await socket.send_json(_acknowledgement(envelope, answer.body))
        except (ConnectionError, aiohttp.ClientError, RuntimeError) as problem:
            logger.info("An acknowledgement was not sent: %s", problem)  # Slack sends it again
        except Exception:
            logger.exception("A Slack envelope could not be taken; Slack sends it again")


def _acknowledgement(envelope: dict[str, Any], body: str) -> dict[str, Any]:
    payload = {"payload": json.loads(body)} if body else {}
    return {"envelope_id": envelope["envelope_id"], **payload}


def pause_after(n_short: int) -> float:
    """Return for how many seconds to wait; a little by chance, since many may have been cut."""
    most = min(FIRST_PAUSE_SECONDS * 2.0 ** min(n_short, 10), MAX_PAUSE_SECONDS)
    return most * random.uniform(0.5, 1.0)


def _explain(reason: str) -> None:
    if reason == "link_disabled":
        logger.error("Socket Mode is switched off in Slack's settings of the app.")
    else:
        logger.debug("Slack asks for a new WebSocket: %s", reason)
