"""Vectors to nearest views."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from knowledge.errors import BundleError
from knowledge.search.encoder import Vectors
from knowledge.search.index import VectorIndex
from tests.fakes import StemEncoder

TEXTS = ("green tea", "black tea", "a kettle")


@pytest.fixture
def vectors() -> Vectors:
    return StemEncoder().encode_all(TEXTS)


def test_the_nearest_comes_first_with_its_cosine(vectors: Vectors) -> None:
    positions, cosines = VectorIndex.of(vectors).nearest(vectors[1], 3)
    assert positions.tolist() == [1, 0, 2]
    assert cosines.tolist() == pytest.approx((vectors @ vectors[1])[[1, 0, 2]].tolist(), abs=1e-6)


@pytest.mark.parametrize(("k", "n"), [(1, 1), (3, 3), (100, 3)])
def test_there_are_no_more_than_there_are(vectors: Vectors, k: int, n: int) -> None:
    positions, cosines = VectorIndex.of(vectors).nearest(vectors[0], k)
    assert len(positions) == len(cosines) == n
    assert (positions >= 0).all()


def test_vectors_come_back_in_their_order(vectors: Vectors) -> None:
    assert np.array_equal(VectorIndex.of(vectors).vectors(), vectors)


def test_any_layout_of_an_array_is_taken(vectors: Vectors) -> None:
    column_wise = np.asfortranarray(vectors)
    assert np.array_equal(VectorIndex.of(column_wise).vectors(), vectors)


def test_what_is_read_is_what_was_written(vectors: Vectors, tmp_path: Path) -> None:
    VectorIndex.of(vectors).write(tmp_path / "index.faiss")
    read = VectorIndex.read(tmp_path / "index.faiss")
    assert np.array_equal(read.vectors(), vectors)
    assert read.nearest(vectors[2], 1)[0].tolist() == [2]


@pytest.mark.parametrize("content", [None, b"", b"no index at all"])
def test_what_is_no_index_is_said_so(tmp_path: Path, content: bytes | None) -> None:
    path = tmp_path / "index.faiss"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(BundleError, match=r"index\.faiss is no vector index; run `mentor train`"):
        VectorIndex.read(path)
