"""Many questions in Slack while everything goes wrong: `make slack-chaos`.

A real mentor answers in a Slack of our own. A fifth of the events is sent twice, all come out of
order (a thread's among themselves in order), connections are cut, posts get 429, and the server is
killed twice, each time right after it has posted and before it hears so.
"""

from __future__ import annotations

import argparse
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import Any

from knowledge.home import Home
from tests.homes import copy_of
from tests.slack_mock import BOT, TEAM, MockSlack

N_EVENTS = 1000
N_AT_ONCE = 8
N_IN_THREAD = 5
N_CUTS = 4
SHARE_TWICE = 0.2
SHARE_IN_THREADS = 0.2
EVENTS_PER_CHANNEL = 20
QUESTIONS = ("what is OAuth?", "what is REST?", "SQL or NoSQL?", "what is the weather in Berlin?")
FOLLOW_UPS = ("and JWT?", "and for Java?", "is it the same as GraphQL?", "thanks")
QUIET_SECONDS = 3.0  # for answers that would come twice

Event = dict[str, Any]


@dataclass(frozen=True)
class Report:
    """What came of it.

    Attributes:
        n_events: questions.
        n_deliveries: of events, doubles and both events of a mention included.
        n_once: questions answered once, in their thread.
        n_twice: answered more than once.
        n_never: not answered.
        n_threads: threads of several questions.
        n_in_order: those whose answers stand in the order of the questions.
        n_acknowledged: deliveries.
        ack_ms: the time until the acknowledgement, ascending, in milliseconds.
        n_limited: calls that got 429.
        n_kills: of the server.
        n_sockets: WebSockets that were opened.
        refused: what Slack would have refused.
        seconds: from the first question to the last answer.
    """

    n_events: int
    n_deliveries: int
    n_once: int
    n_twice: int
    n_never: int
    n_threads: int
    n_in_order: int
    n_acknowledged: int
    ack_ms: tuple[float, ...]
    n_limited: int
    n_kills: int
    n_sockets: int
    refused: tuple[str, ...]
    seconds: float

    def __str__(self) -> str:
        acks = self.ack_ms or (float("nan"),)
        return (
            f"{self.n_events} questions in {self.n_deliveries} deliveries, {self.seconds:.0f} s; "
            f"{self.n_kills} kills, {self.n_sockets} WebSockets, {self.n_limited} times 429\n"
            f"answered once, in the thread: {self.n_once}; twice: {self.n_twice}; "
            f"never: {self.n_never}\n"
            f"threads in order: {self.n_in_order} of {self.n_threads}\n"
            f"acknowledged: {self.n_acknowledged} of {self.n_deliveries}; "
            f"{acks[len(acks) // 2]:.0f} ms at the median, {acks[int(len(acks) * 0.99)]:.0f} ms at "
            f"99 %, {acks[-1]:.0f} ms at most\n"
            f"refused by Slack: {len(self.refused)} {list(self.refused[:3])}"
        )


def run(slack: MockSlack, kill: Callable[[], None], *, n_events: int, seconds: float) -> Report:
    """Ask, disturb, wait and count.

    Args:
        slack: to which a mentor is connected.
        kill: kills the mentor's server, which is started again by its supervisor.
        n_events: how many questions.
        seconds: how long to wait for answers after the last question.
    """
    rng = random.Random(5)
    began = time.monotonic()
    threads = _questions(slack, rng, n_events)
    kills_left = _kill_at(slack, kill, [n_events // 3, 2 * n_events // 3])
    slack.retry_after = [0.2] * (n_events // 20)
    _deliver(slack, rng, threads)
    wanted = {_key(event) for event in chain(*threads)}
    slack.wait(lambda: wanted <= _answers(slack).keys(), seconds=seconds)
    took = time.monotonic() - began
    time.sleep(QUIET_SECONDS)
    return _report(slack, threads, n_kills=2 - len(kills_left), seconds=took)


def _questions(slack: MockSlack, rng: random.Random, n_events: int) -> list[list[Event]]:
    """Return threads: a question each, some with more questions below it."""
    n_channels = max(2, n_events // EVENTS_PER_CHANNEL)
    threads: list[list[Event]] = []
    n = 0
    while n < n_events:
        channel, user = f"C{len(threads) % n_channels}", f"U{rng.randrange(9)}"
        text = f"<@{BOT}> {rng.choice(QUESTIONS)}"
        thread = [slack.new_message(text, channel=channel, user=user)]
        is_long = rng.random() < SHARE_IN_THREADS / N_IN_THREAD
        for _ in range(min(N_IN_THREAD - 1, n_events - n - 1) if is_long else 0):
            more = {"channel": channel, "user": user, "thread_ts": thread[0]["ts"]}
            thread.append(slack.new_message(rng.choice(FOLLOW_UPS), **more))
        threads.append(thread)
        n += len(thread)
    return threads


def _deliver(slack: MockSlack, rng: random.Random, threads: Sequence[list[Event]]) -> None:
    """Deliver all threads, out of order, some events twice, under cuts."""
    waiting: list[list[tuple[Event, str]]] = []
    for thread in threads:
        named = [(event, f"Ev{event['ts']}") for event in thread]
        waiting.append(named)
        waiting += [[one] for one in named if rng.random() < SHARE_TWICE]  # again, sooner or later
    rng.shuffle(waiting)
    first = {id for thread in threads for id in [f"Ev{thread[0]['ts']}"]}
    # A double must not come before what it doubles, or it is the first; the root opens its thread.
    waiting.sort(key=lambda unit: len(unit) == 1 and unit[0][1] not in first)
    with ThreadPoolExecutor(N_AT_ONCE) as pool:
        sent = []
        for n, unit in enumerate(waiting):
            if n % max(1, len(waiting) // N_CUTS) == 5:
                pool.submit(slack.disconnect)
            sent.append(pool.submit(_send, slack, unit))
        assert all(one.result() for one in sent)


def _send(slack: MockSlack, unit: Sequence[tuple[Event, str]]) -> bool:
    return all(slack.deliver(event, event_id=id) for event, id in unit)


def _kill_at(slack: MockSlack, kill: Callable[[], None], counts: list[int]) -> list[int]:
    """Kill whenever so many answers are posted; return the counts that are left."""

    def look(_: Event) -> None:
        if counts and len(slack.answers()) >= counts[0]:
            counts.pop(0)
            kill()

    slack.on_post = look
    return counts


def _key(event: Event) -> str:
    return f"{TEAM}:{event['channel']}:{event['ts']}"


def _about(answer: Event) -> str:
    return str(answer["metadata"]["event_payload"]["key"])


def _answers(slack: MockSlack) -> Counter[str]:
    """Return how often each question is answered in its thread."""
    return Counter(_about(answer) for answer in slack.answers() if answer.get("thread_ts"))


def _report(
    slack: MockSlack, threads: Sequence[list[Event]], *, n_kills: int, seconds: float
) -> Report:
    wanted = {_key(event): event.get("thread_ts", event["ts"]) for event in chain(*threads)}
    found: Counter[str] = Counter()
    orders: defaultdict[str, list[str]] = defaultdict(list)
    for answer in slack.answers():
        key = _about(answer)
        found[key] += 1 if answer.get("thread_ts") == wanted.get(key) else 100  # elsewhere
        orders[str(answer.get("thread_ts"))].append(key)
    long = [thread for thread in threads if len(thread) > 1]
    return Report(
        n_events=len(wanted),
        n_deliveries=slack.n_deliveries,
        n_once=sum(found[key] == 1 for key in wanted),
        n_twice=sum(n > 1 for n in found.values()),
        n_never=sum(found[key] == 0 for key in wanted),
        n_threads=len(long),
        n_in_order=sum(orders[t[0]["ts"]] == [_key(event) for event in t] for t in long),
        n_acknowledged=len(slack.ack_seconds),
        ack_ms=tuple(sorted(1000 * s for s in slack.ack_seconds)),
        n_limited=slack.n_limited,
        n_kills=n_kills,
        n_sockets=slack.n_opened,
        refused=tuple(slack.refused),
        seconds=seconds,
    )


def main() -> None:
    """Run it against `mentor serve` and print the figures; exit 1 where a promise is broken."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--events", type=int, default=N_EVENTS)
    n_events = parser.parse_args().events
    slack = MockSlack()
    with tempfile.TemporaryDirectory() as folder:
        home = copy_of(Home.from_environment().root, Path(folder) / "home")
        output = Path(folder) / "output"
        with output.open("w") as file:
            mentor = subprocess.Popen(
                [Path(sys.executable).with_name("mentor"), "serve", "--port", "0"],
                env={**os.environ, **slack.environment, "MENTOR_HOME": str(home)},
                stdout=file,
                stderr=subprocess.STDOUT,
            )
        try:
            assert slack.wait(lambda: slack.n_sockets, seconds=60), output.read_text("utf-8")
            kill = _server_of(mentor.pid)
            report = run(slack, kill, n_events=n_events, seconds=300)
        finally:
            mentor.terminate()
            mentor.wait(20)
            slack.stop()
    print(report)
    sys.exit(0 if is_kept(report) else 1)


def is_kept(report: Report) -> bool:
    """Tell whether all that docs/slack.md promises was kept."""
    return (
        report.n_once == report.n_events
        and report.n_twice == 0
        and report.n_in_order == report.n_threads
        and report.n_acknowledged == report.n_deliveries
        and report.ack_ms[-1] < 3000
        and not report.refused
    )


def _server_of(supervisor: int) -> Callable[[], None]:
    """Return what kills the server below a supervisor."""

    def kill() -> None:
        command = ["ps", "-o", "pid=,args=", "--ppid", str(supervisor)]
        lines = subprocess.run(command, capture_output=True, text=True).stdout.splitlines()
        for line in lines:
            if "bot.child server" in line:
                os.kill(int(line.split()[0]), signal.SIGKILL)

    return kill


if __name__ == "__main__":
    main()
