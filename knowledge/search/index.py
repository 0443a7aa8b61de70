"""Vectors to nearest views: the only file that imports FAISS."""

from __future__ import annotations

from pathlib import Path

import faiss
import numpy as np
from numpy.typing import NDArray

from knowledge.errors import BundleError
from knowledge.search.encoder import Vectors


class VectorIndex:
    """Exact search by cosine over unit vectors."""

    def __init__(self, index: faiss.Index) -> None:
        self._index = index

    @classmethod
    def of(cls, vectors: Vectors) -> VectorIndex:
        """Index unit vectors. *Shape:* (n_views, n_dims)."""
        index = faiss.IndexFlatIP(vectors.shape[1])
        index.add(np.ascontiguousarray(vectors, dtype=np.float32))
        return cls(index)

    @classmethod
    def read(cls, path: Path) -> VectorIndex:
        """Open a written index.

        Raises:
            BundleError: when the file is missing or is no index.
        """
        try:
            return cls(faiss.read_index(str(path)))
        except RuntimeError as error:
            raise BundleError(f"{path} is no vector index; run `mentor train` again.") from error

    def write(self, path: Path) -> None:
        """Write the index to one file."""
        faiss.write_index(self._index, str(path))

    def vectors(self) -> Vectors:
        """Return all vectors in their order. *Shape:* (n_views, n_dims)."""
        found: Vectors = self._index.reconstruct_n(0, self._index.ntotal)
        return found

    def nearest(self, vector: Vectors, k: int) -> tuple[NDArray[np.int64], Vectors]:
        """Return the positions of the `k` nearest views and their cosines, best first."""
        k = min(k, self._index.ntotal)
        scores, positions = self._index.search(vector[None, :], k)
        return positions[0], scores[0]
