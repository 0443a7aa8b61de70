"""People who ask over REST, so many at once, each in conversations of some turns."""

from __future__ import annotations

import asyncio
import random
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import count

import aiohttp

from knowledge.parse.pairs import Pair

N_QUESTIONS = 200
TURNS = 10  # of one conversation
TIMEOUT_SECONDS = 60

_names = count()


@dataclass
class Load:
    """What was measured.

    Attributes:
        seconds: each message's time.
        n_errors: messages without a reply.
        elapsed: from the first message to the last reply, in seconds.
    """

    seconds: list[float] = field(default_factory=list)
    n_errors: int = 0
    elapsed: float = 0.0

    def percentile_ms(self, share: float) -> float:
        """Return the time that this share of the messages did not exceed, in milliseconds."""
        ordered = sorted(self.seconds)
        return 1000 * ordered[min(len(ordered) - 1, int(share * len(ordered)))]

    def summary(self) -> dict[str, float]:
        """Return the figures of a report."""
        return {
            "p50_ms": round(self.percentile_ms(0.50), 2),
            "p95_ms": round(self.percentile_ms(0.95), 2),
            "p99_ms": round(self.percentile_ms(0.99), 2),
            "messages_per_second": round(len(self.seconds) / self.elapsed, 1),
            "errors": self.n_errors,
            "messages": len(self.seconds),
        }


def some_questions(pairs: Sequence[Pair]) -> list[str]:
    """Return what is asked: always the same of the same pairs."""
    questions = [question for pair in pairs for question in pair.questions]
    return random.Random(7).sample(questions, min(N_QUESTIONS, len(questions)))


class Asker:
    """Asks one server, or several that share their conversations.

    Args:
        addresses: of the servers; each message goes to any of them.
        questions: asked in turn, over and over.
    """

    def __init__(self, addresses: tuple[str, ...], questions: Sequence[str]) -> None:
        self._urls = [f"{address}/webhooks/rest/webhook" for address in addresses]
        self._chance = random.Random(7)
        self._questions = questions
        self._n_asked = 0

    def run(self, *, n_clients: int, n_messages: int) -> Load:
        """Ask so many questions with so many clients."""
        return asyncio.run(self._run(n_clients, n_messages))

    def converse(self, sender: str, n_turns: int) -> list[float]:
        """Take turns in one conversation; return the seconds of each."""
        load = Load()

        async def run() -> None:
            async with self._session() as session:
                for _ in range(n_turns):
                    await self._ask(session, sender, load)

        asyncio.run(run())
        if load.n_errors:
            raise RuntimeError(f"{load.n_errors} of {n_turns} messages had no reply")
        return load.seconds

    async def _run(self, n_clients: int, n_messages: int) -> Load:
        load = Load()
        turns = iter(range(n_messages))
        async with self._session() as session:
            began = time.perf_counter()
            clients = (self._client(session, turns, load) for _ in range(n_clients))
            await asyncio.gather(*clients)
            load.elapsed = time.perf_counter() - began
        return load

    async def _client(
        self, session: aiohttp.ClientSession, turns: Iterator[int], load: Load
    ) -> None:
        sender, n_turns = "", TURNS
        for _ in turns:
            if n_turns == TURNS:
                sender, n_turns = f"bench-{time.time_ns()}-{next(_names)}", 0
            await self._ask(session, sender, load)
            n_turns += 1

    async def _ask(self, session: aiohttp.ClientSession, sender: str, load: Load) -> None:
        text = self._questions[self._n_asked % len(self._questions)]
        self._n_asked += 1
        url, message = self._chance.choice(self._urls), {"sender": sender, "message": text}
        began = time.perf_counter()
        try:
            async with session.post(url, json=message) as answer:
                replies = await answer.json(content_type=None)
                is_good = answer.status == 200 and bool(replies)
        except (aiohttp.ClientError, asyncio.TimeoutError, ValueError):
            is_good = False
        load.seconds.append(time.perf_counter() - began)
        load.n_errors += not is_good

    def _session(self) -> aiohttp.ClientSession:
        return aiohttp.ClientSession(
            connector=aiohttp.TCPConnector(limit=0),
            timeout=aiohttp.ClientTimeout(total=TIMEOUT_SECONDS),
        )
