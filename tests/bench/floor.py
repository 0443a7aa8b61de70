"""The least that an answer takes: one process that tokenises, encodes and searches."""

from __future__ import annotations

import json
import os
import resource
import sys
import time
from collections.abc import Sequence
from pathlib import Path

N_NEAREST = 10


def measure(bundle: Path, questions: Sequence[str]) -> dict[str, float]:
    """Return times of encoding and searching, and the memory of this process.

    Args:
        bundle: whose encoder and index are used.
        questions: one after the other.
    """
    from knowledge.bundle import Bundle
    from knowledge.search.encoder import OnnxEncoder

    began = time.perf_counter()
    opened = Bundle(bundle)
    encoder, index = OnnxEncoder(opened.encoder_folder), opened.index
    load_seconds = time.perf_counter() - began
    seconds = []
    used = time.process_time()
    for question in questions:
        began = time.perf_counter()
        index.nearest(encoder.encode(question)[: encoder.n_dims], N_NEAREST)
        seconds.append(time.perf_counter() - began)
    used = time.process_time() - used
    seconds.sort()
    return {
        "p50_ms": round(1000 * seconds[len(seconds) // 2], 2),
        "p95_ms": round(1000 * seconds[int(0.95 * len(seconds))], 2),
        "p99_ms": round(1000 * seconds[int(0.99 * len(seconds))], 2),
        "messages_per_second": round(len(seconds) / sum(seconds), 1),
        "cpu_ms_per_message": round(1000 * used / len(seconds), 2),
        "load_seconds": round(load_seconds, 2),
        "memory_mb": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024, 1),
    }


if __name__ == "__main__":
    os.environ.setdefault("OMP_NUM_THREADS", "1")
    print(json.dumps(measure(Path(sys.argv[1]), json.load(sys.stdin))))
