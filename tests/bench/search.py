"""One index under measurement: its building, its size, its speed, its recall.

    python -m tests.bench.search 100000               in a file, searched in the process
    python -m tests.bench.search 100000 --pgvector    in a PostgreSQL that is started for it

Its vectors are mixtures of real ones: of the shipped knowledge's views, with a little noise, so
that they lie together as sentences of one field do. Queries are members that were moved by as much
as a paraphrase is.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from knowledge.bundle import Bundle
from knowledge.home import REPOSITORY, Home
from knowledge.releases import Releases
from knowledge.search.encoder import Vectors
from knowledge.search.retriever import N_NEAREST_VIEWS
from knowledge.search.vectors.index import FILE, VectorIndex
from knowledge.search.vectors.kept import check_place
from knowledge.search.vectors.nearest import UnwrittenIndex, ViewIndex
from knowledge.search.vectors.postgresql import PostgresIndex, UnwrittenTables
from tests.parts import Postgres

N_QUERIES = 400
N_EXACT = 10  # recall@10
N_MIXED = 3
NOISE = 0.25  # length of what is added to a vector of length 1
MOVED = 0.5  # the same for a query: a cosine of some 0.9 to the member
PART = 100_000


def real_vectors() -> Vectors:
    """Return the vectors of the live release's views. *Shape:* (n_views, n_dims)."""
    releases = Releases(Home(REPOSITORY))
    live = releases.live()
    if live is None:
        raise SystemExit("There is no release to take vectors from; run `mentor train`.")
    return Bundle(releases.bundle(live)).index.vectors()


def synthetic(n_vectors: int, real: Vectors, random: np.random.Generator) -> Vectors:
    """Return mixtures of real vectors. *Shape:* (n_vectors, n_dims)."""
    made = np.empty((n_vectors, real.shape[1]), np.float32)
    for start in range(0, n_vectors, PART):
        n_part = min(PART, n_vectors - start)
        first = random.integers(0, len(real), n_part)
        mixed = real[first].copy()
        for _ in range(N_MIXED - 1):
            share = random.random((n_part, 1), np.float32)
            mixed += share * real[random.integers(0, len(real), n_part)]
        made[start : start + n_part] = _moved(_unit(mixed), NOISE, random)
    return made


def measure(n_vectors: int) -> dict[str, float]:
    """Build, write and map an index; return what it takes and how much of the exact it finds."""
    vectors, queries, exact = _drawn(n_vectors)
    began = time.perf_counter()
    built = VectorIndex.of(vectors)
    build_seconds = time.perf_counter() - began
    del vectors
    with tempfile.TemporaryDirectory() as folder:
        built.write(Path(folder))
        began = time.perf_counter()
        built.extended(queries[:1])
        add_seconds = time.perf_counter() - began
        del built
        index = VectorIndex.read(Path(folder))
        size_mb = (Path(folder) / FILE).stat().st_size / 1024**2
        figures = _searched(index, queries, exact)
    return {
        **figures,
        "build_seconds": round(build_seconds, 2),
        "add_one_seconds": round(add_seconds, 3),
        "file_mb": round(size_mb, 1),
        "peak_memory_mb": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024, 0),
    }


def measure_postgresql(n_vectors: int) -> dict[str, float]:
    """Write the same vectors to a PostgreSQL of its own; return the same figures of them."""
    vectors, queries, exact = _drawn(n_vectors)
    database = Postgres("shared_buffers=1GB")
    os.environ["DATABASE_URL"] = database.url
    try:
        with tempfile.TemporaryDirectory() as scratch:
            whole, more = Path(scratch) / "whole", Path(scratch) / "more"
            whole.mkdir()
            more.mkdir()
            check_place("postgresql")
            build_seconds = _seconds(UnwrittenTables(vectors), whole)
            index = PostgresIndex.read(whole)
            add_seconds = _seconds(index.extended(queries[:1]), more)
            figures = _searched(index, queries, exact)
        sizes = "SELECT sum(pg_total_relation_size(oid)) FROM pg_class WHERE relname ~ '^mentor_v'"
        ((size_bytes,),) = database.query(f"{sizes} AND relkind = 'r'")
    finally:
        database.remove()
    return {
        **figures,
        "build_seconds": round(build_seconds, 2),
        "add_one_seconds": round(add_seconds, 3),
        "tables_mb": round(float(size_bytes) / 1024**2, 1),
    }


def _seconds(index: UnwrittenIndex, folder: Path) -> float:
    began = time.perf_counter()
    index.write(folder)
    return time.perf_counter() - began


def _drawn(n_vectors: int) -> tuple[Vectors, Vectors, NDArray[np.int64]]:
    """Return vectors, queries, and the positions of the nearest to each query."""
    random = np.random.default_rng(n_vectors)
    vectors = synthetic(n_vectors, real_vectors(), random)
    queries = _moved(vectors[random.integers(0, n_vectors, N_QUERIES)], MOVED, random)
    return vectors, queries, _exact(vectors, queries)


def _searched(index: ViewIndex, queries: Vectors, exact: NDArray[np.int64]) -> dict[str, float]:
    """Return times and recall of the nearest ten, and of as many as a question asks for."""
    found, milliseconds, cpu = _search(index, queries, N_EXACT)
    asked, question_ms, _ = _search(index, queries, N_NEAREST_VIEWS)
    return {
        "recall_at_10": _recall(found, exact),
        "p50_ms": round(float(np.percentile(milliseconds, 50)), 3),
        "p95_ms": round(float(np.percentile(milliseconds, 95)), 3),
        "p95_cpu_ms": round(float(np.percentile(cpu, 95)), 3),
        "question_recall_at_10": _recall(asked, exact),
        "question_p50_ms": round(float(np.percentile(question_ms, 50)), 3),
        "question_p95_ms": round(float(np.percentile(question_ms, 95)), 3),
    }


def _recall(found: Sequence[NDArray[np.int64]], exact: NDArray[np.int64]) -> float:
    hits = [len({*one[:N_EXACT]} & {*other}) for one, other in zip(found, exact, strict=True)]
    return round(float(np.mean(hits)) / exact.shape[1], 4)


def _search(
    index: ViewIndex, queries: Vectors, k: int
) -> tuple[list[NDArray[np.int64]], list[float], list[float]]:
    """Return what was found, and the time and the processor time of each search in ms."""
    for query in queries[:20]:
        index.nearest(query, k)
    found, milliseconds, cpu = [], [], []
    for query in queries:
        began, used = time.perf_counter(), time.process_time()
        positions, _ = index.nearest(query, k)
        milliseconds.append(1000 * (time.perf_counter() - began))
        cpu.append(1000 * (time.process_time() - used))
        found.append(positions)
    return found, milliseconds, cpu


def _exact(vectors: Vectors, queries: Vectors) -> NDArray[np.int64]:
    """Return the positions of the nearest by full comparison. *Shape:* (n_queries, 10)"""
    k = min(N_EXACT, len(vectors))
    scores = np.full((len(queries), 0), -1, np.float32)
    places = np.zeros((len(queries), 0), np.int64)
    for start in range(0, len(vectors), PART):
        part = queries @ vectors[start : start + PART].T
        best = np.argpartition(-part, min(k, part.shape[1]) - 1, axis=1)[:, :k]
        scores = np.hstack([scores, np.take_along_axis(part, best, 1)])
        places = np.hstack([places, best + start])
        order = np.argsort(-scores, axis=1)[:, :k]
        scores = np.take_along_axis(scores, order, 1)
        places = np.take_along_axis(places, order, 1)
    return places


def _moved(vectors: Vectors, length: float, random: np.random.Generator) -> Vectors:
    noise = random.standard_normal(vectors.shape, np.float32)
    return _unit(vectors + length * _unit(noise))


def _unit(vectors: Vectors) -> Vectors:
    unit: Vectors = vectors / np.linalg.norm(vectors, axis=1, keepdims=True)
    return unit


if __name__ == "__main__":
    parser = argparse.ArgumentParser(prog="python -m tests.bench.search", description=__doc__)
    parser.add_argument("n_vectors", type=int)
    parser.add_argument("--pgvector", action="store_true", help="in PostgreSQL, not in a file")
    given = parser.parse_args()
    measured = measure_postgresql if given.pgvector else measure
    print(json.dumps(measured(given.n_vectors)))
