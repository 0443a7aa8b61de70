"""Tells those whose question was turned away that there is an answer now, once."""

from __future__ import annotations

import asyncio
import hashlib
import logging
import time

from connectors.slack.askers import Asker, Askers
from connectors.slack.desk import Desk
from connectors.slack.job import Job
from knowledge.notebook import Notebook, ToTell

logger = logging.getLogger(__name__)

LOOK_SECONDS = 3.0
UNKNOWN_SECONDS = 60.0  # by then whoever asked has been noted
CHANNEL = "slack"


class Teller:
    """Looks for answers to questions that were turned away.

    Args:
        notebook: knows what is answered now.
        askers: knows where each was asked.
        desk: takes the jobs that tell; a job with the same key is taken once, by whichever process.
    """

    def __init__(self, notebook: Notebook, askers: Askers, desk: Desk) -> None:
        self._notebook = notebook
        self._askers = askers
        self._desk = desk
        self._unknown_since: dict[str, float] = {}

    async def run(self) -> None:
        """Look every few seconds, until cancelled."""
        while True:
            try:
                await self.look()
            except Exception:  # a database that is away for a while
                logger.exception("Who is to be told cannot be read; it is tried again")
            await asyncio.sleep(LOOK_SECONDS)

    async def look(self) -> None:
        """Have everybody told who can be."""
        for answered in await self._desk.in_sql(self._notebook.to_tell, CHANNEL):
            asker = await self._desk.in_sql(self._askers.who, answered.question_id)
            if asker is not None:
                # The job is kept before the question is off the list: nobody is forgotten.
                await self._desk.take(tell(answered, asker))
            elif not self._is_long_unknown(answered.question_id):
                continue
            self._unknown_since.pop(answered.question_id, None)
            await self._desk.in_sql(self._notebook.mark_told, answered.question_id)

    def _is_long_unknown(self, question_id: str) -> bool:
        """Tell whether nobody is known to have asked, for so long that nobody will be."""
        since = self._unknown_since.setdefault(question_id, time.monotonic())
        return time.monotonic() - since >= UNKNOWN_SECONDS


def tell(answered: ToTell, asker: Asker) -> Job:
    """Return the job that tells the asker in their own thread, of a private answer by message."""
    team = asker.conversation.partition(":")[0]
    said = hashlib.blake2b(answered.text.encode(), digest_size=16).hexdigest()
    key = f"{team}:tell:{asker.conversation}:{asker.user}:{said}"  # asked twice, told once
    return Job(
        event_id=key,
        key=key,
        kind="tell",
        conversation=f"{team}:tell:{asker.user}" if asker.is_private else asker.conversation,
        channel="" if asker.is_private else asker.channel,
        ts=f"{time.time():.6f}",
        thread_ts="" if asker.is_private else asker.thread_ts,
        user=asker.user,
        text=answered.question,
        target="" if asker.is_private else asker.key,
        reply={"text": answered.text, "custom": dict(answered.payload)},
    )
