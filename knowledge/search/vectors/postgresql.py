"""The vectors of a bundle's views in PostgreSQL: where its folder says they are, and a search.

    index.json   the tables: one of the training as a whole, one of what was taught since
    places.npy   the place in them of each view's vector

A taught pair is a small table more; the large one is shared with the bundle before. Rows of what
is known no longer stay in it, and a search asks for so many more.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import asdict
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from knowledge.errors import BundleError
from knowledge.search.vectors import table as vector_table
from knowledge.search.vectors.database import VectorDatabase, vector_database
from knowledge.search.vectors.table import MAX_SEARCHED, VectorTable

if TYPE_CHECKING:
    from knowledge.search.encoder import Vectors

READ_AT_ONCE = 10_000  # vectors; more would not come within the time that a statement has
TABLES_FILE, PLACES_FILE = "index.json", "places.npy"


class PostgresIndex:
    """Search by cosine over unit vectors that stand in tables.

    Args:
        database: that has the tables.
        tables: the large one first; their places follow each other.
        places: of the vectors, ascending. *Shape:* (n_views,)
        n_dims: the length of a vector.
    """

    def __init__(
        self,
        database: VectorDatabase,
        tables: Sequence[VectorTable],
        places: NDArray[np.int64],
        n_dims: int,
    ) -> None:
        self._database = database
        self._tables = tuple(tables)
        self._places = places
        self._n_dims = n_dims
        self._position = np.full(sum(table.n_rows for table in tables), -1, np.int64)
        self._position[places] = np.arange(len(places))

    @classmethod
    def read(cls, folder: Path) -> PostgresIndex:
        """Open the vectors of a bundle.

        Raises:
            BundleError: what its folder says of them cannot be read.
            SettingError: `DATABASE_URL` is not set.
        """
        try:
            return cls(vector_database(), *_stored(folder))
        except (OSError, ValueError, KeyError, TypeError, IndexError) as error:
            raise BundleError(
                f"{folder} does not say where its vectors are ({type(error).__name__}); delete it "
                "and run `mentor train`."
            ) from error

    @property
    def n_dims(self) -> int:
        """The length of a vector."""
        return self._n_dims

    def __len__(self) -> int:
        """Return how many vectors there are."""
        return len(self._places)

    def nearest(self, vector: Vectors, k: int) -> tuple[NDArray[np.int64], Vectors]:
        """Return the positions of the `k` nearest views and their cosines, best first.

        Raises:
            VectorsError: the database cannot be used just now.
        """
        n_gone = len(self._position) - len(self._places)
        asked = k if n_gone == 0 else min(k + n_gone, max(k, MAX_SEARCHED))
        places, cosines = self._database.read(
            lambda cursor: vector_table.nearest(cursor, self._tables, vector, asked)
        )
        positions = self._position[places]
        mine = np.flatnonzero(positions >= 0)[:k]
        return positions[mine], cosines[mine]

    def vectors(self) -> Vectors:
        """Return all vectors in their order. *Shape:* (n_views, n_dims)."""
        return self.vectors_at(np.arange(len(self)))

    def vectors_at(self, positions: NDArray[np.int64]) -> Vectors:
        """Return some of the vectors. *Shape:* (n_positions, n_dims).

        Raises:
            VectorsError: the database cannot be used just now.
        """
        places, order = np.unique(self._places[positions], return_inverse=True)
        parts = [part for table in self._tables for part in self._parts(table, places)]
        found: Vectors = np.concatenate([np.zeros((0, self._n_dims), np.float32), *parts])[order]
        return found

    def _parts(self, table: VectorTable, places: NDArray[np.int64]) -> Iterator[Vectors]:
        """Yield the vectors of those places that are in a table, some at a time."""
        inside = places[table.has(places)]
        for start in range(0, len(inside), READ_AT_ONCE):
            part = inside[start : start + READ_AT_ONCE]
            yield self._database.read(partial(table.read, places=part, n_dims=self._n_dims))

    def extended(
        self, vectors: Vectors, *, kept: NDArray[np.int64] | None = None
    ) -> UnwrittenTables:
        """Return these vectors with more behind them; the large table stays as it is.

        Args:
            vectors: the unit vectors that come behind. *Shape:* (n_more, n_dims)
            kept: which of these stay, ascending; all by default. *Shape:* (n_kept,)
        """
        positions = np.arange(len(self)) if kept is None else kept
        large = self._tables[0]
        shared = self._places[positions] < large.n_rows
        taught_before = self.vectors_at(positions[~shared])
        return UnwrittenTables(
            np.concatenate([taught_before, vectors]),
            behind=large,
            places=self._places[positions[shared]],
        )


class UnwrittenTables:
    """Vectors that are to stand in a table, maybe behind those of another.

    Args:
        vectors: the unit vectors. *Shape:* (n_rows, n_dims)
        behind: the table that they come behind.
        places: those of its rows that are kept. *Shape:* (n_kept,)
    """

    def __init__(
        self,
        vectors: Vectors,
        *,
        behind: VectorTable | None = None,
        places: NDArray[np.int64] | None = None,
    ) -> None:
        self._vectors = vectors
        self._behind = [behind] if behind else []
        self._kept = np.zeros(0, np.int64) if places is None else places

    def write(self, folder: Path) -> None:
        """Write the table and, before it, its name into the bundle's folder.

        So whoever removes the folder of a training that was cut short finds the table.

        Raises:
            VectorsError: the database is away, or it refuses.
        """
        n_rows, n_dims = self._vectors.shape
        first = sum(table.n_rows for table in self._behind)
        added = VectorTable.new(first=first, n_rows=n_rows)
        tables = [*self._behind, *([added] if n_rows or not self._behind else [])]
        stored = {"n_dims": n_dims, "tables": [asdict(table) for table in tables]}
        # The places first: whoever finds the tables named knows which rows are needed.
        np.save(folder / PLACES_FILE, np.append(self._kept, first + np.arange(n_rows)))
        (folder / TABLES_FILE).write_text(json.dumps(stored), "utf-8")
        if added in tables:
            vector_database().write(lambda cursor: added.create(cursor, self._vectors))


def check_database() -> None:
    """Make sure that vectors can be written.

    Raises:
        SettingError: `DATABASE_URL` is not set, or there is no pgvector.
        VectorsError: the database is away, or it refuses.
    """
    vector_database().write(vector_table.prepare)


def remove_tables(folder: Path) -> None:
    """Remove what only a bundle's folder names; call it before the folder is removed.

    Of a table that other bundles share the rows go that none of them has: nothing of what was
    forgotten is to be left.

    Raises:
        SettingError: `DATABASE_URL` is not set.
        VectorsError: the database is away, or it refuses.
    """
    tables, places = _named(folder)
    if not tables:
        return
    others = [_named(other) for other in folder.parent.iterdir() if other != folder]

    def remove(cursor: Any) -> None:
        for table in tables:
            sharing = [theirs for named, theirs in others if table in named]
            if not sharing:
                table.drop(cursor)
                continue
            alone = np.setdiff1d(places, np.concatenate(sharing))
            table.delete(cursor, alone[table.has(alone)])

    vector_database().write(remove)


def _stored(folder: Path) -> tuple[list[VectorTable], NDArray[np.int64], int]:
    """Return the tables and places that a folder names, and the length of a vector."""
    stored = json.loads((folder / TABLES_FILE).read_text("utf-8"))
    tables = [VectorTable(**table) for table in stored["tables"]]
    return tables, np.load(folder / PLACES_FILE), int(stored["n_dims"])


def _named(folder: Path) -> tuple[list[VectorTable], NDArray[np.int64]]:
    """Return the tables and places that a folder names; a damaged or vanished one names none."""
    with suppress(OSError, ValueError, KeyError, TypeError):
        tables, places, _ = _stored(folder)
        return tables, places
    return [], np.zeros(0, np.int64)
