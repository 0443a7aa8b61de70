"""Where the vectors of a bundle's views are kept, as `vectors` in config.yml says.

file         index.faiss in the bundle's folder, searched in the process
postgresql   tables of the database that DATABASE_URL names, searched there
"""

from __future__ import annotations

from pathlib import Path

from knowledge.search.encoder import Vectors
from knowledge.search.vectors import postgresql
from knowledge.search.vectors.index import VectorIndex
from knowledge.search.vectors.nearest import UnwrittenIndex, ViewIndex


def check_place(vectors: str) -> None:
    """Make sure, before much is done, that vectors can be kept where they are to be.

    Args:
        vectors: where, as config.yml says.

    Raises:
        SettingError: what config.yml says needs something that is not there.
        VectorsError: the database is away, or it refuses.
    """
    if vectors == "postgresql":
        postgresql.check_database()


def to_keep(index: VectorIndex, embeddings: Vectors, *, vectors: str) -> UnwrittenIndex:
    """Return what writes an index to where it is to be kept.

    Args:
        index: as it is searched in this process.
        embeddings: the unit vectors that it holds. *Shape:* (n_views, n_dims)
        vectors: where, as config.yml says.
    """
    return postgresql.UnwrittenTables(embeddings) if vectors == "postgresql" else index


def open_index(folder: Path) -> ViewIndex:
    """Open the index of a bundle, wherever it is kept.

    Raises:
        BundleError: when it is missing or damaged.
        SettingError: when it is in PostgreSQL and `DATABASE_URL` is not set.
    """
    if (folder / postgresql.TABLES_FILE).is_file():
        return postgresql.PostgresIndex.read(folder)
    return VectorIndex.read(folder)
