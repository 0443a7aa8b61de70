"""A table of vectors in PostgreSQL with pgvector: the SQL of this package.

    mentor_vectors_<random>     place integer primary key, embedding vector(n_dims)

Each training writes a table of its own, which never changes. One table for all bundles would find
too little: pgvector's HNSW index knows no condition, so what belongs to other bundles would be
taken away from the nearest that it found.
"""

from __future__ import annotations

import io
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from knowledge.errors import SettingError
from knowledge.search.vectors.copying import rows_of, vectors_of

if TYPE_CHECKING:
    from knowledge.search.encoder import Vectors

MAX_EXACT = 10_000  # rows; from there on the index answers sooner than a look at all of them
# Candidates that a search of the index looks at; at most so many can be found. Measured on 10^5
# vectors (tests/bench/search.py): recall@10 of 0.98 against exact.
SEARCHED, MAX_SEARCHED = 200, 1_000
COPIED_AT_ONCE = 10_000
LOCK = 0x766563746F72  # PostgreSQL's advisory lock of who adds the extension
BUILD_MEMORY_MB = (64, 2_048)
ROW_OVERHEAD_BYTES = 700  # of a row in the index that is built: its neighbours


@dataclass(frozen=True)
class VectorTable:
    """One table and the places that its rows have.

    Attributes:
        name: of the table.
        first: the place of its first row; the others follow.
        n_rows: how many there are.
    """

    name: str
    first: int
    n_rows: int

    @classmethod
    def new(cls, *, first: int, n_rows: int) -> VectorTable:
        """Return a table that is not there yet."""
        return cls(f"mentor_vectors_{secrets.token_hex(6)}", first, n_rows)

    def has(self, places: NDArray[np.int64]) -> NDArray[np.bool_]:
        """Tell which places are those of its rows. *Shape:* (n_places,)."""
        inside: NDArray[np.bool_] = (places >= self.first) & (places < self.first + self.n_rows)
        return inside

    def create(self, cursor: Any, vectors: Vectors) -> None:
        """Make the table of some vectors. *Shape:* (n_rows, n_dims)."""
        n_dims = vectors.shape[1]
        columns = f"place integer NOT NULL, embedding vector({n_dims}) NOT NULL"
        cursor.execute(f"CREATE TABLE {self.name} ({columns})")
        # Kept in the row: a search of all rows would else look up each vector elsewhere.
        cursor.execute(f"ALTER TABLE {self.name} ALTER embedding SET STORAGE PLAIN")
        for start in range(0, self.n_rows, COPIED_AT_ONCE):
            rows = rows_of(vectors[start : start + COPIED_AT_ONCE], first=self.first + start)
            cursor.copy_expert(f"COPY {self.name} FROM STDIN (FORMAT binary)", io.BytesIO(rows))
        cursor.execute(f"SET LOCAL maintenance_work_mem = '{_memory_mb(self.n_rows, n_dims)}MB'")
        cursor.execute(f"ALTER TABLE {self.name} ADD PRIMARY KEY (place)")
        if self.n_rows > MAX_EXACT:
            cursor.execute(f"CREATE INDEX ON {self.name} USING hnsw (embedding vector_ip_ops)")
        cursor.execute(f"ANALYZE {self.name}")

    def drop(self, cursor: Any) -> None:
        """Remove the table if it is there."""
        cursor.execute(f"DROP TABLE IF EXISTS {self.name}")

    def delete(self, cursor: Any, places: NDArray[np.int64]) -> None:
        """Remove the rows at some places. *Shape:* (n_places,)."""
        if len(places):
            cursor.execute(f"DELETE FROM {self.name} WHERE place = ANY ({_array(places)})")

    def read(self, cursor: Any, places: NDArray[np.int64], n_dims: int) -> Vectors:
        """Return the vectors at some places. *Shape:* (n_places, n_dims).

        Args:
            cursor: the driver's.
            places: ascending, each once. *Shape:* (n_places,)
            n_dims: the length of a vector.
        """
        wanted = (
            f"SELECT embedding FROM {self.name} WHERE place = ANY ({_array(places)}) ORDER BY place"
        )
        copied = io.BytesIO()
        cursor.copy_expert(f"COPY ({wanted}) TO STDOUT (FORMAT binary)", copied)
        return vectors_of(copied.getvalue(), n_dims)


def nearest(
    cursor: Any, tables: Sequence[VectorTable], vector: Vectors, k: int
) -> tuple[NDArray[np.int64], Vectors]:
    """Return the places of the `k` rows nearest to a vector and their cosines, best first.

    Of a table with an index at most `MAX_SEARCHED` are found.
    """
    asked = "'[" + ",".join(map(repr, vector.tolist())) + "]'"
    parts = (
        f"(SELECT place, embedding <#> {asked} AS apart FROM {table.name}"
        f" ORDER BY embedding <#> {asked} LIMIT {k})"
        for table in tables
    )
    searched = min(max(k, SEARCHED), MAX_SEARCHED)
    cursor.execute(
        f"SET hnsw.ef_search = {searched}; SELECT place, apart"
        f" FROM ({' UNION ALL '.join(parts)}) AS found ORDER BY apart, place LIMIT {k}"
    )
    found = cursor.fetchall()
    places = np.array([place for place, _ in found], np.int64)
    return places, -np.array([apart for _, apart in found], np.float32)


def prepare(cursor: Any) -> None:
    """Make sure that PostgreSQL has pgvector.

    Raises:
        SettingError: it has not.
    """
    if _has_extension(cursor):
        return
    cursor.execute("SELECT count(*) FROM pg_available_extensions WHERE name = 'vector'")
    if not cursor.fetchone()[0]:
        raise SettingError(
            "The PostgreSQL that DATABASE_URL names has no pgvector; install it there, or set "
            "`vectors: file` in config.yml."
        )
    cursor.execute(f"SELECT pg_advisory_xact_lock({LOCK})")
    cursor.execute("CREATE EXTENSION IF NOT EXISTS vector")


def _has_extension(cursor: Any) -> bool:
    cursor.execute("SELECT count(*) FROM pg_extension WHERE extname = 'vector'")
    return bool(cursor.fetchone()[0])


def _array(places: NDArray[np.int64]) -> str:
    """Return places as SQL has them."""
    return "'{" + ",".join(map(str, places.tolist())) + "}'"


def _memory_mb(n_rows: int, n_dims: int) -> int:
    """Return what holds a whole index while it is built; with less it takes many times as long."""
    least, most = BUILD_MEMORY_MB
    return min(most, max(least, n_rows * (4 * n_dims + ROW_OVERHEAD_BYTES) // 1024**2))
