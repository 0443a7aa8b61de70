"""What is known before any training: how much each feature and each signal weighs.

`prior.json` was fitted on the small knowledges of `tests/corpora` by `python -m bot.fit_prior`; a
knowledge with pairs of its own moves away from it as far as they say.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np

from knowledge.search.features import FEATURES
from knowledge.search.gate import SIGNALS
from knowledge.search.linear import Array

PRIOR_FILE = Path(__file__).with_name("prior.json")


@dataclass(frozen=True)
class Prior:
    """Weights to start from.

    Attributes:
        ranker: *Shape:* (n_features,)
        gate: *Shape:* (n_signals,)
        probabilities: the gate's, of the questions that it was fitted on. *Shape:* (n_questions,)
        right: whether their best candidate was right. *Shape:* (n_questions,)
        weights: how much each question counts. *Shape:* (n_questions,)
    """

    ranker: Array
    gate: Array
    probabilities: Array
    right: Array
    weights: Array

    def write(self, path: Path = PRIOR_FILE) -> None:
        """Write the weights by the names of their features."""
        stored = {
            "ranker": dict(zip(FEATURES, self.ranker.round(3).tolist(), strict=True)),
            "gate": dict(zip(SIGNALS, self.gate.round(3).tolist(), strict=True)),
            "rehearsed": [
                [round(float(p), 3), int(r), round(float(w), 2)]
                for p, r, w in zip(self.probabilities, self.right, self.weights, strict=True)
            ],
        }
        path.write_text(json.dumps(stored, indent=1) + "\n", "utf-8")


@lru_cache(maxsize=1)
def prior() -> Prior:
    """Return the prior that ships."""
    stored = json.loads(PRIOR_FILE.read_text("utf-8"))
    rehearsed = np.array(stored["rehearsed"], np.float64).reshape(-1, 3)
    return Prior(
        ranker=np.array([stored["ranker"].get(name, 0.0) for name in FEATURES]),
        gate=np.array([stored["gate"].get(name, 0.0) for name in SIGNALS]),
        probabilities=rehearsed[:, 0],
        right=rehearsed[:, 1],
        weights=rehearsed[:, 2],
    )
