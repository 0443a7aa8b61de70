"""Who listens in a visitor's name: a few at once, of many tabs the ones that came last.

Browsers open six connections to a server; some must be left for questions.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager

MAX_LISTENERS = 4


class Listeners:
    """Lets only so many listen in one name.

    Args:
        most: how many.
    """

    def __init__(self, *, most: int = MAX_LISTENERS) -> None:
        self._most = most
        self._listening: defaultdict[str, list[object]] = defaultdict(list)

    @contextmanager
    def join(self, visitor: str) -> Iterator[Callable[[], bool]]:
        """Listen as the newest; yield what tells whether there are too many newer ones since."""
        listening, one = self._listening[visitor], object()
        listening.append(one)
        try:
            yield lambda: one not in listening[-self._most :]
        finally:
            listening.remove(one)
            if not listening:
                del self._listening[visitor]

    def are_too_many(self, visitor: str) -> bool:
        """Tell whether one of them is to leave."""
        return len(self._listening.get(visitor, ())) > self._most

    def __len__(self) -> int:
        """Return how many listen in all names together."""
        return sum(map(len, self._listening.values()))
