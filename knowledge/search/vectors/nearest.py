"""What the search asks of the vectors of a bundle's views, wherever they are kept."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Protocol

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from knowledge.search.encoder import Vectors


class UnwrittenIndex(Protocol):
    """Vectors that are to be kept with a bundle."""

    def write(self, folder: Path) -> None:
        """Keep the vectors, and in the bundle's folder what is needed to open them."""


class ViewIndex(Protocol):
    """Unit vectors of all views in their order, searched by cosine."""

    @property
    def n_dims(self) -> int:
        """The length of a vector."""

    def __len__(self) -> int:
        """Return how many vectors there are."""

    def nearest(self, vector: Vectors, k: int) -> tuple[NDArray[np.int64], Vectors]:
        """Return the positions of the `k` nearest views and their cosines, best first."""

    def vectors(self) -> Vectors:
        """Return all vectors in their order. *Shape:* (n_views, n_dims)."""

    def vectors_at(self, positions: NDArray[np.int64]) -> Vectors:
        """Return some of the vectors. *Shape:* (n_positions, n_dims)."""

    def extended(
        self, vectors: Vectors, *, kept: NDArray[np.int64] | None = None
    ) -> UnwrittenIndex:
        """Return these vectors with more behind them.

        Args:
            vectors: the unit vectors that come behind. *Shape:* (n_more, n_dims)
            kept: which of these stay, ascending; all by default. *Shape:* (n_kept,)
        """
