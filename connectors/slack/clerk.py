"""What is done for each kind of job: ask Rasa, draw the replies, post them."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace
from typing import Any

from connectors.slack import blocks
from connectors.slack.inbox import Claimed
from connectors.slack.intake import Intake
from connectors.slack.job import Job, Kind
from connectors.slack.memory import Memory
from connectors.slack.outbox import Outbox, RefusedError, UnsureError
from connectors.slack.poster import NOTHING, Poster
from connectors.slack.unasked import METADATA, sure_answers

logger = logging.getLogger(__name__)

Reply = dict[str, Any]
Ask = Callable[[str, str, dict[str, Any]], Awaitable[list[Reply]]]

N_AT_ONCE = 4  # questions in Rasa; more would only keep acknowledgements waiting
STATUS_SECONDS = 2.0
NEVER_SURE = 2.0  # no answer is: it is heard, not answered and not kept

SORRY = "Sorry, I could not answer that just now. Please ask again in a moment."
INVITE = "I am not in this channel: invite me with `/invite`, then share again."
ASKED_HUMAN = "I have passed your question on to people who can help."
NOT_PASSED_ON = "I could not pass your question on. Please ask the people around you."


class Clerk:
    """Does one job.

    Args:
        memory: of the jobs.
        outbox: where answers go.
        ask: gives Rasa a text of a conversation with metadata and returns the replies.
        intake: what comes in, which goes before what is answered.
        help_channel: where people help; "" for nowhere.
        unasked_confidence: how sure an answer must be that nobody asked for.
    """

    def __init__(
        self,
        memory: Memory,
        outbox: Outbox,
        ask: Ask,
        intake: Intake,
        *,
        help_channel: str = "",
        unasked_confidence: float = 1.0,
    ) -> None:
        self._inbox, self._askers, self._in_sql = memory.inbox, memory.askers, memory.in_sql
        self._outbox = outbox
        self._poster = Poster(outbox, self._begin_posting)
        self._ask = ask
        self._intake = intake
        self._help_channel = help_channel
        self._unasked_confidence = unasked_confidence
        self._room = asyncio.Semaphore(N_AT_ONCE)
        self._ways: dict[Kind, Callable[[Claimed], Awaitable[list[Any]]]] = {
            "ask": self._answer,
            "overhear": self._answer,
            "press": self._press,
            "command": self._command,
            "share": self._share,
            "edit": self._edit,
            "delete": self._delete,
            "human": self._human,
            "tell": self._tell,
        }

    async def do(self, claimed: Claimed) -> list[Any]:
        """Do a job and return what answers it.

        Raises:
            RefusedError: Slack will not take the answer.
            UnsureError: it is not known whether Slack took it.
        """
        return await self._ways[claimed.job.kind](claimed)

    # One method for each kind of job; each returns what answers it.

    async def _answer(self, claimed: Claimed, *, lead: str = "") -> list[str]:
        job = claimed.job
        posted = await self._poster.find(job) if claimed.may_be_posted else NOTHING
        if posted.is_whole:
            await self._in_sql(self._askers.note, job, posted.question_ids)
            return [posted.parts[part] for part in sorted(posted.parts)]
        await self._show_status(job)
        replies = await self._replies(job, is_unasked=job.kind == "overhear")
        if not replies:
            return []
        await self._in_sql(self._askers.note, job, _ids(replies))
        messages = self._drawn(job, replies, lead=lead)
        return await self._poster.post_all(job, messages, _ids(replies), posted)

    async def _press(self, claimed: Claimed) -> list[Any]:
        job = claimed.job
        if job.response_url:
            return await self._command(claimed)
        return await self._answer(claimed, lead=blocks.asked_by(job.user, job.text))

    async def _command(self, claimed: Claimed) -> list[dict[str, Any]]:
        """Answer for one person alone.

        Slack shows nobody what one person sees, so what was on its way when a process died cannot
        be looked up. Each part is noted after it was sent: the one on its way comes twice rather
        than never, those before it once.
        """
        job = claimed.job
        kept = await self._in_sql(self._inbox.answers, job.key)
        done = kept[0] if kept else await self._begun(job)
        await self._in_sql(self._askers.note, job, _ids(done["replies"]))
        messages = self._drawn(job, done["replies"], share=job.key)
        for message in messages[done["n_sent"] :]:
            await self._outbox.respond(
                job.response_url, response_type="ephemeral", replace_original=False, **message
            )
            done["n_sent"] += 1
            await self._in_sql(self._inbox.replace_answers, job.key, [done])
        return [done]

    async def _begun(self, job: Job) -> dict[str, Any]:
        return {"asked": job.text, "replies": await self._replies(job), "n_sent": 0}

    async def _share(self, claimed: Claimed) -> list[str]:
        job = claimed.job
        kept = await self._in_sql(self._inbox.answers, job.target)
        if not kept:
            return []
        posted = await self._poster.find(job) if claimed.may_be_posted else NOTHING
        asked = replace(job, text=kept[0]["asked"])
        messages = self._drawn(
            asked, kept[0]["replies"], lead=blocks.asked_by(job.user, asked.text)
        )
        try:
            answers = await self._poster.post_all(job, messages, (), posted)
        except RefusedError:
            await self._outbox.whisper(job.response_url, INVITE)
            raise
        await self._remember(asked, answers[0])
        return answers

    async def _edit(self, claimed: Claimed) -> list[str]:
        job = claimed.job
        standing = await self._in_sql(self._inbox.answers, job.target)
        if not standing:
            return []
        kind = await self._in_sql(self._inbox.kind_of, job.target)
        replies = await self._replies(job, is_unasked=kind == "overhear")
        now = await self._poster.replace(job, self._drawn(job, replies), standing)
        await self._in_sql(self._askers.note, job, _ids(replies), key=job.target)
        await self._in_sql(self._inbox.replace_answers, job.target, now)
        return []

    async def _delete(self, claimed: Claimed) -> list[str]:
        job = claimed.job
        await self._in_sql(self._askers.note, job, (), key=job.target)
        standing = await self._in_sql(self._inbox.answers, job.target)
        await self._poster.withdraw(job.channel, standing)
        await self._in_sql(self._inbox.replace_answers, job.target, [])
        return []

    async def _human(self, claimed: Claimed) -> list[str]:
        """Post a question and its place where people help."""
        job = claimed.job
        there = replace(job, channel=self._help_channel)
        posted = await self._poster.find(there) if claimed.may_be_posted else NOTHING
        where = {"channel": job.channel, "message_ts": job.target}
        found = await self._outbox.attempt("chat.getPermalink", **where) if job.target else {}
        place = str(found.get("permalink") or "")
        message = {"text": blocks.asks_for_help(job.user, job.text, place)}
        try:
            answers = await self._poster.post_all(there, [message], (), posted)
        except RefusedError:
            await self._outbox.whisper(job.response_url, NOT_PASSED_ON)
            raise
        await self._outbox.whisper(job.response_url, ASKED_HUMAN)
        return answers

    async def _tell(self, claimed: Claimed) -> list[str]:
        """Tell somebody what answers their question now; of a private one by message."""
        job = claimed.job
        if not job.channel:
            opened = await self._outbox.call("conversations.open", users=job.user)
            job = replace(job, channel=str(opened["channel"]["id"]))
        posted = await self._poster.find(job) if claimed.may_be_posted else NOTHING
        messages = self._drawn(job, [job.reply], lead=blocks.there_is_an_answer(job.user, job.text))
        answers = await self._poster.post_all(job, messages, (), posted)
        if job.target:  # a deletion of the question withdraws it too
            standing = await self._in_sql(self._inbox.answers, job.target)
            now = list(dict.fromkeys([*standing, *answers]))
            await self._in_sql(self._inbox.replace_answers, job.target, now)
        return answers

    # What they share.

    async def _begin_posting(self, job: Job) -> None:
        await self._in_sql(self._inbox.begin_posting, job.event_id)

    async def _replies(self, job: Job, *, is_unasked: bool = False) -> list[Reply]:
        metadata: dict[str, Any] = {"person": job.person}
        if is_unasked:
            metadata[METADATA] = self._unasked_confidence
        async with self._room:
            await self._intake.quiet()
            try:
                replies = await self._ask(job.text, job.conversation, metadata)
            except Exception:  # whatever fails in a component, the person gets a sentence
                logger.exception("A message of %r could not be answered", job.conversation)
                replies = []
        if is_unasked:
            return sure_answers(replies, self._unasked_confidence)
        return replies or [{"text": SORRY}]

    def _drawn(
        self, job: Job, replies: Sequence[Reply], *, lead: str = "", share: str = ""
    ) -> list[blocks.Message]:
        """Return a message for each reply, the lead above the first, the share below the last."""
        asked = job.text if self._help_channel else ""
        last = len(replies) - 1
        return [
            blocks.message(
                reply,
                lead="" if part else lead,
                share=share if part == last else "",
                help_with=asked,
            )
            for part, reply in enumerate(replies)
        ]

    async def _remember(self, asked: Job, ts: str) -> None:
        """Have the thread below a shared answer begin with its question, for what is asked next."""
        thread = f"{asked.team}:{asked.channel}:{ts}"
        try:
            await self._ask(asked.text, thread, {"person": asked.person, METADATA: NEVER_SURE})
        except Exception:  # the answer stands there all the same
            logger.exception("The thread of a shared answer begins without its question")

    async def _show_status(self, job: Job) -> None:
        """Show in the assistant pane that the mentor works; elsewhere nothing can show it."""
        if not (job.channel.startswith("D") and job.thread_ts):
            return
        where = {"channel_id": job.channel, "thread_ts": job.thread_ts}
        status: dict[str, Any] = {**where, "status": "is looking it up …"}
        try:  # the answer does not wait for it
            await asyncio.wait_for(
                self._outbox.call("assistant.threads.setStatus", **status), STATUS_SECONDS
            )
        except (RefusedError, UnsureError, asyncio.TimeoutError) as problem:
            logger.debug("No status: %r", problem)  # the thread is no assistant's


def _ids(replies: Sequence[Reply]) -> list[str]:
    """Return the notebook's identifiers of what the replies answer."""
    ids = (str((reply.get("custom") or {}).get("question_id") or "") for reply in replies)
    return [id for id in ids if id]
