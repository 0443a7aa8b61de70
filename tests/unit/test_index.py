"""Vectors to nearest views."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from knowledge.errors import BundleError
from knowledge.search.encoder import Vectors
from knowledge.search.vectors.index import VectorIndex
from tests.fakes import StemEncoder, clustered

TEXTS = ("green tea", "black tea", "a kettle")


@pytest.fixture
def vectors() -> Vectors:
    return StemEncoder().encode_all(TEXTS)


def test_the_nearest_comes_first_with_its_cosine(vectors: Vectors) -> None:
    positions, cosines = VectorIndex.of(vectors).nearest(vectors[1], 3)
    assert positions.tolist() == [1, 0, 2]
    assert cosines.tolist() == pytest.approx((vectors @ vectors[1])[[1, 0, 2]].tolist(), abs=1e-3)


@pytest.mark.parametrize(("k", "n"), [(1, 1), (3, 3), (100, 3)])
def test_there_are_no_more_than_there_are(vectors: Vectors, k: int, n: int) -> None:
    positions, cosines = VectorIndex.of(vectors).nearest(vectors[0], k)
    assert len(positions) == len(cosines) == n
    assert (positions >= 0).all()


def test_vectors_come_back_in_their_order(vectors: Vectors) -> None:
    assert np.allclose(VectorIndex.of(vectors).vectors(), vectors, atol=1e-3)


def test_any_layout_of_an_array_is_taken(vectors: Vectors) -> None:
    column_wise = np.asfortranarray(vectors)
    assert np.allclose(VectorIndex.of(column_wise).vectors(), vectors, atol=1e-3)


def test_what_is_read_is_what_was_written(vectors: Vectors, tmp_path: Path) -> None:
    written = VectorIndex.of(vectors)
    written.write(tmp_path)
    read = VectorIndex.read(tmp_path)
    assert np.array_equal(read.vectors(), written.vectors())
    assert read.nearest(vectors[2], 1)[0].tolist() == [2]


@pytest.mark.parametrize("content", [None, b"", b"no index at all"])
def test_what_is_no_index_is_said_so(tmp_path: Path, content: bytes | None) -> None:
    path = tmp_path / "index.faiss"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(BundleError, match=r"index\.faiss is no vector index; run `mentor train`"):
        VectorIndex.read(tmp_path)


def test_many_vectors_in_cells_are_found_as_by_comparing_all(tmp_path: Path) -> None:
    vectors = clustered(6_000)
    built = VectorIndex.in_cells(vectors)
    built.write(tmp_path)
    mapped = VectorIndex.read(tmp_path)
    queries = clustered(100, seed=2, field=2)
    for query in queries[:20]:
        assert np.array_equal(built.nearest(query, 10)[0], mapped.nearest(query, 10)[0])
    hits = [
        len({*mapped.nearest(query, 10)[0]} & {*np.argsort(-vectors @ query)[:10]})
        for query in queries
    ]
    assert np.mean(hits) / 10 > 0.95


def test_two_bytes_a_dimension_find_what_is_found_by_comparing_all() -> None:
    vectors = clustered(3_000)
    index = VectorIndex.of(vectors)
    for query in clustered(50, seed=2, field=2):
        positions, cosines = index.nearest(query, 10)
        exact = vectors @ query
        assert np.allclose(cosines, exact[positions], atol=1e-3)
        assert exact[positions].min() > np.sort(exact)[-10] - 1e-3


def test_an_index_is_used_in_a_process_that_was_forked() -> None:
    index = VectorIndex.of(clustered(3_000))
    index.nearest(clustered(1)[0], 10)
    pid = os.fork()
    if pid == 0:
        index.vectors()
        os._exit(0)
    for _ in range(100):
        ended, status = os.waitpid(pid, os.WNOHANG)
        if ended:
            break
        time.sleep(0.05)
    else:
        os.kill(pid, signal.SIGKILL)
        os.waitpid(pid, 0)
    assert (ended, status) == (pid, 0)


def test_cells_keep_the_order_and_nearly_the_values() -> None:
    vectors = clustered(3_000)
    index = VectorIndex.in_cells(vectors)
    assert len(index) == 3_000
    assert np.allclose(index.vectors(), vectors, atol=0.02)
    assert np.allclose(index.vectors_at(np.array([7, 2_999])), vectors[[7, 2_999]], atol=0.02)


@pytest.mark.parametrize("is_read", [False, True])
@pytest.mark.parametrize("make", [VectorIndex.of, VectorIndex.in_cells])
def test_more_vectors_come_behind_and_the_index_before_stays(
    make: Callable[[Vectors], VectorIndex], is_read: bool, tmp_path: Path
) -> None:
    vectors = clustered(2_000)
    before = make(vectors[:1_990])
    if is_read:
        before.write(tmp_path)
        before = VectorIndex.read(tmp_path)
    after = before.extended(vectors[1_990:], kept=np.arange(1_990))
    assert (len(before), len(after)) == (1_990, 2_000)
    assert after.nearest(vectors[1_995], 1)[0][0] == 1_995
    assert np.array_equal(after.vectors()[:1_990], before.vectors())  # nothing is trained anew
