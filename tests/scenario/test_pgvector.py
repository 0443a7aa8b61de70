"""Vectors in a real PostgreSQL with pgvector: found as in a file, added to, shared, removed."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import psycopg2
import pytest

from bot import checks
from bot.maintenance.retention import prune
from knowledge.build import placed
from knowledge.bundle import Bundle
from knowledge.content import Content
from knowledge.errors import SettingError, VectorsError
from knowledge.extend import extend
from knowledge.home import Home
from knowledge.passages import Passage
from knowledge.releases import Releases
from knowledge.search.vectors import database as vector_database
from knowledge.search.vectors.kept import check_place
from knowledge.search.vectors.postgresql import PostgresIndex, UnwrittenTables
from tests import tea
from tests.fakes import StemEncoder, clustered
from tests.parts import Cable, Postgres, wait_for

QUESTIONS = (
    "how long does tea keep?",
    "is there caffeine in tea?",
    "what is a gaiwan made of?",
    "how long should it steep?",
    "what is matcha?",
    "who won the football game?",
)
SPILL = tea.pair("How do I remove tea stains?", "Baking soda removes them.", ("stain of tea",))


@pytest.fixture(scope="module")
def postgres() -> Iterator[Postgres]:
    started = Postgres()
    yield started
    started.remove()


@pytest.fixture
def database(postgres: Postgres, monkeypatch: pytest.MonkeyPatch) -> Postgres:
    """A PostgreSQL that is ready for vectors and holds none."""
    monkeypatch.setenv("DATABASE_URL", postgres.url)
    for table in tables(postgres):
        postgres.query(f"DROP TABLE {table}")
    check_place("postgresql")
    return postgres


@pytest.fixture
def own(tmp_path: Path) -> Home:
    return Home(tmp_path)


def tables(database: Postgres) -> set[str]:
    found = database.query(r"SELECT tablename FROM pg_tables WHERE tablename LIKE 'mentor\_vec%'")
    return {str(name) for (name,) in found}


def n_rows(database: Postgres) -> int:
    counts = [database.query(f"SELECT count(*) FROM {table}") for table in tables(database)]
    return sum(int(str(count)) for ((count,),) in counts)


def written(home: Home, id: str = "b1") -> Bundle:
    return Bundle(tea.write(home.state, tea.passages(), id=id, vectors="postgresql"))


def taught(home: Home, before: Bundle, passages: tuple[Passage, ...]) -> Bundle:
    content = Content(passages, tea.OUTSIDE, (), frozenset())
    return Bundle(extend(home, before, content, StemEncoder()))


def with_spill() -> tuple[Passage, ...]:
    return (*tea.passages(), *tea.passages("", [SPILL]))


def test_the_same_questions_find_the_same_passages(own: Home, database: Postgres) -> None:
    bundle, in_file = written(own), Bundle(tea.write(own.state, tea.passages(), id="b2"))
    assert bundle.is_searched_elsewhere
    assert not (bundle.folder / "index.faiss").exists()
    one, other = tea.mentor(bundle.folder), tea.mentor(in_file.folder)
    for text in QUESTIONS:
        found, expected = (m.search(m.understand(text), m.encode(text)) for m in (one, other))
        assert [c.id for c in found.candidates] == [c.id for c in expected.candidates], text
        assert found.confidence == pytest.approx(expected.confidence, abs=1e-4)
        assert one.ask(text).text == other.ask(text).text
    assert np.array_equal(bundle.index.vectors(), in_file.index.vectors())


def test_a_taught_pair_is_a_few_rows_more(own: Home, database: Postgres) -> None:
    before = written(own)
    (table,), n_before = tables(database), n_rows(database)
    untouched = database.query(f"SELECT sum(hashtext(ctid::text || place)) FROM {table}")
    after = taught(own, before, with_spill())
    again = taught(own, after, with_spill()[1:])
    assert tea.mentor(after.folder).ask("how do I remove stains of tea?").text == SPILL.answer
    assert tea.mentor(before.folder).ask(QUESTIONS[0]).text.startswith("Dry and dark")
    assert database.query(f"SELECT sum(hashtext(ctid::text || place)) FROM {table}") == untouched
    assert n_before < n_rows(database) < n_before + 20
    for bundle in (after, again):
        expected = StemEncoder().encode_all([view.text for view in bundle.views])
        np.testing.assert_allclose(bundle.index.vectors(), expected, atol=1e-3)


def age(*folders: Path) -> None:
    long_ago = time.time() - 7200
    for folder in folders:
        os.utime(folder, (long_ago, long_ago))


def test_rows_go_with_the_folder_that_names_them(own: Home, database: Postgres) -> None:
    first, second = written(own, "b1"), written(own, "b2")
    extended = taught(own, first, with_spill())
    shared = json.loads((first.folder / "index.json").read_text())["tables"][0]["name"]
    releases = Releases(own)
    for bundle in (first, second, extended):
        releases.promote(releases.add(bundle=bundle.id, model="", report={}))
    third = written(own, "b3")
    releases.promote(releases.add(bundle=third.id, model="", report={}))
    age(first.folder, second.folder, extended.folder)
    assert len(tables(database)) == 4
    prune(own, 2)
    assert not first.folder.exists()
    assert not second.folder.exists()
    assert shared in tables(database)  # the one that was extended from it is kept
    assert len(tables(database)) == 3
    prune(own, 1)
    assert len(tables(database)) == 1
    assert tea.mentor(third.folder).ask(QUESTIONS[0]).text.startswith("Dry and dark")


def test_what_was_never_finished_does_not_pile_up(own: Home, database: Postgres) -> None:
    vectors = clustered(5, seed=1)

    def fill(scratch: Path) -> None:
        UnwrittenTables(vectors).write(scratch)
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        placed(own, {"id": "b1"}, fill)
    assert tables(database) == set()
    killed = own.state / "bundles" / ".building-killed"
    killed.mkdir()
    UnwrittenTables(vectors).write(killed)
    prune(own, 2)
    assert len(tables(database)) == 1  # it may be at work still
    age(killed)
    prune(own, 2)
    assert tables(database) == set()


def test_old_bundles_stay_while_the_database_is_away(
    own: Home, database: Postgres, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    bundle = written(own)
    age(bundle.folder)
    monkeypatch.setenv("DATABASE_URL", "postgresql://ann@127.0.0.1:9/mentor")
    assert prune(own, 2) == 0
    assert "stays for now" in caplog.text
    assert bundle.folder.exists()
    monkeypatch.setenv("DATABASE_URL", database.url)
    prune(own, 2)
    assert not bundle.folder.exists()
    assert tables(database) == set()


def test_what_somebody_reads_is_removed_later(own: Home, database: Postgres) -> None:
    bundle = written(own)
    age(bundle.folder)
    (table,) = tables(database)
    reader = psycopg2.connect(database.url)
    reader.cursor().execute(f"SELECT count(*) FROM {table}")  # a copy of all tables takes hours
    began = time.monotonic()
    assert prune(own, 2) == 0
    assert time.monotonic() - began < 6
    reader.close()
    assert prune(own, 2) > 0
    assert tables(database) == set()


ASK = """
import json, sys
from pathlib import Path
from tests import tea

mentor = tea.mentor(Path(sys.argv[1]))
for line in sys.stdin:
    print(json.dumps(mentor.ask(json.loads(line)).text), flush=True)
"""


def test_two_processes_read_the_same_rows(own: Home, database: Postgres) -> None:
    folder, n_before = written(own).folder, n_rows(database)
    command = [sys.executable, "-c", ASK, str(folder)]
    pipe = subprocess.PIPE
    both = [subprocess.Popen(command, stdin=pipe, stdout=pipe, text=True) for _ in range(2)]
    asked = "".join(json.dumps(text) + "\n" for text in QUESTIONS * 5)
    told: dict[int, str] = {}

    def converse(number: int) -> None:
        told[number] = both[number].communicate(asked, timeout=60)[0]

    threads = [threading.Thread(target=converse, args=(number,)) for number in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    here = tea.mentor(folder)
    expected = [here.ask(text).text for text in QUESTIONS * 5]
    assert [json.loads(line) for line in told[0].splitlines()] == expected
    assert told[0] == told[1]
    assert n_rows(database) == n_before


def test_it_connects_again_by_itself(own: Home, database: Postgres) -> None:
    mentor = tea.mentor(written(own).folder)
    expected = mentor.ask(QUESTIONS[0]).text
    database.kill()
    began = time.monotonic()
    with pytest.raises(VectorsError, match="cannot be used just now"):
        mentor.ask(QUESTIONS[0])
    assert time.monotonic() - began < 5
    database.start()
    assert mentor.ask(QUESTIONS[0]).text == expected
    database.kill()  # nobody asks meanwhile
    database.start()
    assert mentor.ask(QUESTIONS[0]).text == expected


def test_nobody_waits_for_a_network_that_lost_the_answer(
    own: Home, database: Postgres, monkeypatch: pytest.MonkeyPatch
) -> None:
    cable = Cable(database.port)
    monkeypatch.setattr(vector_database, "LATE_SECONDS", 1.5)
    folder = written(own).folder
    monkeypatch.setenv("DATABASE_URL", database.url_at(cable.port))
    mentor = tea.mentor(folder)
    expected = mentor.ask(QUESTIONS[0]).text
    cable.cut()
    for _ in range(2):  # on a connection that was open, and on a new one
        began = time.monotonic()
        with pytest.raises(VectorsError, match="cannot be used just now"):
            mentor.ask(QUESTIONS[0])
        assert time.monotonic() - began < 5
    cable.mend()
    assert mentor.ask(QUESTIONS[0]).text == expected
    cable.close()


def test_what_another_database_does_not_have_is_said_so(own: Home, database: Postgres) -> None:
    folder = written(own).folder
    for table in tables(database):
        database.query(f"DROP TABLE {table}")
    with pytest.raises(VectorsError, match="does not hold this bundle's vectors"):
        tea.mentor(folder).ask(QUESTIONS[0])


def test_without_an_address_there_is_one_sentence(
    own: Home, database: Postgres, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = written(own).folder
    monkeypatch.delenv("DATABASE_URL")
    with pytest.raises(SettingError, match=r"DATABASE_URL does not say where that is; set it, or"):
        tea.mentor(folder).ask(QUESTIONS[0])


def test_the_doctor_looks_for_pgvector(
    own: Home, database: Postgres, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert list(checks.vectors(own)) == []
    setting = "pipeline:\n- name: KnowledgeRetriever\n  vectors: postgresql\n"
    (own.root / "config.yml").write_text(setting, "utf-8")
    assert [check.remedy for check in checks.vectors(own)] == [""]
    monkeypatch.delenv("DATABASE_URL")
    (check,) = checks.vectors(own)
    assert "DATABASE_URL" in check.remedy


def test_many_write_and_search_at_once(own: Home, database: Postgres) -> None:
    bundles = [own.state / "bundles" / f"b{number}" for number in range(4)]
    for folder in bundles:
        folder.mkdir(parents=True)
    vectors = clustered(200, seed=1)
    writers = [
        threading.Thread(target=UnwrittenTables(vectors).write, args=(folder,))
        for folder in bundles
    ]
    for writer in writers:
        writer.start()
    wait_for(lambda: len(tables(database)) == 4, "four tables")
    for writer in writers:
        writer.join()
    for folder in bundles:
        assert PostgresIndex.read(folder).nearest(vectors[9], 1)[0].tolist() == [9]
