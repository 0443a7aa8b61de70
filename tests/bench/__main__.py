"""`make bench`: the mentor, stock Rasa and the floor, side by side, in one run on this machine.

fresh home ─ mentor train ─ serve ─ 1, 8, 64 clients ─ long conversations ─ promotion
the same home on PostgreSQL and Redis: one server, two servers
pairs ─ rasa train (kept) ─ run ─ the same
the same encoder and index in one process: the floor
indexes of 10^2, 10^4, 10^6 vectors
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from knowledge.home import REPOSITORY, Home
from knowledge.importer import all_pairs
from knowledge.releases import Releases
from tests.bench import growth, knowledge_size, plot, programs, promotion, servers, stock
from tests.bench.load import Asker, some_questions

CLIENTS = {1: 400, 8: 800, 64: 1600}  # messages for each number of clients
STOCK_SHARE = 0.25  # of those messages: it takes that much longer
WARM_UP = 40
OUT = REPOSITORY / ".mentor" / "bench"


def main() -> None:
    """Measure, print the ratios, write `report.json` and `report.svg`."""
    options = _options()
    pairs = all_pairs(Home(REPOSITORY)).pairs
    questions = some_questions(pairs)
    report: dict[str, Any] = {"cores": os.cpu_count(), "load_average": os.getloadavg()[0]}
    with tempfile.TemporaryDirectory(prefix="mentor-bench-") as scratch:
        home = _fresh_home(Path(scratch) / "home")
        training = _train(home)
        report["floor"] = _floor(home, questions)
        _say("the floor", report["floor"])
        report["mentor"] = _mentor(home, questions, options.share) | {"training_seconds": training}
        _say("the mentor", report["mentor"])
        report["floor after"] = _floor(home, questions)
        if not options.without_servers:
            report["servers"] = _servers(home, questions, options.share)
            _say("one server and two on PostgreSQL and Redis", report["servers"])
    if not options.without_stock:
        folder = options.stock or stock.project(pairs)
        report["stock Rasa"] = _stock(folder, questions, options.share)
        _say("stock Rasa", report["stock Rasa"])
    if options.sizes:
        report["knowledge"] = knowledge_size.measure([int(float(n)) for n in options.sizes])
        _say("growing knowledge", report["knowledge"])
    report["ratios"] = ratios(report)
    _say("ratios", report["ratios"])
    OUT.mkdir(parents=True, exist_ok=True)
    (OUT / "report.json").write_text(json.dumps(report, indent=1))
    (OUT / "report.svg").write_text(plot.svg(report))
    print(f"Written: {OUT / 'report.json'} and {OUT / 'report.svg'}")


def ratios(report: dict[str, Any]) -> dict[str, float]:
    """Return the figures that are compared from run to run and machine to machine."""
    mentor, floor = report["mentor"], report["floor"]
    found = {
        "p50 to the floor's": mentor["load"]["1"]["p50_ms"] / floor["p50_ms"],
        "processor time to the floor's": mentor["cpu_ms_per_message"] / floor["cpu_ms_per_message"],
        "turn 500 to turn 5": mentor["turns_ms"]["500"] / mentor["turns_ms"]["5"],
    }
    if other := report.get("stock Rasa"):
        found["stock's p50 to p50"] = other["load"]["1"]["p50_ms"] / mentor["load"]["1"]["p50_ms"]
        for clients in ("8", "64"):
            found[f"messages a second to stock's, {clients} clients"] = (
                mentor["load"][clients]["messages_per_second"]
                / other["load"][clients]["messages_per_second"]
            )
        found["processor time to stock's"] = (
            mentor["cpu_ms_per_message"] / other["cpu_ms_per_message"]
        )
        found["memory to stock's"] = mentor["memory_mb"] / other["memory_mb"]
    if counted := report.get("servers"):
        one, two = counted["1"], counted["2"]
        found["two servers' messages a second to one's, 16 clients"] = (
            two["16"]["messages_per_second"] / one["16"]["messages_per_second"]
        )
        for clients in ("1", "16"):
            found[f"two servers' processor time to one's, clients: {clients}"] = (
                two[clients]["cpu_ms_per_message"] / one[clients]["cpu_ms_per_message"]
            )
    return {name: round(value, 2) for name, value in found.items()}


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__)
    parser.add_argument("--without-stock", action="store_true", help="leave stock Rasa out")
    stocked = {"type": Path, "metavar": "FOLDER"}
    parser.add_argument("--stock", **stocked, help="a stock project that is trained already")  # type: ignore[arg-type]
    parser.add_argument("--without-servers", action="store_true", help="leave two servers out")
    parser.add_argument("--share", type=float, default=1.0, help="of the messages, e.g. 0.2")
    sizes = {"nargs": "*", "default": ["1e2", "1e4", "1e6"]}
    parser.add_argument("--sizes", **sizes, help="numbers of vectors; none leaves them out")  # type: ignore[arg-type]
    return parser.parse_args()


def _fresh_home(root: Path) -> Path:
    root.mkdir()
    for name in ("knowledge", "config.yml", "domain.yml", "bot"):
        (root / name).symlink_to(REPOSITORY / name)
    return root


def _train(home: Path) -> float:
    began = time.monotonic()
    command = [str(programs.MENTOR), "train"]
    environment = {**os.environ, "MENTOR_HOME": str(home)}
    subprocess.run(command, env=environment, check=True, stdout=subprocess.DEVNULL)
    return round(time.monotonic() - began, 1)


def _floor(home: Path, questions: Sequence[str]) -> dict[str, float]:
    live = Releases(Home(home)).live()
    assert live is not None
    command = [
        sys.executable,
        "-m",
        "tests.bench.floor",
        str(home / ".mentor/bundles" / live.bundle),
    ]
    asked = json.dumps([*questions, *questions])
    run = subprocess.run(
        command, input=asked, capture_output=True, text=True, check=True, cwd=REPOSITORY
    )
    found: dict[str, float] = json.loads(run.stdout)
    return found


def _mentor(home: Path, questions: Sequence[str], share: float) -> dict[str, Any]:
    with programs.mentor(home):
        pass  # what is compiled once is compiled
    with programs.mentor(home) as running:
        asker = Asker((running.address,), questions)
        found = _under_load(running, asker, share)
        found["turns_ms"] = _turns(asker, n_conversations=4, longest=500)
        found["memory_after_mb"] = round(running.memory_mb(), 1)
        found["promotion"] = promotion.measure(running, home, asker)
        return found


def _stock(folder: Path, questions: Sequence[str], share: float) -> dict[str, Any]:
    with programs.stock_rasa(folder) as running:
        asker = Asker((running.address,), questions)
        found = _under_load(running, asker, share * STOCK_SHARE)
        found["turns_ms"] = _turns(asker, n_conversations=1, longest=500 if share >= 1 else 50)
        found["training_seconds"] = int((folder / "training_seconds").read_text())
        return found


def _servers(home: Path, questions: Sequence[str], share: float) -> dict[str, Any]:
    if not servers.can_measure():
        print("redis-server is not installed, so two servers are not measured against one.")
        return {}
    return servers.measure(home, questions, share)


def _under_load(running: programs.Running, asker: Asker, share: float) -> dict[str, Any]:
    asker.run(n_clients=1, n_messages=WARM_UP)
    began = running.cpu_seconds()
    load = {
        str(n_clients): asker.run(
            n_clients=n_clients, n_messages=max(n_clients, int(n_messages * share))
        ).summary()
        for n_clients, n_messages in CLIENTS.items()
    }
    n_asked = sum(figures["messages"] for figures in load.values())
    return {
        "start_seconds": round(running.start_seconds, 1),
        "memory_mb": round(running.memory_mb(), 1),
        "cpu_ms_per_message": round(1000 * (running.cpu_seconds() - began) / n_asked, 2),
        "load": load,
    }


def _turns(asker: Asker, *, n_conversations: int, longest: int) -> dict[str, float]:
    found = growth.conversation_ms(asker, n_conversations=n_conversations, longest=longest)
    return {str(turn): value for turn, value in found.items()}


def _say(what: str, figures: object) -> None:
    print(f"-- {what}\n{json.dumps(figures, indent=1)}", flush=True)


if __name__ == "__main__":
    main()
