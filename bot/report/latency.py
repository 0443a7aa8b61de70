"""How long people wait."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

N_BARS = 24


@dataclass(frozen=True)
class Latency:
    """How long replies took, in milliseconds.

    Attributes:
        p50: half of them took at most this.
        p95: of twenty, nineteen took at most this.
        slowest: the longest.
        edges: the bars' ends; the last bar holds all that took longer, too. *Shape:* (n_bars + 1,)
        counts: how many replies each bar stands for. *Shape:* (n_bars,)
    """

    p50: float
    p95: float
    slowest: float
    edges: tuple[float, ...]
    counts: tuple[int, ...]


def latency_of(times_ms: Sequence[float]) -> Latency | None:
    """Return the distribution of times; None where there are none."""
    if not times_ms:
        return None
    times = np.asarray(times_ms)
    p50, p95, p99 = (float(np.percentile(times, share)) for share in (50, 95, 99))
    edges = np.linspace(0.0, max(1.0, 1.1 * p99), N_BARS + 1)
    counts, _ = np.histogram(np.minimum(times, edges[-1]), edges)
    slowest = float(times.max())
    return Latency(p50, p95, slowest, tuple(edges.tolist()), tuple(counts.tolist()))
