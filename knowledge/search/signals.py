"""What speaks for and against the best candidate of a ranking, as the gate's signals."""

from __future__ import annotations

import re
from collections.abc import Container, Sequence

import numpy as np

from knowledge.finding import Query
from knowledge.language.words import content_stems, is_common, stem, tokens
from knowledge.passages import Passage
from knowledge.search.encoder import Vectors
from knowledge.search.features import FEATURES
from knowledge.search.gate import MAX_WORDS, SIGNALS
from knowledge.search.lexical import LexicalIndex
from knowledge.search.linear import Array
from knowledge.search.retriever import Ranking
from knowledge.search.sorts import PassageSorts
from knowledge.search.withheld import NOTHING, Withheld

SAME_ANSWER_COSINE = 0.8  # two passages this alike say the same
SAME_MATTER_COSINE = 0.6  # a passage this like an answer speaks of the same matter
SAYING = ("paragraph", "row", "item")  # what can say it in a few words
MAX_MARGIN = 2.0  # further ahead says no more
_TAUGHT = FEATURES.index("taught")
FAR_OUTSIDE = -0.5  # the "outside" signal where no out-of-scope question is known

MAX_FOREIGN = 2
MIN_STRANGE = 4  # letters of a word that is no name by its looks
# A capital behind a small letter's word, or inner capitals and digits: how names are written.
_NAME = re.compile(r"(?<=[a-z,;] )[A-Z][\w-]*|\b[a-z]*[A-Z0-9]+[a-z]*[A-Z0-9]+\w*\b")


class SignalReader:
    """Reads the gate's signals off a ranking."""

    def __init__(
        self,
        *,
        passages: Sequence[Passage],
        texts: Vectors,
        lexical: LexicalIndex,
        outside: Vectors,
        language: Container[str],
        sorts: PassageSorts | None = None,
    ) -> None:
        """Take what the signals are read against.

        Args:
            passages: all passages.
            texts: a vector of each passage's own text. *Shape:* (n_passages, n_dims)
            lexical: the words that the knowledge uses.
            outside: vectors of out-of-scope questions. *Shape:* (n_questions, n_dims)
            language: lower-case words of the language.
            sorts: what sorts of questions the passages answer.
        """
        self._passages = passages
        self._texts = texts
        self._lexical = lexical
        self._outside = outside
        self._language = language
        self._sorts = sorts
        self._says = np.array([passage.kind in SAYING for passage in passages], np.bool_)

    def read(
        self, query: Query, vector: Vectors, ranking: Ranking, withheld: Withheld = NOTHING
    ) -> Array:
        """Return the signals in the order of `SIGNALS`. *Shape:* (n_signals,).

        Args:
            query: the question.
            vector: its embedding. *Shape:* (n_dims + n_earlier,)
            ranking: its candidates; must not be empty.
            withheld: what must not be used, in a rehearsal.
        """
        best = dict(zip(FEATURES, ranking.features[0], strict=True))
        words = content_stems(query.text)
        lexical = withheld.lexical or self._lexical
        values = {
            "margin": self._margin(ranking),
            "unknown": _unknown(words, lexical),
            "foreign": _foreign(query, lexical, self._language),
            "outside": self._nearest_outside(vector, withheld.outside) - best["dense"],
            "is_whole": self._passages[ranking.passages[0]].kind in ("table", "list"),
            "taught_other": float(ranking.features[:, _TAUGHT].max()),
            "n_words": min(len(words), MAX_WORDS),
            "answerable": self._sorts.answerable(vector) if self._sorts else 0.0,
            **{name: best[name] for name in SIGNALS if name in best},
            "beside_told": _beside(query, best["beside_told"] or best["told_again"]),
        }
        return np.array([values[name] for name in SIGNALS], np.float64)

    def distinct(self, ranking: Ranking, limit: int) -> list[int]:
        """Return the places in the ranking of its first candidates that differ in what they say."""
        kept: list[int] = []
        for place in range(len(ranking.passages)):
            if not any(self._same(ranking, place, earlier) for earlier in kept):
                kept.append(place)
            if len(kept) == limit:
                break
        return kept

    def support(self, ranking: Ranking) -> int:
        """Return the candidate of a document that says most nearly what the best pair says.

        -1 where none says about the same, or where the best is no pair.
        """
        best = int(ranking.passages[0])
        if self._passages[best].kind != "pair":
            return -1
        told = ranking.passages[self._says[ranking.passages]]
        if not len(told):
            return -1
        cosines = self._texts[told] @ self._texts[best]
        return int(told[cosines.argmax()]) if cosines.max() >= SAME_MATTER_COSINE else -1

    def alike(self, passage: int, cosine: float = SAME_ANSWER_COSINE) -> list[int]:
        """Return the other passages that say the same as one; as positions.

        Args:
            passage: the one.
            cosine: how near they say it, at least.
        """
        close = np.flatnonzero(self._texts @ self._texts[passage] >= cosine)
        return [int(place) for place in close if place != passage]

    def _margin(self, ranking: Ranking) -> float:
        places = self.distinct(ranking, 2)
        if len(places) < 2:
            return MAX_MARGIN
        return min(MAX_MARGIN, float(ranking.scores[0] - ranking.scores[places[1]]))

    def _same(self, ranking: Ranking, place: int, other: int) -> bool:
        a, b = int(ranking.passages[place]), int(ranking.passages[other])
        one, two = self._passages[a], self._passages[b]
        if one.id in (two.parent, two.id) or two.id == one.parent:
            return True
        return float(self._texts[a] @ self._texts[b]) >= SAME_ANSWER_COSINE

    def _nearest_outside(self, vector: Vectors, without: int) -> float:
        if not len(self._outside):
            return FAR_OUTSIDE + 1
        cosines = self._outside @ vector[: self._outside.shape[1]]
        if without >= 0:
            cosines[without] = -1
        return float(cosines.max())


def _beside(query: Query, is_beside: float) -> int:
    return 0 if not query.told else 1 if is_beside else -1


def _unknown(words: Sequence[str], lexical: LexicalIndex) -> float:
    rarity = {word: lexical.idf(word) for word in words}
    total = sum(rarity.values())
    unseen = sum(idf for word, idf in rarity.items() if not lexical.knows(word))
    return unseen / total if total else 0.0


def _foreign(query: Query, lexical: LexicalIndex, language: Container[str]) -> float:
    """Count the names that the knowledge never uses: capitals inside, digits, no common words."""
    named = {match.group().lower() for match in _NAME.finditer(query.raw)}
    strange = {word for word in tokens(query.text) if _is_strange(word, language)}
    return float(min(MAX_FOREIGN, sum(not lexical.knows(stem(w)) for w in named | strange)))


def _is_strange(word: str, language: Container[str]) -> bool:
    return len(word) >= MIN_STRANGE and word.isalpha() and not is_common(word, language)
