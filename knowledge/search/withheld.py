"""What a rehearsal keeps back: a question is asked as if it, or its answer, had not been taught."""

from __future__ import annotations

from dataclasses import dataclass

from knowledge.search.encoder import Vectors
from knowledge.search.lexical import LexicalIndex


@dataclass(frozen=True)
class Withheld:
    """What the search must not use.

    Attributes:
        views: views that are not seen; positions among all views.
        passages: passages that are not seen; positions among all passages.
        outside: an out-of-scope question that is not seen; -1 for none.
        taught: the pairs' scores without the question. *Shape:* (n_pairs,); None for all as it is.
        lexical: the words without those of the question; None for all as they are.
    """

    views: frozenset[int] = frozenset()
    passages: frozenset[int] = frozenset()
    outside: int = -1
    taught: Vectors | None = None
    lexical: LexicalIndex | None = None


NOTHING = Withheld()
