"""`make fuzz`: 100,000 random and mutated requests, documents and files of pairs."""

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
from tests.fuzz.documents import read_documents, read_pair_files
from tests.fuzz.requests import Judged, request, send

N_REQUESTS, N_DOCUMENTS, N_PAIR_FILES = 60_000, 25_000, 15_000
N_AT_ONCE = 8


def main() -> None:
    """Send and read them all, print the report, exit with 1 where anything crashed."""
    parser = argparse.ArgumentParser(prog="python -m tests.fuzz", description=__doc__)
    parser.add_argument("--share", type=float, default=1.0, help="of the numbers, e.g. 0.02")
    parser.add_argument("--seed", type=int, default=int(time.time()))
    options = parser.parse_args()
    print(f"seed {options.seed}", flush=True)
    folder = Path(tempfile.mkdtemp(prefix="mentor-fuzz-"))
    with mentor(copy_of_home(REPOSITORY, folder / "home")) as running:
        port = int(running.address.rpartition(":")[2])
        judged = fuzz_requests(port, int(options.share * N_REQUESTS), options.seed)
    print(f"requests: {dict(sorted(judged.statuses.items()))}", flush=True)
    print(f"slowest answer {judged.slowest_seconds:.1f} s")
    chance = random.Random(options.seed)
    documents = read_documents(int(options.share * N_DOCUMENTS), chance, folder)
    print(f"documents: {dict(documents.outcomes)}", flush=True)
    pairs = read_pair_files(int(options.share * N_PAIR_FILES), chance, folder)
    print(f"files of pairs: {dict(pairs.outcomes)}")
    bad = [*judged.bad, *documents.bad, *pairs.bad]
    print(f"crashed: {len(bad)}", *bad[:40], sep="\n  ")
    sys.exit(bool(bad))


def fuzz_requests(port: int, n_requests: int, seed: int) -> Judged:
    """Send so many requests to a server, some at once."""
    chance, judged = random.Random(seed), Judged()
    with ThreadPoolExecutor(N_AT_ONCE) as pool:
        for start in range(0, n_requests, 1000):
            part = [request(chance) for _ in range(min(1000, n_requests - start))]
            list(pool.map(lambda made: send(port, made[0], made[1], judged), part))
    return judged


if __name__ == "__main__":
    main()
