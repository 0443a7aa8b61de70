"""Many questions in Slack while everything goes wrong: each is answered once, in its thread.

`MENTOR_SLACK_EVENTS=1000` asks as many; the figures are printed (`pytest -s`).
"""

from __future__ import annotations

import os
import random
import shutil
import signal
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from tests.scenario.conftest import Server, start
from tests.slack_mock import ACK_SECONDS, BOT, MockSlack

N_EVENTS = int(os.environ.get("MENTOR_SLACK_EVENTS", "150"))
N_CHANNELS = 10
QUESTIONS = ("what is OAuth?", "what is REST?", "SQL or NoSQL?", "what is the weather in Berlin?")


@pytest.mark.timeout(600)
def test_each_question_is_answered_once_whatever_happens(
    home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    own = tmp_path / "home"
    shutil.copytree(home, own, symlinks=True)
    slack = MockSlack()
    for name, value in slack.environment.items():
        monkeypatch.setenv(name, value)
    server = start(own, tmp_path / "output")
    try:
        assert slack.wait(lambda: slack.n_sockets, seconds=20)
        events = _ask(slack, server)
        threads = {event["ts"] for event in events}
        complete = slack.wait(lambda: threads <= _answered(slack).keys(), seconds=90)
        time.sleep(3)  # for answers that would come twice
        _report(slack, events, server)
        assert complete
        assert set(_answered(slack).values()) == {1}
        assert _answered(slack).keys() == threads
        assert len(slack.ack_seconds) == slack.n_deliveries
        assert max(slack.ack_seconds) < ACK_SECONDS
        assert slack.refused == []
    finally:
        server.interrupt()
        slack.stop()


def _ask(slack: MockSlack, server: Server) -> list[dict[str, Any]]:
    """Deliver all events, a fifth of them twice, out of order, under 429s, cuts and two kills."""
    rng = random.Random(5)
    slack.retry_after = [0.2] * (N_EVENTS // 20)
    kill_at = [N_EVENTS // 3, 2 * N_EVENTS // 3]

    def kill(_: dict[str, Any]) -> None:
        """Kill the server after it has posted and before it hears so."""
        if kill_at and len(slack.answers()) >= kill_at[0]:
            kill_at.pop(0)
            os.kill(server.children()["server"], signal.SIGKILL)

    slack.on_post = kill
    events = [
        slack.new_message(
            f"<@{BOT}> {QUESTIONS[n % len(QUESTIONS)]}", channel=f"C{n % N_CHANNELS}", user="U1"
        )
        for n in range(N_EVENTS)
    ]
    order = [(event, 2 if rng.random() < 0.2 else 1) for event in events]
    rng.shuffle(order)
    with ThreadPoolExecutor(8) as pool:
        sent = []
        for n, (event, n_times) in enumerate(order):
            if n % (N_EVENTS // 4) == 5:
                pool.submit(slack.disconnect)
            event_id = f"Ev{n}"
            sent.append(pool.submit(slack.deliver, event, event_id=event_id, n_times=n_times))
        assert all(one.result() for one in sent)
    return events


def _answered(slack: MockSlack) -> Counter[str]:
    return Counter(answer["thread_ts"] for answer in slack.answers())


def _report(slack: MockSlack, events: list[dict[str, Any]], server: Server) -> None:
    n_answers = _answered(slack)
    acks = sorted(slack.ack_seconds)
    print(
        f"\n{len(events)} questions, {slack.n_deliveries} deliveries; answered once: "
        f"{sum(n == 1 for n in n_answers.values())}, twice: "
        f"{sum(n > 1 for n in n_answers.values())}, never: {len(events) - len(n_answers)}; "
        f"acknowledged in {acks[len(acks) // 2] * 1000:.0f} ms at the median, "
        f"{acks[-1] * 1000:.0f} ms at most; refused by Slack: {slack.refused[:3]}"
    )
    print(server.output.read_text("utf-8")[-600:])
