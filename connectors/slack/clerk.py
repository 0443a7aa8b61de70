"""What is done for each kind of job: ask Rasa, draw the replies, post them.

Where an answer may already stand in Slack, that is looked up first: each posted answer carries its
job's key.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Sequence
from typing import Any

from connectors.slack import blocks
from connectors.slack.inbox import Claimed, Inbox, OneThread
from connectors.slack.incoming import Job, Kind
from connectors.slack.outbox import Outbox, RefusedError, UnsureError

logger = logging.getLogger(__name__)

Reply = dict[str, Any]
Ask = Callable[[str, str], Awaitable[list[Reply]]]
Posted = dict[int, tuple[str, int]]  # part of the answer: its ts, the number of parts

N_AT_ONCE = 8  # questions in Rasa
STATUS_SECONDS = 2.0
METADATA = "mentor_answer"

SORRY = "Sorry, I could not answer that just now. Please ask again in a moment."
INVITE = "I am not in this channel: invite me with `/invite`, then share again."


class Clerk:
    """Does one job.

    Args:
        inbox: remembers what answers which question.
        in_sql: calls what blocks.
        outbox: where answers go.
        ask: gives Rasa a text of a conversation and returns the replies.
        can_ask_human: whether there is a channel where people help.
    """

    def __init__(
        self,
        inbox: Inbox,
        in_sql: OneThread,
        outbox: Outbox,
        ask: Ask,
        *,
        can_ask_human: bool = False,
    ) -> None:
        self._inbox = inbox
        self._in_sql = in_sql
        self._outbox = outbox
        self._ask = ask
        self._can_ask_human = can_ask_human
        self._room = asyncio.Semaphore(N_AT_ONCE)
        self._ways: dict[Kind, Callable[[Claimed], Awaitable[list[Any]]]] = {
            "ask": self._answer,
            "press": self._press,
            "command": self._command,
            "share": self._share,
            "edit": self._edit,
            "delete": self._delete,
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
        posted = await self._posted(job) if claimed.may_be_posted else {}
        if posted and len(posted) == next(iter(posted.values()))[1]:
            return [posted[part][0] for part in sorted(posted)]
        await self._show_status(job)
        replies = await self._replies(job)
        await self._in_sql(self._inbox.begin_posting, job.event_id)
        return await self._post_all(job, replies, posted, lead=lead)

    async def _press(self, claimed: Claimed) -> list[Any]:
        job = claimed.job
        if job.response_url:
            return await self._command(claimed)
        return await self._answer(claimed, lead=blocks.asked_by(job.user, job.text))

    async def _command(self, claimed: Claimed) -> list[Reply]:
        job = claimed.job
        replies = await self._replies(job)
        for part, reply in enumerate(replies):
            is_last = part == len(replies) - 1
            message = self._drawn(reply, share=job.key if is_last else "")
            await self._outbox.respond(
                job.response_url, response_type="ephemeral", replace_original=False, **message
            )
        return [{"asked": job.text, "replies": replies}]

    async def _share(self, claimed: Claimed) -> list[str]:
        job = claimed.job
        kept = await self._in_sql(self._inbox.answers, job.target)
        if not kept:
            return []
        posted = await self._posted(job) if claimed.may_be_posted else {}
        await self._in_sql(self._inbox.begin_posting, job.event_id)
        lead = blocks.asked_by(job.user, kept[0]["asked"])
        try:
            return await self._post_all(job, kept[0]["replies"], posted, lead=lead)
        except RefusedError:
            await self._outbox.respond(job.response_url, replace_original=False, text=INVITE)
            raise

    async def _edit(self, claimed: Claimed) -> list[str]:
        job = claimed.job
        answers = await self._in_sql(self._inbox.answers, job.target)
        if not answers:
            return []
        replies = await self._replies(job)
        now = []
        for part, reply in enumerate(replies):
            message = self._drawn(reply)
            if part < len(answers):
                where = {"channel": job.channel, "ts": answers[part]}
                await self._outbox.call("chat.update", queue=job.channel, **where, **message)
                now.append(answers[part])
            else:
                now.append(await self._post(job, message, part=part, n_parts=len(replies)))
        await self._withdraw(job.channel, answers[len(replies) :])
        await self._in_sql(self._inbox.replace_answers, job.target, now)
        return []

    async def _delete(self, claimed: Claimed) -> list[str]:
        job = claimed.job
        await self._withdraw(job.channel, await self._in_sql(self._inbox.answers, job.target))
        await self._in_sql(self._inbox.replace_answers, job.target, [])
        return []

    # What they share.

    async def _replies(self, job: Job) -> list[Reply]:
        async with self._room:
            try:
                replies = await self._ask(job.text, job.conversation)
            except Exception:  # whatever fails in a component, the person gets a sentence
                logger.exception("A message of %r could not be answered", job.conversation)
                replies = []
        return replies or [{"text": SORRY}]

    def _drawn(self, reply: Reply, *, lead: str = "", share: str = "") -> blocks.Message:
        return blocks.message(reply, lead=lead, share=share, can_ask_human=self._can_ask_human)

    async def _post_all(
        self, job: Job, replies: Sequence[Reply], posted: Posted, *, lead: str = ""
    ) -> list[str]:
        """Post the replies that do not stand there yet; return the ts of all."""
        answers = []
        for part, reply in enumerate(replies):
            if part in posted:
                answers.append(posted[part][0])
                continue
            message = self._drawn(reply, lead="" if part else lead)
            answers.append(await self._post(job, message, part=part, n_parts=len(replies)))
        return answers

    async def _post(self, job: Job, message: blocks.Message, *, part: int, n_parts: int) -> str:
        about = {"key": job.key, "part": part, "n_parts": n_parts}
        arguments = {
            "channel": job.channel,
            **({"thread_ts": job.thread_ts} if job.thread_ts else {}),
            **message,
            "metadata": {"event_type": METADATA, "event_payload": about},
            "unfurl_links": False,
            "unfurl_media": False,
        }
        try:
            answer = await self._outbox.call("chat.postMessage", queue=job.channel, **arguments)
        except RefusedError as problem:
            if "blocks" not in problem.reason and problem.reason != "msg_too_long":
                raise
            logger.error("Slack refused the blocks of the answer to %s; sent as text", job.key)
            del arguments["blocks"]
            answer = await self._outbox.call("chat.postMessage", queue=job.channel, **arguments)
        return str(answer["ts"])

    async def _posted(self, job: Job) -> Posted:
        """Return the answers to a job that stand in Slack."""
        where: dict[str, Any] = {
            "channel": job.channel,
            "limit": 100,
            "include_all_metadata": "true",
        }
        where |= {"oldest": job.ts} | ({"ts": job.thread_ts} if job.thread_ts else {})
        method = f"conversations.{'replies' if job.thread_ts else 'history'}"
        try:
            answer = await self._outbox.call(method, queue=job.channel, **where)
        except RefusedError as problem:  # twice is better than never
            logger.warning("Whether %s was answered cannot be looked up: %s", job.key, problem)
            return {}
        found = {}
        for message in answer.get("messages", ()):
            about = (message.get("metadata") or {}).get("event_payload") or {}
            if about.get("key") == job.key:
                found[int(about["part"])] = (str(message["ts"]), int(about["n_parts"]))
        return found

    async def _withdraw(self, channel: str, answers: Sequence[str]) -> None:
        for ts in answers:
            try:
                await self._outbox.call("chat.delete", queue=channel, channel=channel, ts=ts)
            except RefusedError as problem:
                if problem.reason != "message_not_found":  # somebody was quicker
                    raise

    async def _show_status(self, job: Job) -> None:
        """Show in the assistant pane that the mentor works; elsewhere nothing can show it."""
        if not (job.channel.startswith("D") and job.thread_ts):
            return
        where = {"channel_id": job.channel, "thread_ts": job.thread_ts}
        status = {**where, "status": "is looking it up …"}
        try:  # the answer does not wait for it
            await asyncio.wait_for(
                self._outbox.call("assistant.threads.setStatus", **status), STATUS_SECONDS
            )
        except (RefusedError, UnsureError, asyncio.TimeoutError) as problem:
            logger.debug("No status: %r", problem)  # the thread is no assistant's
