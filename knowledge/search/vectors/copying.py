"""Vectors as PostgreSQL's COPY reads and writes them in its binary format.

A row is the number of its fields and, before each field, the field's length in bytes. pgvector
writes a vector as its number of dimensions, two bytes of zero, and a 32-bit float for each.
Whole arrays are put into that form at once: to write them as text would take ten times as long.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from knowledge.search.encoder import Vectors

HEADER = b"PGCOPY\n\xff\r\n\0" + bytes(8)
TRAILER = b"\xff\xff"


def rows_of(vectors: Vectors, *, first: int) -> bytes:
    """Return what COPY ... FROM STDIN takes as the rows (place, embedding).

    Args:
        vectors: of the rows. *Shape:* (n_rows, n_dims)
        first: the place of the first; the others follow.
    """
    n_rows, n_dims = vectors.shape
    rows = np.zeros(n_rows, _row([("place", ">i4")], n_dims))
    rows["n_fields"] = 2
    rows["place_bytes"] = 4
    rows["place"] = np.arange(first, first + n_rows)
    rows["embedding_bytes"] = 4 + 4 * n_dims
    rows["n_dims"] = n_dims
    rows["embedding"] = vectors
    return HEADER + rows.tobytes() + TRAILER


def vectors_of(copied: bytes, n_dims: int) -> Vectors:
    """Return what COPY (SELECT embedding ...) TO STDOUT wrote. *Shape:* (n_rows, n_dims)."""
    row = _row([], n_dims)
    n_rows = (len(copied) - len(HEADER) - len(TRAILER)) // row.itemsize
    rows = np.frombuffer(copied, row, count=n_rows, offset=len(HEADER))
    vectors: Vectors = rows["embedding"].astype(np.float32)
    return vectors


def _row(before: list[tuple[str, str]], n_dims: int) -> np.dtype[np.void]:
    fields: list[tuple[str, str] | tuple[str, str, tuple[int]]] = [("n_fields", ">i2")]
    for name, kind in before:
        fields += [(f"{name}_bytes", ">i4"), (name, kind)]
    fields += [("embedding_bytes", ">i4"), ("n_dims", ">i2"), ("unused", ">i2")]
    fields += [("embedding", ">f4", (n_dims,))]
    return np.dtype(fields)
