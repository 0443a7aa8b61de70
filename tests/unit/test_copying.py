"""Vectors in the binary format of PostgreSQL's COPY."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.search.vectors.copying import HEADER, TRAILER, rows_of, vectors_of


def test_a_row_is_written_as_pgvector_reads_it() -> None:
    row = (
        b"\0\2"
        + b"\0\0\0\4"
        + b"\0\0\0\7"
        + b"\0\0\0\x0c"
        + b"\0\2\0\0"
        + b"\x3f\x80\0\0\xbf\0\0\0"
    )
    assert rows_of(np.array([[1, -0.5]], np.float32), first=7) == HEADER + row + TRAILER


def test_no_rows_are_the_head_and_the_end() -> None:
    assert rows_of(np.zeros((0, 3), np.float32), first=0) == HEADER + TRAILER


@pytest.mark.parametrize("n_dims", [1, 384])
@given(n_rows=st.integers(0, 5), seed=st.integers(0, 99))
def test_what_is_read_is_what_was_written(n_dims: int, n_rows: int, seed: int) -> None:
    vectors = np.random.default_rng(seed).standard_normal((n_rows, n_dims), np.float32)
    fields = b"".join(
        b"\0\1" + (4 + 4 * n_dims).to_bytes(4, "big") + n_dims.to_bytes(2, "big") + b"\0\0"
        + row.astype(">f4").tobytes()
        for row in vectors
    )  # fmt: skip
    read = vectors_of(HEADER + fields + TRAILER, n_dims)
    assert read.shape == vectors.shape
    assert np.array_equal(read, vectors)
