"""`make fuzz`: 100,000 random and mutated requests, of Slack too, documents and files of pairs."""

from __future__ import annotations

import argparse
import random
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from knowledge.home import REPOSITORY
from tests.bench.programs import mentor
from tests.chaos.production import copy_of_home
from tests.fuzz import slack as from_slack
from tests.fuzz.documents import read_documents, read_pair_files
from tests.fuzz.requests import Judged, request, send
from tests.slack_mock import BOT, MockSlack

N_REQUESTS, N_OF_SLACK, N_DOCUMENTS, N_PAIR_FILES = 45_000, 20_000, 20_000, 15_000
N_AT_ONCE = 8
PART = 1000  # made at once
ANSWER_SECONDS = 120.0  # behind all that was asked before
SHAPES = ("problems", "metadata")  # what our Slack finds in a message or window it is sent


def main() -> None:
    """Send and read them all, print the report, exit with 1 where anything crashed."""
    parser = argparse.ArgumentParser(prog="python -m tests.fuzz", description=__doc__)
    parser.add_argument("--share", type=float, default=1.0, help="of the numbers, e.g. 0.02")
    parser.add_argument("--seed", type=int, default=int(time.time()))
    options = parser.parse_args()
    print(f"seed {options.seed}", flush=True)
    folder = Path(tempfile.mkdtemp(prefix="mentor-fuzz-"))
    slack = MockSlack(target="over HTTP")
    home = copy_of_home(REPOSITORY, folder / "home")
    with mentor(home, **slack.environment) as running:
        port = int(running.address.rpartition(":")[2])
        judged = fuzz_requests(port, int(options.share * N_REQUESTS), options.seed)
        _say("requests", judged)
        of_slack = fuzz_slack(port, slack, int(options.share * N_OF_SLACK), options.seed)
        _say("requests of Slack", of_slack)
    slack.stop()
    chance = random.Random(options.seed)
    documents = read_documents(int(options.share * N_DOCUMENTS), chance, folder)
    print(f"documents: {dict(documents.outcomes)}", flush=True)
    pairs = read_pair_files(int(options.share * N_PAIR_FILES), chance, folder)
    print(f"files of pairs: {dict(pairs.outcomes)}")
    bad = [*judged.bad, *of_slack.bad, *documents.bad, *pairs.bad]
    print(f"crashed: {len(bad)}", *bad[:40], sep="\n  ")
    sys.exit(bool(bad))


def fuzz_requests(port: int, n_requests: int, seed: int) -> Judged:
    """Send so many requests to a server, some at once."""
    chance, judged = random.Random(seed), Judged()
    with ThreadPoolExecutor(N_AT_ONCE) as pool:
        for start in range(0, n_requests, PART):
            part = [request(chance) for _ in range(min(PART, n_requests - start))]
            list(pool.map(lambda made: send(port, made[0], made[1], judged), part))
    return judged


def fuzz_slack(port: int, slack: MockSlack, n_requests: int, seed: int) -> Judged:
    """Send so many requests of Slack to a server, some at once; afterwards it must answer one.

    Args:
        port: of the server.
        slack: what it knows as Slack, in HTTP mode.
        n_requests: how many.
        seed: of chance.
    """
    chance, judged, known = random.Random(seed), Judged(), from_slack.payloads()
    with ThreadPoolExecutor(N_AT_ONCE) as pool:
        for start in range(0, n_requests, PART):
            n_part = min(PART, n_requests - start)
            part = [from_slack.request(known, slack, chance) for _ in range(n_part)]
            list(pool.map(lambda made: from_slack.send(port, made[0], made[1], judged), part))
    judged.bad += [one for one in slack.refused if any(shape in one for shape in SHAPES)]
    slack.target = f"http://127.0.0.1:{port}{from_slack.PATH}"
    ts = slack.say(f"<@{BOT}> what is REST?", channel="C0AFTER", user="U0AFTER")
    if not slack.wait(lambda: slack.answers(ts), seconds=ANSWER_SECONDS):
        judged.bad.append("after all of them, a question of Slack was not answered")
    return judged


def _say(what: str, judged: Judged) -> None:
    print(f"{what}: {dict(sorted(judged.statuses.items()))}")
    print(f"slowest answer {judged.slowest_seconds:.1f} s", flush=True)


if __name__ == "__main__":
    main()
