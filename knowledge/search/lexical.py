"""Words in common: BM25 over stems, and how much of a query a passage covers.

BM25 as in Robertson and Zaragoza, "The Probabilistic Relevance Framework" (2009), with k1 = 1.2
and b = 0.5: passages are short, so their length says little.
"""

from __future__ import annotations

import math
from collections import ChainMap, Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from knowledge.language.words import content_stems

K1 = 1.2
B = 0.5

Posting = tuple[NDArray[np.int32], NDArray[np.float32]]  # passages with a word, its weight in each
_NONE: Posting = (np.zeros(0, np.int32), np.zeros(0, np.float32))


@dataclass(frozen=True)
class LexicalScores:
    """How well passages match a query's words, each score from 0 to 1.

    Attributes:
        bm25: BM25 as a share of what it can reach at most. *Shape:* (n_passages,)
        coverage: the share of the query's content words, weighted by rarity, that stand in the
            passage. *Shape:* (n_passages,)
    """

    bm25: NDArray[np.float32]
    coverage: NDArray[np.float32]


class LexicalIndex:
    """An inverted index of stems."""

    def __init__(self, postings: Mapping[str, Posting], n: int) -> None:
        self._postings = postings
        self._n_passages = n

    @classmethod
    def of(cls, texts: Sequence[str]) -> LexicalIndex:
        """Index a text for each passage."""
        counts = [Counter(content_stems(text)) for text in texts]
        lengths = [sum(count.values()) for count in counts]
        mean = (sum(lengths) / len(lengths) if lengths else 0.0) or 1.0
        places: dict[str, list[tuple[int, float]]] = {}
        for position, (count, length) in enumerate(zip(counts, lengths, strict=True)):
            norm = K1 * (1 - B + B * length / mean)
            for word, n_times in count.items():
                weight = n_times * (K1 + 1) / (n_times + norm)
                places.setdefault(word, []).append((position, weight))
        return cls(
            {
                word: (
                    np.array([p for p, _ in found], np.int32),
                    np.array([w for _, w in found], np.float32),
                )
                for word, found in places.items()
            },
            len(texts),
        )

    def as_arrays(self) -> dict[str, Any]:
        """Return the index as arrays for `numpy.savez`."""
        words = list(self._postings)
        return {
            "words": np.array(words, dtype=np.str_),
            "ends": np.cumsum([len(self._postings[w][0]) for w in words], dtype=np.int64),
            "passages": np.concatenate(
                [self._postings[w][0] for w in words] or [np.zeros(0, np.int32)]
            ),
            "weights": np.concatenate(
                [self._postings[w][1] for w in words] or [np.zeros(0, np.float32)]
            ),
            "n_passages": np.array(self._n_passages),
        }

    @classmethod
    def from_arrays(cls, arrays: Any) -> LexicalIndex:
        """Return the index that `as_arrays` described."""
        passages = np.split(arrays["passages"].astype(np.int32), arrays["ends"][:-1])
        weights = np.split(arrays["weights"].astype(np.float32), arrays["ends"][:-1])
        words = arrays["words"].tolist()
        return cls(
            dict(zip(words, zip(passages, weights, strict=True), strict=False)),
            int(arrays["n_passages"]),
        )

    def without(self, passage: int, words: Iterable[str]) -> LexicalIndex:
        """Return the index as if a passage did not have some words.

        Args:
            passage: its position.
            words: stems.
        """
        changed = {}
        for word in words:
            passages, weights = self._postings.get(word, _NONE)
            stays = passages != passage
            changed[word] = (passages[stays], weights[stays])
        return LexicalIndex(ChainMap(changed, self._postings), self._n_passages)  # type: ignore[arg-type]

    def knows(self, word: str) -> bool:
        """Whether a stem stands in any passage."""
        return len(self._postings.get(word, _NONE)[0]) > 0

    def idf(self, word: str) -> float:
        """Return the rarity of a stem; an unseen one is the rarest."""
        return _idf(len(self._postings.get(word, _NONE)[0]), self._n_passages)

    def score(self, query: str) -> LexicalScores:
        """Score all passages against the content words of a query."""
        bm25 = np.zeros(self._n_passages, np.float32)
        covered = np.zeros(self._n_passages, np.float32)
        total = 0.0
        for word in set(content_stems(query)):
            idf = self.idf(word)
            total += idf
            passages, weights = self._postings.get(word, _NONE)
            bm25[passages] += idf * weights
            covered[passages] += idf
        scale = total or 1.0
        return LexicalScores(bm25 / (scale * (K1 + 1)), covered / scale)


def _idf(n_with: int, n_passages: int) -> float:
    return math.log(1 + (n_passages - n_with + 0.5) / (n_with + 0.5))
