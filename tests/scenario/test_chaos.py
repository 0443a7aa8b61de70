"""A minute of `make chaos` and of `make fuzz`."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from tests.chaos.accidents import Accident, cut, kill, kill_database, kill_redis
from tests.chaos.production import copy_of_home, production
from tests.chaos.run import run
from tests.fuzz.__main__ import fuzz_requests
from tests.fuzz.documents import read_documents, read_pair_files
from tests.scenario.conftest import Server

ACCIDENTS = (
    Accident("database killed", kill_database),
    Accident("redis killed", kill_redis),
    Accident("network to the database cut", cut("database")),
    Accident("network to the actions cut", cut("actions")),
    Accident("server 1 killed", kill(lambda parts: parts.servers[0])),
)
SEED = 7


@pytest.mark.timeout(400)
def test_nothing_is_lost_doubled_or_mixed_up(
    home: Path, redis_server: Path, tmp_path: Path
) -> None:
    own = copy_of_home(home, tmp_path / "home")
    with production(own, tmp_path, redis_server=redis_server) as parts:
        report = run(parts, ACCIDENTS, seconds=1, n_clients=4)
    assert report.is_good, "\n".join(report.lines())
    assert report.n_answered > 20
    for name, seconds in report.recoveries:
        assert seconds < 10, name


def test_no_request_crashes_the_server(server: Server) -> None:
    judged = fuzz_requests(server.port, 400, SEED)
    assert judged.bad == []
    assert sum(judged.statuses.values()) == 400
    assert server.ask("what is OAuth?", sender="after the storm")["custom"]["kind"] == "answer"


def test_no_document_crashes_the_reading(tmp_path: Path) -> None:
    chance = random.Random(SEED)
    documents = read_documents(150, chance, tmp_path)
    pairs = read_pair_files(150, chance, tmp_path)
    assert [*documents.bad, *pairs.bad] == []
    assert documents.outcomes["read"] > 20
    assert pairs.outcomes["refused"] > 10
