"""Fit what sort of passage answers what sort of question; a part of `bot.fit_prior`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from knowledge.mentor import Mentor
from knowledge.search.encoder import Vectors
from knowledge.search.linear import Array
from knowledge.search.rehearsal import Rehearsed
from knowledge.search.sorts import Sorts, gists

N_SORTS = 16
N_CANDIDATES = 12  # of each question: what the ranker puts behind these is no danger
N_FITS = 3  # from other starts; their mean ranks better than each
N_EPOCHS = 7  # more only learns the corpora by heart
BATCH_SIZE = 32  # questions
LEARNING_RATE = 1e-3
WEIGHT_DECAY = 1e-2
DROPOUT = 0.6
RANKER_SCALE = 0.35  # of the ranker's scores, to be log odds
NO_CANDIDATE = -1e4
SCALE = 10.0  # so that small weights, as they are learnt soonest, suffice


@dataclass(frozen=True)
class Lesson:
    """The questions of one or several knowledges, with what the ranker offered for them.

    Attributes:
        questions: their embeddings. *Shape:* (n_questions, n_embedding)
        passages: of their candidates' gists. *Shape:* (n_questions, n_candidates, n_embedding)
        scores: the ranker's, `NO_CANDIDATE` where there is none.
            *Shape:* (n_questions, n_candidates)
        right: which of them answer. *Shape:* (n_questions, n_candidates)
        odds: the log odds of an answer without what is learnt here. *Shape:* (n_questions,)
        answerable: whether there is one at all. *Shape:* (n_questions,)
        weights: how much each question counts. *Shape:* (n_questions,)
    """

    questions: Vectors
    passages: Vectors
    scores: Vectors
    right: NDArray[np.bool_]
    odds: Vectors
    answerable: NDArray[np.bool_]
    weights: Vectors


def embeddings_of(mentor: Mentor) -> Vectors:
    """Return the embedding of each passage's gist. *Shape:* (n_passages, n_embedding)."""
    bundle = mentor.bundle
    return mentor.encoder.encode_all(gists(bundle.passages, bundle.views))


def lesson(
    mentor: Mentor, passages: Vectors, rehearsed: Sequence[Rehearsed], ranker: Array
) -> Lesson:
    """Return what there is to learn from the questions put to one mentor.

    Args:
        mentor: who was asked.
        passages: the embeddings of its passages. *Shape:* (n_passages, n_embedding)
        rehearsed: the questions.
        ranker: weights over the features. *Shape:* (n_features,)
    """
    n = len(rehearsed)
    chosen = np.zeros((n, N_CANDIDATES), np.int64)
    scores = np.full((n, N_CANDIDATES), NO_CANDIDATE, np.float32)
    odds = np.zeros(n, np.float32)
    for place, one in enumerate(rehearsed):
        ranking = one.candidates.ranked(ranker)
        k = min(N_CANDIDATES, len(ranking.passages))
        chosen[place, :k] = ranking.passages[:k]
        scores[place, :k] = RANKER_SCALE * ranking.scores[:k]
        signals = mentor.engine.signals.read(one.query, one.vector, ranking)
        chance = np.clip(mentor.bundle.model.gate.probability(signals), 0.01, 0.99)
        odds[place] = np.log(chance / (1 - chance))
    pairs = zip(chosen, rehearsed, strict=True)
    right = np.stack([np.isin(places, list(one.right)) for places, one in pairs])
    return Lesson(
        np.stack([one.vector for one in rehearsed]),
        passages[chosen],
        scores,
        right & (scores > NO_CANDIDATE),
        odds,
        np.array([bool(one.right) for one in rehearsed]),
        np.array([one.weight for one in rehearsed], np.float32),
    )


def joined(lessons: Sequence[Lesson]) -> Lesson:
    """Return several lessons as one."""
    columns = zip(*(vars(one).values() for one in lessons), strict=True)
    return Lesson(*map(np.concatenate, columns))


def fit_sorts(encoder: str, learnt: Lesson) -> Sorts:
    """Fit the maps on top of what the ranker and the gate say already: the mean of several fits.

    Args:
        encoder: the id of the encoder that made the embeddings.
        learnt: the questions.
    """
    asks, tells = zip(*(_fit_once(learnt, seed) for seed in range(N_FITS)), strict=True)
    return Sorts(encoder, _mean(asks), _mean(tells))


def _mean(maps: Sequence[Vectors]) -> Vectors:
    """Put maps beside each other so that what they say together is the mean of what each says."""
    sorts = np.concatenate([each[:, :-1] for each in maps], axis=1) / np.sqrt(len(maps))
    alone = np.mean([each[:, -1:] for each in maps], axis=0)
    return np.concatenate([sorts, alone], axis=1)


def _fit_once(learnt: Lesson, seed: int) -> tuple[Vectors, Vectors]:
    """Return the two maps.

    Of each question, the right candidates' share of the softmax over all is raised, and the
    likelihood of whether it has an answer.
    """
    import torch  # fitting only
    from torch.nn.functional import dropout, logsigmoid

    torch.manual_seed(seed)
    n_embedding = learnt.questions.shape[1]
    start = 0.05 * torch.randn(2, n_embedding, N_SORTS)
    nothing = torch.zeros(2, n_embedding, 1)
    asks, tells = (torch.nn.Parameter(x) for x in torch.cat([start, nothing], dim=2))
    scales = torch.nn.Parameter(torch.tensor([1.0, 1.0, 0.0]))  # of scores, of odds, a shift
    optimiser = torch.optim.AdamW([asks, tells, scales], LEARNING_RATE, weight_decay=WEIGHT_DECAY)
    arrays = [torch.from_numpy(np.ascontiguousarray(array)) for array in vars(learnt).values()]
    for _ in range(N_EPOCHS):
        for batch in torch.randperm(len(learnt.questions)).split(BATCH_SIZE):
            questions, passages, scores, right, odds, answerable, weights = (
                array[batch] for array in arrays
            )
            asked = dropout(questions, DROPOUT) @ asks
            told = dropout(passages, DROPOUT) @ tells
            fits = torch.einsum("qs,qcs->qc", asked[:, :-1], told[..., :-1]) + told[..., -1]
            total = scales[0] * scores + SCALE * fits
            counted = right | ~right.any(1, keepdim=True)  # where none is right, nothing is learnt
            best = torch.logsumexp(total.masked_fill(~counted, NO_CANDIDATE), 1)
            ranking = torch.logsumexp(total, 1) - best
            has = scales[1] * odds + SCALE * asked[:, -1] + scales[2]
            judging = -logsigmoid(torch.where(answerable, has, -has))
            loss = (weights * (ranking + judging)).mean()
            optimiser.zero_grad()
            loss.backward()
            optimiser.step()
    asks, tells = asks.detach().numpy(), tells.detach().numpy()
    half = np.sqrt(SCALE)
    factors = np.array([half] * N_SORTS + [SCALE], np.float32)
    return asks * factors, tells * factors
