"""Many vectors in a real PostgreSQL: found by the index as by comparing all."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from knowledge.search.encoder import Vectors
from knowledge.search.vectors.index import VectorIndex
from knowledge.search.vectors.kept import check_place
from knowledge.search.vectors.postgresql import PostgresIndex, UnwrittenTables
from tests.conftest import Figures
from tests.fakes import clustered
from tests.parts import Postgres

N_VECTORS, N_DIMS = 20_000, 64


@pytest.fixture(scope="module")
def database() -> Iterator[Postgres]:
    started = Postgres()
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("DATABASE_URL", started.url)
        check_place("postgresql")
        yield started
    started.remove()


@pytest.fixture(scope="module")
def large(
    database: Postgres, tmp_path_factory: pytest.TempPathFactory
) -> tuple[Vectors, PostgresIndex]:
    """Many vectors, and their index."""
    vectors, folder = clustered(N_VECTORS, seed=1, n_dims=N_DIMS), tmp_path_factory.mktemp("large")
    UnwrittenTables(vectors).write(folder)
    return vectors, PostgresIndex.read(folder)


def test_many_are_found_by_an_index_as_by_comparing_all(
    large: tuple[Vectors, PostgresIndex], database: Postgres, figures: Figures
) -> None:
    vectors, index = large
    indexes = str(database.query("SELECT indexdef FROM pg_indexes WHERE indexdef LIKE '%hnsw%'"))
    assert "vector_ip_ops" in indexes
    exact = VectorIndex.of(vectors)
    shares, milliseconds = {10: [0.0], 256: [0.0]}, []
    for k, found in shares.items():
        found.clear()
        for asked in clustered(100, seed=2, n_dims=N_DIMS):
            began = time.perf_counter()
            positions, cosines = index.nearest(asked, k)
            milliseconds.append(1000 * (time.perf_counter() - began))
            assert len(positions) == k
            assert np.allclose(cosines, vectors[positions] @ asked, atol=1e-5)
            assert (np.diff(cosines) <= 0).all()
            found.append(len({*positions[:10]} & {*exact.nearest(asked, 10)[0]}) / 10)
    recall = {k: float(np.mean(found)) for k, found in shares.items()}
    figures.say(
        f"pgvector, {N_VECTORS} vectors: recall@10 {recall[10]:.3f} of 10 asked for and "
        f"{recall[256]:.3f} of 256, p50 {np.median(milliseconds):.1f} ms"
    )
    assert min(recall.values()) >= 0.95


def test_vectors_come_back_as_they_were_in_any_order(large: tuple[Vectors, PostgresIndex]) -> None:
    vectors, index = large
    assert (len(index), index.n_dims) == vectors.shape
    assert np.array_equal(index.vectors(), vectors)
    places = np.array([7, 19_999, 0, 7])
    assert np.array_equal(index.vectors_at(places), vectors[places])
    assert index.vectors_at(np.zeros(0, np.int64)).shape == (0, N_DIMS)


def test_more_come_behind_and_what_is_gone_is_not_found(
    large: tuple[Vectors, PostgresIndex], database: Postgres, tmp_path: Path
) -> None:
    vectors, index = large
    more, asked = clustered(5, seed=3, n_dims=N_DIMS), clustered(1, seed=4, n_dims=N_DIMS)[0]
    kept = np.delete(np.arange(N_VECTORS), index.nearest(asked, 5)[0])
    index.extended(more, kept=kept).write(tmp_path)
    after = PostgresIndex.read(tmp_path)
    assert len(after) == N_VECTORS
    assert after.nearest(more[2], 1)[0].tolist() == [N_VECTORS - 3]
    expected = np.searchsorted(kept, index.nearest(asked, 10)[0][5:])
    assert after.nearest(asked, 5)[0].tolist() == expected.tolist()
    assert np.array_equal(after.vectors(), np.concatenate([vectors[kept], more]))
    names = [table["name"] for table in json.loads((tmp_path / "index.json").read_text())["tables"]]
    rows = [database.query(f"SELECT count(*) FROM {name}") for name in names]
    assert rows == [[(N_VECTORS,)], [(5,)]]
