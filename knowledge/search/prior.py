"""What is known before any training: the ranker's weights, and questions judged elsewhere.

`prior.npz` was made from the small knowledges of `tests/corpora` by `python -m bot.fit_prior`. A
knowledge with pairs of its own moves the weights as far as they say, and its gate learns from its
own questions beside these.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np

from knowledge.search.examples import Examples
from knowledge.search.features import FEATURES
from knowledge.search.gate import SIGNALS
from knowledge.search.linear import Array
from knowledge.search.sorts import Sorts

PRIOR_FILE = Path(__file__).with_name("prior.npz")


@dataclass(frozen=True)
class Prior:
    """Where every training starts.

    Attributes:
        ranker: *Shape:* (n_features,)
        examples: the other knowledges' questions.
        sorts: what sort of passage answers what sort of question.
    """

    ranker: Array
    examples: Examples
    sorts: Sorts | None = None

    def write(self, path: Path = PRIOR_FILE) -> None:
        """Write the prior, each number by the name of its feature or signal."""
        examples = self.examples
        np.savez_compressed(
            path,
            features=np.array(FEATURES),
            ranker=self.ranker.round(4),
            names=np.array(SIGNALS),
            signals=examples.signals.astype(np.float32),
            right=examples.right.astype(np.int8),
            weights=examples.weights.astype(np.float32),
            answerable=examples.answerable,
            **(self.sorts.as_arrays() if self.sorts else {}),
        )


@lru_cache(maxsize=1)
def prior() -> Prior:
    """Return the prior that ships."""
    with np.load(PRIOR_FILE) as stored:
        weights = dict(zip(stored["features"].tolist(), stored["ranker"].tolist(), strict=True))
        columns = dict(zip(stored["names"].tolist(), stored["signals"].T, strict=True))
        nothing = np.zeros(len(stored["right"]))  # of a signal that is newer than the prior
        examples = Examples(
            np.stack([columns.get(name, nothing) for name in SIGNALS], axis=1).astype(np.float64),
            stored["right"].astype(np.float64),
            stored["weights"].astype(np.float64),
            stored["answerable"],
        )
        sorts = Sorts.from_arrays(stored) if "asks" in stored else None
    return Prior(np.array([weights.get(name, 0.0) for name in FEATURES]), examples, sorts)
