"""Load while accidents happen; what was lost, doubled or mixed up; how soon all was well again."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from tests.chaos.accidents import Accident
from tests.chaos.clients import Clients, Heard
from tests.chaos.production import Production

QUIET_SECONDS = 3.0  # between two accidents, at least


@dataclass(frozen=True)
class Report:
    """What a run showed.

    Attributes:
        n_answered: messages with an answer.
        tries: how often something was sent, by outcome.
        lost: messages that were answered and do not stand in the database.
        doubled: messages that stand there more often than they were sent.
        wrong: answers to another question or of another conversation.
        given_up: messages without an answer.
        recoveries: for each accident, the seconds from its end to an answer at each client's pace.
        slowest_seconds: the longest that a message took with all its tries.
    """

    n_answered: int
    tries: dict[str, int]
    lost: tuple[str, ...]
    doubled: tuple[str, ...]
    wrong: tuple[str, ...]
    given_up: tuple[str, ...]
    recoveries: tuple[tuple[str, float], ...]
    slowest_seconds: float

    @property
    def is_good(self) -> bool:
        """Whether nothing was lost, doubled, mixed up or left without an answer."""
        return not self._bad

    @property
    def _bad(self) -> tuple[str, ...]:
        return (*self.lost, *self.doubled, *self.wrong, *self.given_up)

    def lines(self) -> list[str]:
        """Return the report for people."""
        recovered = [f"  {seconds:5.1f} s  after: {name}" for name, seconds in self.recoveries]
        return [
            f"answered {self.n_answered}, tries {self.tries}",
            f"lost {len(self.lost)}, doubled {len(self.doubled)}, wrong {len(self.wrong)}, "
            f"given up {len(self.given_up)}",
            f"slowest message {self.slowest_seconds:.1f} s, all its tries counted",
            "first answer to a message sent after the part was back:",
            *recovered,
            *(
                f"  ! {one}"
                for one in (*self.lost, *self.doubled, *self.wrong, *self.given_up)[:20]
            ),
        ]


def run(
    production: Production, accidents: Sequence[Accident], *, seconds: float, n_clients: int
) -> Report:
    """Let accidents happen one after the other, over and over, for so many seconds.

    Args:
        production: what they happen to.
        accidents: in their order; each happens at least once.
        seconds: of load.
        n_clients: that ask all the time.
    """
    name = f"chaos-{time.time_ns()}"
    addresses = [server.address for server in production.servers]
    clients = Clients(addresses, n_clients=n_clients, name=name)
    clients.learn()
    clients.start()
    ends: list[tuple[str, float]] = []
    began = time.monotonic()
    try:
        while len(ends) < len(accidents) or time.monotonic() - began < seconds:
            time.sleep(QUIET_SECONDS)
            accident = accidents[len(ends) % len(accidents)]
            accident.happen(production)
            ends.append((accident.name, time.monotonic()))
            clients.wait_for_answer(ends[-1][1])
    finally:
        heard = clients.stop()
    return _judged(heard, production.said(f"{name}-%"), ends)


def _judged(
    heard: Heard, stored: dict[str, list[str]], ends: Sequence[tuple[str, float]]
) -> Report:
    lost, doubled = [], []
    for sender, sent in heard.sent.items():
        expected, found = Counter(sent), Counter(stored.get(sender, []))
        lost += [f"lost {sender}: {text} x{n}" for text, n in (expected - found).items()]
        doubled += [f"doubled {sender}: {text} x{n}" for text, n in (found - expected).items()]
    return Report(
        n_answered=len(heard.answers),
        tries=heard.tries,
        lost=tuple(lost),
        doubled=tuple(doubled),
        wrong=tuple(heard.wrong),
        given_up=tuple(heard.given_up),
        recoveries=tuple((name, _recovery(heard, end)) for name, end in ends),
        slowest_seconds=max((took for _, took in heard.answers), default=0.0),
    )


def _recovery(heard: Heard, end: float) -> float:
    return min((when - end for when, _ in heard.answers if when > end), default=float("inf"))
