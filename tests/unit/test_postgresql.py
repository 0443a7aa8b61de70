"""Positions of views and places in tables, without a database."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from knowledge.bundle import Bundle
from knowledge.errors import BundleError, SettingError, VectorsError
from knowledge.search.encoder import Vectors
from knowledge.search.vectors import postgresql
from knowledge.search.vectors.kept import check_place, open_index
from knowledge.search.vectors.postgresql import PostgresIndex, UnwrittenTables, remove_tables
from knowledge.search.vectors.table import VectorTable
from tests.fakes import FakeCursor

VECTOR = np.array([1, 0], np.float32)
LARGE, SMALL = VectorTable("large", 0, 90), VectorTable("small", 90, 10)


class FakeDatabase:
    """A database whose cursor is given."""

    def __init__(self, cursor: FakeCursor) -> None:
        self.cursor = cursor

    def read(self, work: Callable[[Any], Any]) -> Any:
        return work(self.cursor)

    def write(self, work: Callable[[Any], None]) -> None:
        work(self.cursor)


def index(
    cursor: FakeCursor, places: Sequence[int], tables: Sequence[VectorTable] = (LARGE, SMALL)
) -> PostgresIndex:
    return PostgresIndex(FakeDatabase(cursor), tables, np.array(places), 2)  # type: ignore[arg-type]


def test_what_is_known_no_longer_is_not_found_and_not_missed() -> None:
    cursor = FakeCursor([(5, -0.9), (7, -0.8), (91, -0.7), (8, -0.6)])
    found = index(cursor, [7, 8, 91])
    positions, cosines = found.nearest(VECTOR, 2)
    assert positions.tolist() == [0, 2]
    assert cosines.tolist() == pytest.approx([0.8, 0.7])
    assert "LIMIT 99" in cursor.told[0]  # 97 of the 100 rows are no view's
    assert (len(found), found.n_dims) == (3, 2)


def test_where_all_is_known_no_more_is_asked_for_than_wanted() -> None:
    cursor = FakeCursor([(0, -1.0)])
    index(cursor, range(90), [LARGE]).nearest(VECTOR, 10)
    assert "LIMIT 10" in cursor.told[0]


def test_a_folder_names_its_tables_before_they_are_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    class FullDatabase:
        def write(self, work: object) -> None:
            raise VectorsError("full")

    monkeypatch.setattr(postgresql, "vector_database", FullDatabase)
    vectors = np.eye(2, dtype=np.float32)
    with pytest.raises(VectorsError, match="full"):
        UnwrittenTables(vectors, behind=LARGE, places=np.array([3, 4])).write(tmp_path)
    stored = json.loads((tmp_path / "index.json").read_text())
    assert [table["first"] for table in stored["tables"]] == [0, 90]
    assert np.load(tmp_path / "places.npy").tolist() == [3, 4, 90, 91]


def folder(path: Path, tables: Sequence[VectorTable], places: Sequence[int]) -> Path:
    path.mkdir()
    stored = {"n_dims": 2, "tables": [vars(table) for table in tables]}
    (path / "index.json").write_text(json.dumps(stored))
    np.save(path / "places.npy", np.array(places))
    return path


def test_a_table_goes_with_the_last_that_names_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    one = folder(tmp_path / "one", [LARGE], range(90))
    two = folder(tmp_path / "two", [LARGE, SMALL], [*range(88), 90])
    (tmp_path / "damaged").mkdir()
    (tmp_path / "damaged" / "index.json").write_text("{")
    cursor = FakeCursor()
    monkeypatch.setattr(postgresql, "vector_database", lambda: FakeDatabase(cursor))
    remove_tables(one)
    assert cursor.told == ["DELETE FROM large WHERE place = ANY ('{88,89}')"]
    remove_tables(tmp_path / "damaged")
    remove_tables(tmp_path / "never" / "there")
    assert len(cursor.told) == 1
    (one / "index.json").unlink()
    remove_tables(two)
    assert set(cursor.told[1:]) == {"DROP TABLE IF EXISTS large", "DROP TABLE IF EXISTS small"}


def test_without_an_address_it_is_said_what_to_do(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("DATABASE_URL", raising=False)
    opened = folder(tmp_path / "one", [LARGE], [0])
    for use in (lambda: open_index(opened), lambda: check_place("postgresql")):
        with pytest.raises(SettingError, match=r"DATABASE_URL .* set it, or set `vectors: file`"):
            use()
    check_place("file")


@pytest.mark.parametrize("content", ["", "{}", '{"n_dims": 2, "tables": [{"name": "x"}]}'])
def test_a_damaged_folder_is_said_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, content: str
) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgresql://ann@db/mentor")
    opened = folder(tmp_path / "one", [LARGE], [0])
    (opened / "index.json").write_text(content)
    with pytest.raises(BundleError, match="does not say where its vectors are"):
        open_index(opened)


def test_a_bundle_says_where_it_is_searched(tea_bundle: Path) -> None:
    assert not Bundle(tea_bundle).is_searched_elsewhere


def eye(n_rows: int) -> Vectors:
    vectors: Vectors = np.eye(n_rows, 2, dtype=np.float32)
    return vectors


def test_nothing_new_is_no_table_more(tmp_path: Path) -> None:
    UnwrittenTables(eye(0), behind=LARGE, places=np.array([1])).write(tmp_path)
    assert len(json.loads((tmp_path / "index.json").read_text())["tables"]) == 1
