"""Telling a visitor what was learnt since they asked: a message in their conversation, once.

The message is kept before the question is marked as told: a server that dies between the two leaves
it to the next one, and the conversation takes the same message only once.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from functools import cache
from typing import Protocol

from connectors.web.store import Store
from knowledge.notebook import ToTell


class Book(Protocol):
    """What is read and written of the notebook."""

    def to_tell(self, channel: str, *, limit: int = 50) -> Sequence[ToTell]:
        """Return the questions of a channel whose askers are to be told."""

    def mark_told(self, question_id: str) -> bool:
        """Keep that the asker was told."""


class Teller:
    """Tells all who are to be told.

    Args:
        book: opens the notebook, when it is first needed.
        store: the conversations.
        channel: the name under which questions were recorded.
        on_told: called with each visitor who was told.
    """

    def __init__(
        self,
        book: Callable[[], Book],
        store: Store,
        *,
        channel: str,
        on_told: Callable[[str], None],
    ) -> None:
        self._book = cache(book)
        self._store = store
        self._channel = channel
        self._on_told = on_told

    async def tell(self) -> None:
        """Tell what waits now."""
        for visitor in await asyncio.to_thread(self._tell):
            self._on_told(visitor)

    def _tell(self) -> list[str]:
        book = self._book()
        told = []
        for each in book.to_tell(self._channel):
            custom = {**each.payload, "asked": each.question}
            if visitor := self._store.tell(each.question_id, each.text, custom):
                told.append(visitor)
            book.mark_told(each.question_id)
        return told
