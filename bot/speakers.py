"""How to converse with a mentor: with its search alone, or over HTTP as a person would."""

from __future__ import annotations

import time
import uuid
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from knowledge.errors import SettingError
from knowledge.finding import Finding, Turn
from knowledge.mentor import Mentor
from knowledge.reply import Reply, Source

if TYPE_CHECKING:
    import httpx


@dataclass(frozen=True)
class Told:
    """What came of one message.

    Attributes:
        reply: what the person reads.
        latency_ms: from message to reply.
        best: what the best candidate says, whatever the gate decided; None where only the reply
            is to be seen.
    """

    reply: Reply
    latency_ms: float = 0.0
    best: Reply | None = None


Speak = Callable[[Sequence[str]], tuple[Told, ...]]


def by_mentor(mentor: Mentor) -> Speak:
    """Return how to converse with the search alone: no small talk, no dialogues."""

    def speak(messages: Sequence[str]) -> tuple[Told, ...]:
        history: list[Turn] = []
        told = []
        for message in messages:
            start = time.perf_counter()
            query = mentor.understand(message, history)
            finding = mentor.search(query, mentor.encode(query.text))
            reply = mentor.reply(finding)
            latency_ms = 1000 * (time.perf_counter() - start)
            told.append(Told(reply, latency_ms, _best(mentor, finding, reply)))
            history.append(Turn(message, finding))
        return tuple(told)

    return speak


def _best(mentor: Mentor, finding: Finding, reply: Reply) -> Reply:
    """Return the reply of an open gate."""
    if reply.kind == "answer":
        return reply
    return mentor.reply(replace(finding, outcome="answer"))


def by_server(address: str) -> Speak:
    """Return how to converse with a running mentor, each conversation as a new person.

    Args:
        address: where it serves, such as http://localhost:5005.

    Returns:
        How to converse; it raises a SettingError where no mentor answers.
    """
    import httpx  # only where a server is asked

    client = httpx.Client(base_url=address, timeout=30)

    def speak(messages: Sequence[str]) -> tuple[Told, ...]:
        person = uuid.uuid4().hex
        try:
            return tuple(_asked_over_rest(client, person, message) for message in messages)
        except (httpx.HTTPError, httpx.InvalidURL, ValueError, LookupError, TypeError) as error:
            raise SettingError(
                f"--server: {address} does not answer as a mentor does ({error!r}); start one with "
                "`mentor serve`, or correct the address."
            ) from error

    return speak


def _asked_over_rest(client: httpx.Client, person: str, message: str) -> Told:
    start = time.perf_counter()
    answered = client.post("/webhooks/rest/webhook", json={"sender": person, "message": message})
    latency_ms = 1000 * (time.perf_counter() - start)
    answered.raise_for_status()
    replies = answered.json()
    payload = replies[0]["custom"]
    reply = Reply(
        text="\n\n".join(reply["text"] for reply in replies),
        kind=payload["kind"],
        confidence=payload["confidence"],
        sources=tuple(Source(**source) for source in payload["sources"]),
        release=payload.get("release", ""),
    )
    return Told(reply, latency_ms)
