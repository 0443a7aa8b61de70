"""A home whose vectors are in PostgreSQL, by the commands: trained, taught, asked, served."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import httpx
import pytest

from tests import tea
from tests.parts import Postgres
from tests.scenario.conftest import start

MENTOR = Path(sys.executable).with_name("mentor")
Run = Callable[..., "subprocess.CompletedProcess[str]"]
ROWS = r"SELECT sum(n_live_tup) FROM pg_stat_user_tables WHERE relname LIKE 'mentor\_vec%'"


@pytest.fixture(scope="module")
def database() -> Iterator[Postgres]:
    started = Postgres()
    yield started
    started.remove()


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("pgvector") / "home"


@pytest.fixture(scope="module")
def run(root: Path, database: Postgres) -> Run:
    """Run a command of the home, with more variables where they are given."""

    def run(*command: str, **more: str) -> subprocess.CompletedProcess[str]:
        own = {"MENTOR_HOME": str(root), "DATABASE_URL": database.url}
        environment = {**os.environ, **own, **more}
        return subprocess.run(
            [MENTOR, *command], env=environment, capture_output=True, text=True, timeout=280
        )

    return run


def answer(run: Run, question: str) -> str:
    asked = run("ask", question)
    assert asked.returncode == 0, asked.stderr
    return asked.stdout


def test_from_a_new_home_to_a_served_answer(
    root: Path, database: Postgres, run: Run, tmp_path: Path
) -> None:
    run("new", str(root))
    config = root / "config.yml"
    config.write_text(config.read_text("utf-8").replace("vectors: file", "vectors: postgresql"))
    (tmp_path / "tea.md").write_text(tea.GUIDE)
    rows = [f'"{q}","{text}"' for key, text, also in tea.PAIRS for q in (key, *also)]
    (tmp_path / "faq.csv").write_text("\n".join(["question,answer", *rows]))
    run("import", str(tmp_path / "tea.md"), str(tmp_path / "faq.csv"))

    refused = run("train", DATABASE_URL="")
    assert refused.returncode == 2
    assert refused.stderr.strip().endswith(
        "set it, or set `vectors: file` in config.yml and run `mentor train`."
    )
    assert run("train").returncode == 0
    assert "two years" in answer(run, "how long does tea keep?")

    taught = run("teach", "How do I remove tea stains?", "Baking soda removes them.")
    assert "is live" in taught.stdout, taught.stderr
    assert "Baking soda" in answer(run, "how do I remove tea stains?")
    assert not list(root.glob(".mentor/bundles/*/index.faiss"))
    ((n_rows,),) = database.query(ROWS)
    assert 50 < n_rows < 150

    variables = {"MENTOR_HOME": str(root), "DATABASE_URL": database.url}
    server = start(root, tmp_path / "server", **variables)
    try:
        assert "two years" in server.ask("how long does tea keep?", sender="ann")["text"]
        database.kill()
        began = time.monotonic()
        message = {"sender": "ann", "message": "what is matcha?"}
        webhook = f"{server.address}/webhooks/rest/webhook"
        away = httpx.post(webhook, json=message, timeout=30)
        assert away.status_code == 503
        assert "could not answer just now" in away.json()["error"]
        assert time.monotonic() - began < 10
        assert httpx.get(f"{server.address}/health/live").status_code == 200
        database.start()
        assert "powdered leaves" in server.ask("what is matcha?", sender="ann")["text"]
    finally:
        server.interrupt()

    config.write_text(config.read_text("utf-8").replace("vectors: postgresql", "vectors: file"))
    back = run("train", DATABASE_URL="")
    assert back.returncode == 0, back.stderr
    assert "two years" in run("ask", "how long does tea keep?", DATABASE_URL="").stdout
    assert list(root.glob(".mentor/bundles/*/index.faiss"))
