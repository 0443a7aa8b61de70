"""People who do not give up: each sends the next message once the one before is answered."""

from __future__ import annotations

import asyncio
import itertools
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import aiohttp

QUESTIONS = (
    "what is OAuth?",
    "what is REST?",
    "what is Docker?",
    "what is a relational database?",
    "what is GraphQL?",
    "what is caching?",
)
TRY_SECONDS = 20.0
PAUSE_SECONDS = 0.2
DEADLINE_SECONDS = 90.0


@dataclass
class Heard:
    """What all clients heard.

    Attributes:
        sent: what each conversation got an answer to, in order.
        answers: (when, how long it took since it was first sent) of each message.
        wrong: replies that belong to another question or another conversation.
        given_up: messages without an answer for too long.
        tries: how often something was sent, and how often that failed, by what.
    """

    sent: dict[str, list[str]] = field(default_factory=dict)
    answers: list[tuple[float, float]] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)
    given_up: list[str] = field(default_factory=list)
    tries: dict[str, int] = field(default_factory=dict)


class Clients:
    """Clients in a thread of their own, until they are stopped.

    Args:
        addresses: servers; each message goes to the next one, each try to another.
        n_clients: how many there are.
        name: begins the name of each conversation.
    """

    def __init__(self, addresses: Sequence[str], *, n_clients: int, name: str) -> None:
        self._addresses = itertools.cycle(addresses)
        self._n_clients = n_clients
        self._name = name
        self._right: dict[str, str] = {}
        self._stopped = threading.Event()
        self.heard = Heard()
        self._thread = threading.Thread(target=lambda: asyncio.run(self._run()))

    def learn(self) -> None:
        """Ask each question in peace, to know its answer."""
        asyncio.run(self._learn())

    def start(self) -> None:
        """Begin to ask."""
        self._thread.start()

    def wait_for_answer(self, since: float, *, seconds: float = 60.0) -> None:
        """Wait until somebody has an answer later than that moment of the monotonic clock."""
        deadline = time.monotonic() + seconds
        while not any(when > since for when, _ in self.heard.answers[-50:]):
            if time.monotonic() > deadline:
                return
            time.sleep(0.05)

    def stop(self) -> Heard:
        """Let each client hear its last answer; return what all heard."""
        self._stopped.set()
        self._thread.join()
        return self.heard

    async def _learn(self) -> None:
        async with aiohttp.ClientSession() as session:
            for number, question in enumerate(QUESTIONS):
                replies = await self._send(session, f"{self._name}-learn-{number}", question, "1")
                self._right[question] = _mark(replies)

    async def _run(self) -> None:
        timeout = aiohttp.ClientTimeout(total=TRY_SECONDS)
        async with aiohttp.ClientSession(timeout=timeout) as session:
            clients = (self._client(session, number) for number in range(self._n_clients))
            await asyncio.gather(*clients)

    async def _client(self, session: aiohttp.ClientSession, number: int) -> None:
        sender = f"{self._name}-{number}"
        for turn in itertools.count(number):
            if self._stopped.is_set():
                return
            question = QUESTIONS[turn % len(QUESTIONS)]
            if not await self._insist(session, sender, question, f"m{turn}"):
                return

    async def _insist(
        self, session: aiohttp.ClientSession, sender: str, question: str, id: str
    ) -> bool:
        began = time.monotonic()
        while time.monotonic() - began < DEADLINE_SECONDS:
            try:
                replies = await self._send(session, sender, question, id)
            except (aiohttp.ClientError, asyncio.TimeoutError, ValueError, OSError) as problem:
                self._count(type(problem).__name__)
                await asyncio.sleep(PAUSE_SECONDS)
                continue
            self._count("answered")
            self.heard.answers.append((time.monotonic(), time.monotonic() - began))
            self.heard.sent.setdefault(sender, []).append(question)
            if _mark(replies) != self._right[question] or replies[0]["recipient_id"] != sender:
                self.heard.wrong.append(f"{sender}: {question} -> {_mark(replies)}")
            return True
        self.heard.given_up.append(f"{sender}: {question}")
        return False

    async def _send(
        self, session: aiohttp.ClientSession, sender: str, text: str, id: str
    ) -> list[dict[str, Any]]:
        url = f"{next(self._addresses)}/webhooks/rest/webhook"
        message = {"sender": sender, "message": text, "message_id": id}
        async with session.post(url, json=message) as answer:
            if answer.status != 200:
                raise ValueError(f"status {answer.status}")
            replies: list[dict[str, Any]] = await answer.json()
            if len(replies) != 1:
                raise ValueError(f"{len(replies)} replies")
            return replies

    def _count(self, outcome: str) -> None:
        self.heard.tries[outcome] = self.heard.tries.get(outcome, 0) + 1


def _mark(replies: list[dict[str, Any]]) -> str:
    """Return what tells one answer from another: where it stands, else its kind."""
    payload = replies[0]["custom"]
    return str(payload["sources"][0]["id"] if payload["sources"] else payload["kind"])
