"""Which pair a question is a phrasing of, learnt from all phrasings of all pairs.

    embedding ─ centred layers ─ random Fourier features ─ ridge ─ a score for each pair

Kernel ridge regression onto one column a pair, under a Gaussian kernel that random features stand
in for (Rahimi and Recht, "Random Features for Large-Scale Kernel Machines", 2007). It has no
iterations, and what each phrasing would have scored had it not been taught follows from the fit in
closed form: the honest figures from which the ranker and the gate are fitted.

Far from every phrasing all scores fall to zero, so a score also says whether anything fits at all.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from knowledge.search.encoder import Vectors

N_FEATURES = 4096
MIN_FEATURES = 256
WIDTHS = (0.35, 0.7)  # of the Gaussian: exp(-width * squared distance)
RIDGES = (0.05, 0.2, 0.6)
N_TRIED = 2500  # phrasings on which width, ridge and layers are chosen
N_TRIED_FEATURES = 1024
N_AGAINST = 500  # of the nearest other phrasings, and of all of them, that a new pair is fitted to
AT_ONCE = 4096  # phrasings whose features are in memory
MIN_FREE = 1e-3  # what the others decide of a phrasing's score, at least
SEED = 11


@dataclass(frozen=True)
class Shape:
    """What is chosen on the phrasings themselves.

    Attributes:
        n_layers: vectors of the embedding that are read, the sentence's own first.
        width: of the Gaussian kernel.
        ridge: the penalty on the weights.
    """

    n_layers: int
    width: float
    ridge: float


class PhrasingClassifier:
    """Scores every pair for a question's embedding.

    Attributes:
        passages: the position of each pair among all passages. *Shape:* (n_pairs,)
        shape: how the features are made.
    """

    def __init__(
        self,
        *,
        passages: NDArray[np.int64],
        means: Vectors,
        weights: Vectors,
        leverages: Vectors,
        shape: Shape,
    ) -> None:
        """Take what `fit` learnt.

        Args:
            passages: the position of each pair among all passages. *Shape:* (n_pairs,)
            means: of each layer's vectors. *Shape:* (n_layers, n_dims)
            weights: *Shape:* (n_features, n_pairs)
            leverages: how much each phrasing decides its own score. *Shape:* (n_phrasings,)
            shape: how the features are made.
        """
        self.passages = passages
        self.shape = shape
        self._means = means
        self._weights = np.asfortranarray(weights)  # a pair's stand together: read in one go
        self._leverages = leverages
        self._map = _FeatureMap.of(means.size, len(weights), shape.width)

    @classmethod
    def fit(
        cls, embeddings: Vectors, owners: NDArray[np.int64], *, n_dims: int
    ) -> PhrasingClassifier:
        """Learn the pairs' phrasings.

        Args:
            embeddings: of all phrasings. *Shape:* (n_phrasings, n_dims + n_earlier)
            owners: the passage of each. *Shape:* (n_phrasings,)
            n_dims: the length of one layer's vector.
        """
        passages, classes = np.unique(owners, return_inverse=True)
        shape = _choose(embeddings, classes, n_dims)
        means = _means(embeddings, n_dims, shape.n_layers)
        n_features = int(np.clip(2 * len(embeddings), MIN_FEATURES, N_FEATURES))
        features = _FeatureMap.of(means.size, n_features, shape.width)

        def rows(part: slice) -> Vectors:
            return features(_centred(embeddings[part], means))

        weights, leverages = _ridge(rows, classes, shape.ridge, n_features=n_features)
        return cls(
            passages=passages, means=means, weights=weights, leverages=leverages, shape=shape
        )

    def scores(self, embedding: Vectors) -> Vectors:
        """Return a score for each pair, about 1 for a clear phrasing of it. *Shape:* (n_pairs,)."""
        features = self._map(_centred(embedding[None, :], self._means))
        found: Vectors = self._weights.T @ features[0]
        return found

    def scores_untaught(self, embedding: Vectors, phrasing: int, passage: int) -> Vectors:
        """Return the scores of a phrasing as if it alone had not been taught. *Shape:* (n_pairs,).

        Args:
            embedding: the phrasing's.
            phrasing: its place among all phrasings.
            passage: the pair that it belongs to.
        """
        wanted = (self.passages == passage) - np.float32(1 / len(self.passages))
        leverage = self._leverages[phrasing]
        return _left_out(self.scores(embedding), wanted, leverage)

    @property
    def leverages(self) -> Vectors:
        """How much each phrasing decides its own score. *Shape:* (n_phrasings,)."""
        return self._leverages

    def moved(self, places: NDArray[np.int64], *, leverages: Vectors) -> PhrasingClassifier:
        """Return the classifier of passages that stand elsewhere now.

        Args:
            places: the new position of each passage; -1 for one that is gone.
            leverages: of the phrasings as they are now. *Shape:* (n_phrasings,)
        """
        now = places[self.passages]
        stays = now >= 0
        return PhrasingClassifier(
            passages=now[stays],
            means=self._means,
            weights=self._weights[:, stays],
            leverages=leverages,
            shape=self.shape,
        )

    def with_pairs(
        self,
        fresh: Sequence[int],
        embeddings: Vectors,
        owners: NDArray[np.int64],
        *,
        leverages: Vectors,
    ) -> PhrasingClassifier:
        """Return the classifier with more pairs, each fitted against the phrasings around it.

        The pairs that are there stay as they are.

        Args:
            fresh: the position of each new pair.
            embeddings: of all phrasings as they are now. *Shape:* (n_phrasings, n_dims + n_earlier)
            owners: the passage of each. *Shape:* (n_phrasings,)
            leverages: of all phrasings. *Shape:* (n_phrasings,)
        """
        columns = [self._column(embeddings, owners == one) for one in fresh]
        return PhrasingClassifier(
            passages=np.append(self.passages, np.array(fresh, np.int64)),
            means=self._means,
            weights=np.column_stack([self._weights, *columns]),
            leverages=leverages,
            shape=self.shape,
        )

    def _column(self, embeddings: Vectors, own: NDArray[np.bool_]) -> Vectors:
        """Fit one pair's weights in the kernel's dual. *Shape:* (n_features,)."""
        near = embeddings @ embeddings[own].mean(axis=0)
        others = np.flatnonzero(~own)
        others = others[np.argsort(-near[others], kind="stable")]
        even = np.linspace(0, max(0, len(others) - 1), N_AGAINST).astype(np.int64)
        against = np.unique(np.concatenate([others[:N_AGAINST], others[even[: len(others)]]]))
        rows = np.concatenate([np.flatnonzero(own), against])
        features = self._map(_centred(embeddings[rows], self._means))
        inner = features @ features.T
        inner[np.diag_indices_from(inner)] += np.float32(self.shape.ridge)
        found: Vectors = features.T @ np.linalg.solve(inner, own[rows].astype(np.float32))
        return found

    def as_arrays(self) -> dict[str, Any]:
        """Return the classifier as arrays for `numpy.savez`."""
        shape = self.shape
        return {
            "passages": self.passages,
            "means": self._means,
            "weights": self._weights.astype(np.float16),
            "leverages": self._leverages,
            "shape": np.array([shape.n_layers, shape.width, shape.ridge]),
        }

    @classmethod
    def from_arrays(cls, arrays: Any) -> PhrasingClassifier:
        """Return the classifier that `as_arrays` described."""
        n_layers, width, ridge = arrays["shape"].tolist()
        return cls(
            passages=arrays["passages"],
            means=arrays["means"],
            weights=arrays["weights"].astype(np.float32),
            leverages=arrays["leverages"],
            shape=Shape(int(n_layers), width, ridge),
        )


@dataclass(frozen=True)
class _FeatureMap:
    """Random Fourier features; the same for the same sizes, on every machine."""

    directions: Vectors
    phases: Vectors

    @classmethod
    @lru_cache(maxsize=2)  # the release before and the next one have the same
    def of(cls, n_inputs: int, n_features: int, width: float) -> _FeatureMap:
        chance = np.random.RandomState(SEED)  # its stream never changes, a Generator's may
        directions = chance.standard_normal((n_inputs, n_features)) * np.sqrt(2 * width)
        phases = chance.uniform(0, 2 * np.pi, n_features)
        return cls(directions.astype(np.float32), phases.astype(np.float32))

    def __call__(self, inputs: Vectors) -> Vectors:
        """Return the features. *Shape:* (n_inputs, n_features)."""
        angles = inputs @ self.directions
        angles += self.phases
        np.cos(angles, out=angles)
        angles *= np.float32(np.sqrt(2 / len(self.phases)))
        found: Vectors = angles
        return found


def _choose(embeddings: Vectors, classes: NDArray[np.int64], n_dims: int) -> Shape:
    """Return the shape under which most phrasings find their own pair, left out one by one."""
    chance = np.random.RandomState(SEED)
    some = chance.permutation(len(embeddings))[:N_TRIED]
    tried, own = embeddings[some], np.unique(classes[some], return_inverse=True)[1]
    n_layers = embeddings.shape[1] // n_dims
    best, most = Shape(1, WIDTHS[0], RIDGES[0]), -1.0
    for layers in sorted({1, n_layers}):
        means = _means(tried, n_dims, layers)
        inputs = _centred(tried, means)
        for width in WIDTHS:
            features = _FeatureMap.of(inputs.shape[1], N_TRIED_FEATURES, width)(inputs)
            for ridge in RIDGES:
                share = _share_right(features, own, ridge)
                if share > most:
                    best, most = Shape(layers, width, ridge), share
    return best


def _share_right(features: Vectors, classes: NDArray[np.int64], ridge: float) -> float:
    """Return the share of rows that score highest for their own class, each left out."""
    weights, leverages = _ridge(features.__getitem__, classes, ridge, n_features=features.shape[1])
    wanted = np.eye(weights.shape[1], dtype=np.float32)[classes]
    wanted -= np.float32(1 / weights.shape[1])
    unseen = _left_out(features @ weights, wanted, leverages[:, None])
    return float((unseen.argmax(axis=1) == classes).mean())


def _means(embeddings: Vectors, n_dims: int, n_layers: int) -> Vectors:
    means: Vectors = embeddings[:, : n_dims * n_layers].mean(axis=0).reshape(n_layers, n_dims)
    return means


def _centred(embeddings: Vectors, means: Vectors) -> Vectors:
    """Return the layers without their means, each of equal length. *Shape:* (n, means.size)."""
    n_layers, n_dims = means.shape
    layers = embeddings[:, : means.size].reshape(len(embeddings), n_layers, n_dims) - means
    lengths = np.linalg.norm(layers, axis=2, keepdims=True)
    layers /= np.maximum(lengths, 1e-6) * np.float32(np.sqrt(n_layers))
    found: Vectors = layers.reshape(len(embeddings), means.size).astype(np.float32)
    return found


def _ridge(
    rows: Callable[[slice], Vectors],
    classes: NDArray[np.int64],
    ridge: float,
    *,
    n_features: int,
) -> tuple[Vectors, Vectors]:
    """Fit one column a class; return the weights and each row's leverage.

    Args:
        rows: the features of some rows. *Shape:* (n_rows, n_features)
        classes: of all rows. *Shape:* (n_rows,)
        ridge: the penalty on the weights.
        n_features: the length of a row.
    """
    from scipy.linalg import cholesky, solve_triangular  # training only

    n_rows, n_classes = len(classes), int(classes.max()) + 1
    parts = [slice(start, start + AT_ONCE) for start in range(0, n_rows, AT_ONCE)]
    inner = np.zeros((n_features, n_features), np.float32)
    sums = np.zeros((n_classes, n_features), np.float32)
    for part in parts:
        features = rows(part)
        inner += features.T @ features
        np.add.at(sums, classes[part], features)
    inner[np.diag_indices_from(inner)] += np.float32(ridge)
    lower = cholesky(inner, lower=True, overwrite_a=True, check_finite=False)
    wanted = (sums - sums.sum(axis=0) / n_classes).T
    half = solve_triangular(lower, wanted, lower=True, check_finite=False)
    weights = solve_triangular(lower, half, lower=True, trans="T", check_finite=False)
    leverages = [
        np.square(solve_triangular(lower, rows(part).T, lower=True, check_finite=False)).sum(0)
        for part in parts
    ]
    return weights.astype(np.float32), np.concatenate(leverages).astype(np.float32)


def _left_out(scores: Vectors, wanted: Vectors, leverage: Vectors) -> Vectors:
    """Return the scores of a row that the fit had not seen.

    With p what the row scores and h its leverage: (p - h y) / (1 - h) (Allen's PRESS; Hastie et
    al., "The Elements of Statistical Learning", 7.10.1).
    """
    found: Vectors = (scores - leverage * wanted) / np.maximum(1 - leverage, MIN_FREE)
    return found
