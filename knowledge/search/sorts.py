"""What sort of passage answers what sort of question, as the questions of other knowledges tell.

    question's embedding ─ asks ──┐
                                  ├─ how well they fit
    passage's embedding  ─ tells ─┘

"How long does it take?" is answered by a duration, "who needs it?" by a person; and "who invented
it?" is seldom answered at all, whatever the knowledge. The earlier layers of an embedding tell such
sorts apart. The maps were fitted by `bot.fit_sorts` for one encoder; with another, nothing is said.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from knowledge.passages import Passage
from knowledge.views import View

if TYPE_CHECKING:
    from knowledge.search.encoder import Vectors


@dataclass(frozen=True)
class Sorts:
    """The maps from embeddings to sorts; the last column of each is a number of its own.

    Attributes:
        encoder: the id of the encoder whose embeddings they take.
        asks: of a question; last, how often such a question has an answer.
            *Shape:* (n_embedding, n_sorts + 1)
        tells: of a passage; last, how often such a passage is an answer.
            *Shape:* (n_embedding, n_sorts + 1)
    """

    encoder: str
    asks: Vectors
    tells: Vectors

    def of_passages(self, embeddings: Vectors) -> PassageSorts:
        """Return what passages tell.

        Args:
            embeddings: of their gists. *Shape:* (n_passages, n_embedding)
        """
        return PassageSorts(self, embeddings @ self.tells)

    def as_arrays(self) -> dict[str, NDArray[np.generic]]:
        """Return what `from_arrays` takes."""
        return {
            "sorts_encoder": np.array(self.encoder),
            "asks": self.asks.astype(np.float16),
            "tells": self.tells.astype(np.float16),
        }

    @classmethod
    def from_arrays(cls, arrays: Mapping[str, NDArray[np.generic]]) -> Sorts:
        """Return the sorts that `as_arrays` described."""
        return cls(
            str(arrays["sorts_encoder"]),
            arrays["asks"].astype(np.float32),
            arrays["tells"].astype(np.float32),
        )


@dataclass(frozen=True)
class PassageSorts:
    """What the passages of a knowledge tell.

    Attributes:
        sorts: the maps.
        told: of each passage. *Shape:* (n_passages, n_sorts + 1)
    """

    sorts: Sorts
    told: Vectors

    def fits(self, embedding: Vectors) -> Vectors:
        """Return how well each passage is of the sort that is asked for. *Shape:* (n_passages,).

        Args:
            embedding: the question's. *Shape:* (n_embedding,)
        """
        asked = embedding @ self.sorts.asks
        fits: Vectors = self.told[:, :-1] @ asked[:-1] + self.told[:, -1]
        return fits

    def answerable(self, embedding: Vectors) -> float:
        """Return how often questions of such a sort have an answer, as log odds but for a shift.

        Args:
            embedding: the question's. *Shape:* (n_embedding,)
        """
        return float(embedding @ self.sorts.asks[:, -1])

    def extended(self, kept: NDArray[np.int64], embeddings: Vectors) -> PassageSorts:
        """Return the sorts of the passages that are kept and of new ones behind them.

        Args:
            kept: their places.
            embeddings: of the new ones' gists. *Shape:* (n_new, n_embedding)
        """
        return PassageSorts(
            self.sorts, np.concatenate([self.told[kept], embeddings @ self.sorts.tells])
        )

    def as_arrays(self) -> dict[str, NDArray[np.generic]]:
        """Return what `from_arrays` takes."""
        return {**self.sorts.as_arrays(), "told": self.told}

    @classmethod
    def from_arrays(cls, arrays: Mapping[str, NDArray[np.generic]]) -> PassageSorts:
        """Return the sorts that `as_arrays` described."""
        return cls(Sorts.from_arrays(arrays), arrays["told"].astype(np.float32))


def gists(passages: Sequence[Passage], views: Sequence[View]) -> list[str]:
    """Return of each passage the one text that says most of it: under its heading or question."""
    found = [" ".join((passage.key, passage.text)) for passage in passages]
    for view in reversed(views):
        if view.kind == "heading" and passages[view.passage].kind != "pair":
            found[view.passage] = view.text
    return found
