"""Answers as messages in Slack: posted once, found again after a crash, withdrawn.

Each posted answer carries its job's key as message metadata. Where an answer may already stand in
Slack, that is looked up first.
"""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from connectors.slack import blocks
from connectors.slack.job import Job
from connectors.slack.outbox import Outbox, RefusedError

logger = logging.getLogger(__name__)

METADATA = "mentor_answer"
MAX_AHEAD_SECONDS = 2 * 24 * 3600.0


@dataclass(frozen=True)
class Posted:
    """The answers to a job that stand in Slack.

    Attributes:
        parts: the ts of each part of the answer.
        n_parts: of how many parts the answer consists; 0 where none stands there.
        question_ids: the notebook's identifiers of what they answer.
    """

    parts: dict[int, str]
    n_parts: int
    question_ids: tuple[str, ...]

    @property
    def is_whole(self) -> bool:
        """Whether nothing of the answer is missing."""
        return 0 < self.n_parts == len(self.parts)


NOTHING = Posted({}, 0, ())


class Poster:
    """Posts answers.

    Args:
        outbox: where they go.
        begin: notes that from now on an answer to a job may stand in Slack.
    """

    def __init__(self, outbox: Outbox, begin: Callable[[Job], Awaitable[None]]) -> None:
        self._outbox = outbox
        self._begin = begin

    async def post_all(
        self, job: Job, messages: Sequence[blocks.Message], ids: Sequence[str], posted: Posted
    ) -> list[str]:
        """Post the messages that do not stand there yet; return the ts of all.

        Args:
            job: what they answer, and where they go.
            messages: the parts of the answer.
            ids: the notebook's identifiers of what they answer.
            posted: what stands there.
        """
        answers = []
        for part, message in enumerate(messages):
            if part in posted.parts:
                answers.append(posted.parts[part])
                continue
            about = {"part": part, "n_parts": len(messages), "question_ids": ",".join(ids)}
            answers.append(await self.post(job, message, about=about))
        return answers

    async def post(self, job: Job, message: blocks.Message, *, about: dict[str, Any]) -> str:
        """Post one message and return its ts; where Slack refuses its blocks, its text alone."""
        arguments = {
            "channel": job.channel,
            **({"thread_ts": job.thread_ts} if job.thread_ts else {}),
            **message,
            "metadata": {"event_type": METADATA, "event_payload": {"key": job.key, **about}},
            "unfurl_links": False,
            "unfurl_media": False,
        }
        # Noted when its turn has come: what still waits in the queue need not be looked for.
        how: Any = {"queue": job.channel, "before": partial(self._begin, job)}
        try:
            answer = await self._outbox.call("chat.postMessage", **how, **arguments)
        except RefusedError as problem:
            if "blocks" not in problem.reason and problem.reason != "msg_too_long":
                raise
            logger.error("Slack refused the blocks of the answer to %s; sent as text", job.key)
            del arguments["blocks"]
            answer = await self._outbox.call("chat.postMessage", **how, **arguments)
        return str(answer["ts"])

    async def find(self, job: Job) -> Posted:
        """Return the answers to a job that stand in Slack."""
        where: dict[str, Any] = {
            "channel": job.channel,
            "limit": 100,
            "include_all_metadata": "true",
            "oldest": _oldest(job),
            **({"ts": job.thread_ts} if job.thread_ts else {}),
        }
        method = f"conversations.{'replies' if job.thread_ts else 'history'}"
        try:
            answer = await self._outbox.call(method, **where)  # its limit is the workspace's
        except RefusedError as problem:  # twice is better than never
            logger.warning("Whether %s was answered cannot be looked up: %s", job.key, problem)
            return NOTHING
        return _of(job.key, answer.get("messages") or ())

    async def replace(
        self, job: Job, messages: Sequence[blocks.Message], standing: Sequence[str]
    ) -> list[str]:
        """Put messages in the place of those that stand there; return the ts of all."""
        now = []
        for part, message in enumerate(messages):
            if part < len(standing):
                where: dict[str, Any] = {"channel": job.channel, "ts": standing[part]}
                await self._outbox.call("chat.update", queue=job.channel, **where, **message)
                now.append(standing[part])
            else:
                now.append(await self.post(job, message, about={"part": part}))
        await self.withdraw(job.channel, standing[len(messages) :])
        return now

    async def withdraw(self, channel: str, answers: Sequence[str]) -> None:
        """Delete messages of the mentor."""
        for ts in answers:
            try:
                await self._outbox.call("chat.delete", queue=channel, channel=channel, ts=ts)
            except RefusedError as problem:
                if problem.reason != "message_not_found":  # somebody was quicker
                    raise


def _oldest(job: Job) -> str:
    """Return a moment of Slack's before which no answer to a job can stand."""
    if job.kind != "tell":
        return job.ts
    # It begins here, by a clock that may have been ahead of Slack's when it did.
    return f"{float(job.ts) - MAX_AHEAD_SECONDS:.6f}"


def _of(key: str, messages: Sequence[dict[str, Any]]) -> Posted:
    parts, n_parts, ids = {}, 0, ""
    for message in messages:
        about = (message.get("metadata") or {}).get("event_payload") or {}
        if about.get("key") == key:
            parts[int(about.get("part", 0))] = str(message["ts"])
            n_parts = int(about.get("n_parts", 1))
            ids = str(about.get("question_ids") or "")
    return Posted(parts, n_parts, tuple(filter(None, ids.split(","))))
