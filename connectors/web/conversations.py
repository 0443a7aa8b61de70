"""A visitor's questions, asked of Rasa one after the other, and their replies, each kept once.

What was asked is kept before it is answered. Whoever looks at a conversation has its unanswered
questions taken up, so that what a server had begun when it died is finished by the next.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import suppress
from typing import Any
from weakref import WeakValueDictionary

from rasa.core.channels.channel import UserMessage

from connectors.web.messages import as_text
from connectors.web.rest import WholeReplies
from connectors.web.store import Question, Store, View

LEASE_SECONDS = 6.0
# Another server process may have answered: how often to look, with a question open and without.
RECHECK_SECONDS = 1.0
IDLE_SECONDS = 5.0

logger = logging.getLogger(__name__)

Handler = Callable[[UserMessage], Awaitable[Any]]


PREFIX = "web-"


def sender_of(visitor: str) -> str:
    """Return the name of a visitor's conversation in Rasa and of the person in the notebook."""
    return f"{PREFIX}{visitor}"


def visitor_of(person: str) -> str | None:
    """Return the visitor of such a name; None where it is of another channel."""
    return person[len(PREFIX) :] if person.startswith(PREFIX) else None


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
        self._changes: WeakValueDictionary[str, asyncio.Event] = WeakValueDictionary()
        self._ending = False

    async def ask(self, visitor: str, client_id: str, text: str) -> None:
        """Keep a question and begin to answer it."""
        await asyncio.to_thread(self._store.add, visitor, client_id, text)
        self._take_up(visitor)
        self.say_changed(visitor)

    async def look(
        self, visitor: str, *, after: int, seconds: float, enough: Callable[[View], bool]
    ) -> View:
        """Return what came after a number, as soon as it is enough or the time is over."""
        deadline = time.monotonic() + seconds
        while True:
            change = self._change_of(visitor)
            view = await self._view(visitor, after)
            if self._is_over(deadline) or enough(view):
                return view
            await _either(change, view, deadline)

    async def watch(
        self, visitor: str, *, after: int, seconds: float
    ) -> AsyncIterator[View | None]:
        """Yield what is new since a number, again and again; None where nothing was for a while."""
        deadline = time.monotonic() + seconds
        shown: tuple[dict[str, str], ...] | None = None
        while True:
            change = self._change_of(visitor)
            view = await self._view(visitor, after)
            yield view if view.messages or view.open != shown else None
            shown = view.open
            after = view.messages[-1]["n"] if view.messages else after
            if self._is_over(deadline):
                return
            await _either(change, view, deadline)

    def say_changed(self, visitor: str) -> None:
        """Let those who wait for this visitor's conversation look anew."""
        if change := self._changes.pop(visitor, None):
            change.set()

    def _change_of(self, visitor: str) -> asyncio.Event:
        """Return what the next change sets; taken before looking, so that no change is missed."""
        return self._changes.setdefault(visitor, asyncio.Event())

    async def _view(self, visitor: str, after: int) -> View:
        view = await asyncio.to_thread(self._store.view, visitor, after=after)
        if view.waits:
            self._take_up(visitor)
        return view

    def _is_over(self, deadline: float) -> bool:
        return self._ending or time.monotonic() >= deadline

    def end(self) -> None:
        """Let all who wait go, because the server stops."""
        self._ending = True
        for visitor in list(self._changes):
            self.say_changed(visitor)

    def _take_up(self, visitor: str) -> None:
        if visitor not in self._workers and not self._ending:
            self._workers[visitor] = asyncio.ensure_future(self._work(visitor))

    async def _work(self, visitor: str) -> None:
        try:
            while question := await asyncio.to_thread(
                self._store.claim_next, visitor, lease_seconds=self._lease_seconds
            ):
                await self._answer(question)
                self.say_changed(visitor)
        except Exception:  # the database; whoever looks next takes the question up again
            logger.exception("A conversation could not be kept")
        finally:
            del self._workers[visitor]
            self.say_changed(visitor)

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


async def _either(change: asyncio.Event, view: View, deadline: float) -> None:
    """Wait for a change in this process, or until another process may have made one."""
    recheck = RECHECK_SECONDS if view.waits else IDLE_SECONDS
    with suppress(asyncio.TimeoutError):
        await asyncio.wait_for(change.wait(), max(0.0, min(deadline - time.monotonic(), recheck)))
