"""Vectors to nearest views: the only file that imports FAISS.

up to 100,000 vectors   every one is compared, two bytes for each dimension: most of a search is to
                        read them
more                    cells of a coarse quantiser, a byte for each dimension; only the cells
                        nearest to the query are compared

The file is mapped, so all processes of a machine share what of it is in memory.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import faiss
import numpy as np
from numpy.typing import NDArray

from knowledge.errors import BundleError
from knowledge.search.encoder import Vectors

# One question is searched by one thread; and a pool of threads would not survive a fork.
faiss.omp_set_num_threads(1)

MAX_EXACT = 100_000
CELL_VECTORS = 512  # on average; smaller cells take longer to train, larger ones longer to search
TRAINED_ON = 40  # vectors for each cell
MIN_TRAINED_ON = 10_000
N_ITERATIONS = 8
# Share of the cells that is searched. Measured on 10^6 vectors: recall@10 of 0.97 against exact.
SEARCHED = 0.012
MIN_SEARCHED = 16
ADDED_AT_ONCE = 50_000
FILE = "index.faiss"


class VectorIndex:
    """Search by cosine over unit vectors."""

    def __init__(self, index: faiss.Index, *, file: Path | None = None) -> None:
        """Take an index.

        Args:
            index: FAISS's.
            file: that it is mapped from; None where it is in memory.
        """
        self._index = index
        self._file = file
        if isinstance(index, faiss.IndexIVF):
            index.nprobe = max(MIN_SEARCHED, int(SEARCHED * index.nlist))
            index.parallel_mode = 0

    @classmethod
    def of(cls, vectors: Vectors) -> VectorIndex:
        """Index unit vectors. *Shape:* (n_views, n_dims)."""
        vectors = np.ascontiguousarray(vectors, dtype=np.float32)
        if len(vectors) > MAX_EXACT:
            return cls.in_cells(vectors)
        index = faiss.IndexScalarQuantizer(
            vectors.shape[1], faiss.ScalarQuantizer.QT_fp16, faiss.METRIC_INNER_PRODUCT
        )
        index.train(vectors)  # there is nothing to learn: it marks the index as ready
        index.add(vectors)
        return cls(index)

    @classmethod
    def in_cells(cls, vectors: Vectors) -> VectorIndex:
        """Index many unit vectors in cells. *Shape:* (n_views, n_dims)."""
        n_vectors, n_dims = vectors.shape
        n_cells = max(1, n_vectors // CELL_VECTORS)
        n_trained_on = min(n_vectors, max(MIN_TRAINED_ON, TRAINED_ON * n_cells))
        sample = np.random.default_rng(0).choice(n_vectors, n_trained_on, replace=False)
        quantiser = faiss.IndexFlatIP(n_dims)
        index = faiss.IndexIVFScalarQuantizer(
            quantiser,
            n_dims,
            n_cells,
            faiss.ScalarQuantizer.QT_8bit,
            faiss.METRIC_INNER_PRODUCT,
            False,
        )
        index.cp.niter = N_ITERATIONS
        index.cp.spherical = True
        index.cp.min_points_per_centroid = 1
        with _all_cores():
            index.train(np.ascontiguousarray(vectors[np.sort(sample)], dtype=np.float32))
            _add(index, vectors)
        return cls(index)

    @classmethod
    def read(cls, folder: Path) -> VectorIndex:
        """Open the index that a bundle's folder holds.

        Raises:
            BundleError: when the file is missing or is no index.
        """
        path = folder / FILE
        try:
            index = faiss.read_index(str(path), faiss.IO_FLAG_MMAP | faiss.IO_FLAG_READ_ONLY)
        except RuntimeError as error:
            raise BundleError(f"{path} is no vector index; run `mentor train` again.") from error
        return cls(index, file=path)

    def write(self, folder: Path) -> None:
        """Write the index to one file of a bundle's folder."""
        faiss.write_index(self._index, str(folder / FILE))

    def extended(self, vectors: Vectors, *, kept: NDArray[np.int64] | None = None) -> VectorIndex:
        """Return an index with more vectors behind these.

        Where all of these are kept, nothing is trained or compared anew.

        Args:
            vectors: unit vectors. *Shape:* (n_more, n_dims)
            kept: which of these stay, ascending; all by default. *Shape:* (n_kept,)
        """
        if kept is not None and len(kept) < len(self):
            return VectorIndex.of(np.concatenate([self.vectors()[kept], vectors]))
        # What is mapped is not cloned: it is read anew, into memory.
        index = faiss.read_index(str(self._file)) if self._file else faiss.clone_index(self._index)
        _add(index, vectors)
        return VectorIndex(index)

    @property
    def n_dims(self) -> int:
        """The length of a vector."""
        n_dims: int = self._index.d
        return n_dims

    def __len__(self) -> int:
        """Return how many vectors there are."""
        n_vectors: int = self._index.ntotal
        return n_vectors

    def vectors(self) -> Vectors:
        """Return all vectors in their order. *Shape:* (n_views, n_dims).

        They are rounded to 16 bits for each dimension, those of a large index to 8.
        """
        self._map_positions()
        found: Vectors = self._index.reconstruct_n(0, self._index.ntotal)
        return found

    def vectors_at(self, positions: NDArray[np.int64]) -> Vectors:
        """Return some of the vectors. *Shape:* (n_positions, n_dims)."""
        self._map_positions()
        found: Vectors = self._index.reconstruct_batch(np.asarray(positions, np.int64))
        return found

    def nearest(self, vector: Vectors, k: int) -> tuple[NDArray[np.int64], Vectors]:
        """Return the positions of the `k` nearest views and their cosines, best first."""
        k = min(k, self._index.ntotal)
        scores, positions = self._index.search(vector[None, :], k)
        found = positions[0] >= 0  # fewer than `k` stand in the cells that were searched
        return positions[0][found], scores[0][found]

    def _map_positions(self) -> None:
        if isinstance(self._index, faiss.IndexIVF):
            self._index.make_direct_map(True)


@contextmanager
def _all_cores() -> Iterator[None]:
    faiss.omp_set_num_threads(os.cpu_count() or 1)
    try:
        yield
    finally:
        faiss.omp_set_num_threads(1)


def _add(index: faiss.Index, vectors: Vectors) -> None:
    for start in range(0, len(vectors), ADDED_AT_ONCE):
        part = vectors[start : start + ADDED_AT_ONCE]
        index.add(np.ascontiguousarray(part, dtype=np.float32))
