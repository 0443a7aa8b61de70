"""A visitor's questions, asked of Rasa one after the other, and their replies, each kept once.

What was asked is kept before it is answered. Whoever looks at a conversation has its unanswered
questions taken up, so that what a server had begun when it died is finished by the next.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable
from contextlib import suppress
from typing import Any

from rasa.core.channels.channel import UserMessage

from connectors.web.messages import as_text
from connectors.web.rest import WholeReplies
from connectors.web.store import Question, Store, View

LEASE_SECONDS = 6.0
RECHECK_SECONDS = 1.0  # another server process may have answered

logger = logging.getLogger(__name__)

Handler = Callable[[UserMessage], Awaitable[Any]]


def sender_of(visitor: str) -> str:
    """Return the name of a visitor's conversation in Rasa and of the person in the notebook."""
    return f"web-{visitor}"


class Conversations:
    """Asks and waits.

    Args:
        store: where questions and replies are kept.
        handler: Rasa's, for one message.
        channel: the name that Rasa keeps with each message.
        lease_seconds: a worker that has not renewed for so long is dead.
    """

    def __init__(
        self,
        store: Store,
        handler: Handler,
        *,
        channel: str,
        lease_seconds: float = LEASE_SECONDS,
    ) -> None:
        self._lease_seconds = lease_seconds
        self._store = store
        self._handler = handler
        self._channel = channel
        self._workers: dict[str, asyncio.Task[None]] = {}
        self._changes: dict[str, asyncio.Event] = {}
        self._ending = False

    async def ask(self, visitor: str, client_id: str, text: str) -> None:
        """Keep a question and begin to answer it."""
        await asyncio.to_thread(self._store.add, visitor, client_id, text)
        self._take_up(visitor)
        self._say_changed(visitor)

    async def look(
        self, visitor: str, *, after: int, seconds: float, enough: Callable[[View], bool]
    ) -> View:
        """Return what came after a number, as soon as it is enough or the time is over."""
        deadline = time.monotonic() + seconds
        while True:
            change = self._changes.setdefault(visitor, asyncio.Event())
            view = await asyncio.to_thread(self._store.view, visitor, after=after)
            if any(question["state"] == "asked" for question in view.open):
                self._take_up(visitor)
            left = deadline - time.monotonic()
            if left <= 0 or self._ending or enough(view):
                return view
            with suppress(asyncio.TimeoutError):
                await asyncio.wait_for(change.wait(), min(left, RECHECK_SECONDS))

    def end(self) -> None:
        """Let all who wait go, because the server stops."""
        self._ending = True
        for visitor in list(self._changes):
            self._say_changed(visitor)

    def _say_changed(self, visitor: str) -> None:
        if change := self._changes.pop(visitor, None):
            change.set()

    def _take_up(self, visitor: str) -> None:
        if visitor not in self._workers and not self._ending:
            self._workers[visitor] = asyncio.ensure_future(self._work(visitor))

    async def _work(self, visitor: str) -> None:
        try:
            while question := await asyncio.to_thread(
                self._store.claim_next, visitor, lease_seconds=self._lease_seconds
            ):
                await self._answer(question)
                self._say_changed(visitor)
        except Exception:  # the database; whoever looks next takes the question up again
            logger.exception("A conversation could not be kept")
        finally:
            del self._workers[visitor]
            self._say_changed(visitor)

    async def _answer(self, question: Question) -> None:
        beat = asyncio.ensure_future(self._renew(question))
        try:
            replies = await self._converse(question)
        finally:
            beat.cancel()
        if replies:
            await asyncio.to_thread(self._store.finish, question, replies)
        else:
            await asyncio.to_thread(self._store.fail, question)

    async def _renew(self, question: Question) -> None:
        while True:
            await asyncio.sleep(self._lease_seconds / 3)
            await asyncio.to_thread(self._store.renew, question, lease_seconds=self._lease_seconds)

    async def _converse(self, question: Question) -> list[dict[str, Any]]:
        replies = WholeReplies()
        sender = sender_of(question.visitor)
        text = as_text(question.text)
        try:
            await self._handler(UserMessage(text, replies, sender, input_channel=self._channel))
        except Exception:  # whatever fails in a component, the person may try again
            logger.exception("A message of %r could not be answered", sender)
        return list(replies.messages)
