"""How the cost of a message grows with its conversation."""

from __future__ import annotations

import statistics
import time

from tests.bench.load import Asker

AT = (1, 5, 50, 500)  # turns
AROUND = 2


def conversation_ms(asker: Asker, *, n_conversations: int, longest: int) -> dict[int, float]:
    """Return the median time of a conversation's n-th turn, in milliseconds.

    Short and long conversations take turns at the end, so that a busy moment of the machine is in
    all of the figures.

    Args:
        asker: of the server.
        n_conversations: of each length.
        longest: turns of the longest.
    """
    lengths = [n for n in AT if n <= longest]
    seconds: dict[int, list[float]] = {n: [] for n in lengths}
    stamp = time.time_ns()
    for conversation in range(n_conversations):
        asker.converse(f"grow-{stamp}-{conversation}-{longest}", max(0, longest - AROUND - 1))
    for round_ in range(2 * AROUND + 1):
        for conversation in range(n_conversations):
            for n in lengths:
                name = f"grow-{stamp}-{conversation}-{n}"
                if n == 1:
                    name += f"-{round_}"
                elif round_ == 0 and n != longest:
                    asker.converse(name, max(0, n - AROUND - 1))
                seconds[n] += asker.converse(name, 1)
    return {n: round(1000 * statistics.median(found), 2) for n, found in seconds.items()}
