"""`make chaos`: ten minutes of load on a production profile while every part has accidents."""

from __future__ import annotations

import argparse
import logging
import sys
import tempfile
from pathlib import Path

from knowledge.home import REPOSITORY
from tests.chaos.accidents import ALL
from tests.chaos.production import copy_of_home, production
from tests.chaos.run import run


def main() -> None:
    """Run it, print the report, exit with 1 where something was lost, doubled or mixed up."""
    parser = argparse.ArgumentParser(prog="python -m tests.chaos", description=__doc__)
    parser.add_argument("--minutes", type=float, default=10.0)
    parser.add_argument("--clients", type=int, default=8)
    options = parser.parse_args()
    logging.basicConfig(level=logging.WARNING)
    with tempfile.TemporaryDirectory(prefix="mentor-chaos-") as scratch:
        home = copy_of_home(REPOSITORY, Path(scratch) / "home")
        logs = Path(tempfile.mkdtemp(prefix="mentor-chaos-logs-"))
        with production(home, logs, redis_server="redis-server") as parts:
            report = run(parts, ALL, seconds=60 * options.minutes, n_clients=options.clients)
    print("\n".join(report.lines()))
    print(f"The programs' output: {logs}")
    sys.exit(not report.is_good)


if __name__ == "__main__":
    main()
