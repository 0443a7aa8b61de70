"""How search grows with the knowledge: indexes of so many vectors, against exact search."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Sequence

from knowledge.home import REPOSITORY


def measure(sizes: Sequence[int]) -> dict[str, dict[str, float]]:
    """Return the figures for each number of vectors; each in a process of its own."""
    return {str(n_vectors): _measure(n_vectors) for n_vectors in sizes}


def _measure(n_vectors: int) -> dict[str, float]:
    command = [sys.executable, "-m", "tests.bench.search", str(n_vectors)]
    run = subprocess.run(command, capture_output=True, text=True, cwd=REPOSITORY)
    if run.returncode:
        raise RuntimeError(run.stderr[-2000:])
    found: dict[str, float] = json.loads(run.stdout)
    return found
