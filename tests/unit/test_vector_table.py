"""The SQL of vectors, without a database."""

from __future__ import annotations

import numpy as np
import pytest

from knowledge.errors import SettingError
from knowledge.search.vectors import table as vector_table
from knowledge.search.vectors.table import MAX_SEARCHED, SEARCHED, VectorTable
from tests.fakes import FakeCursor

VECTOR = np.array([1, 0], np.float32)
LARGE, SMALL = VectorTable("large", 0, 90), VectorTable("small", 90, 10)


def test_places_and_cosines_come_back_in_the_databases_order() -> None:
    cursor = FakeCursor([(7, -0.9), (91, -0.5)])
    places, cosines = vector_table.nearest(cursor, [LARGE, SMALL], VECTOR, 2)
    assert places.tolist() == [7, 91]
    assert cosines.tolist() == pytest.approx([0.9, 0.5])
    assert "FROM large" in cursor.told[0]
    assert "FROM small" in cursor.told[0]


@pytest.mark.parametrize(
    ("k", "searched"), [(10, SEARCHED), (256, 256), (MAX_SEARCHED + 1, MAX_SEARCHED)]
)
def test_the_index_looks_at_as_many_as_are_asked_for(k: int, searched: int) -> None:
    cursor = FakeCursor([])
    places, cosines = vector_table.nearest(cursor, [LARGE], VECTOR, k)
    assert len(places) == len(cosines) == 0
    assert f"hnsw.ef_search = {searched};" in cursor.told[0]


def test_a_table_has_the_places_of_its_rows() -> None:
    assert SMALL.has(np.array([89, 90, 99, 100])).tolist() == [False, True, True, False]


def test_tables_have_names_of_their_own() -> None:
    assert len({VectorTable.new(first=0, n_rows=1).name for _ in range(20)}) == 20


def test_a_database_without_pgvector_is_said_so() -> None:
    with pytest.raises(SettingError, match=r"has no pgvector; install it there, or set `vectors"):
        vector_table.prepare(FakeCursor([(0,)], [(0,)]))


def test_the_extension_is_added_where_it_is_missing_only() -> None:
    missing, there = FakeCursor([(0,)], [(1,)]), FakeCursor([(1,)])
    vector_table.prepare(missing)
    vector_table.prepare(there)
    assert missing.told[-1] == "CREATE EXTENSION IF NOT EXISTS vector"
    assert len(there.told) == 1
