"""The encoder tuned on a home's own phrasings: those of one pair drawn together, the others apart.

    phrasings ─ most of each pair's ─ cosine to a proxy of each pair, softmax ─ a tuned model
              └ the rest, never seen ─ more of them find their pair?  else the encoder stays

A proxy starts as the mean of its pair's phrasings, so the loss is contrastive from the first step,
with few phrasings as with many (Movshovitz-Attias et al., "No Fuss Distance Metric Learning Using
Proxies", 2017).
"""

from __future__ import annotations

import random
import time
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from knowledge.errors import KnowledgeError
from knowledge.search.encoder import Vectors
from knowledge.search.export import load_model
from knowledge.search.phrasings import PhrasingClassifier

if TYPE_CHECKING:
    import torch
    from sentence_transformers import SentenceTransformer

HELD_OUT = 0.15  # share of a pair's phrasings that the tuning never sees
MIN_TO_HOLD_OUT = 4  # phrasings of a pair; of fewer none is kept back
MIN_HELD_OUT = 60  # with fewer nobody can tell whether the tuning helped
BATCH = 32
N_EPOCHS = 4
MAX_SECONDS = 600.0
LEARNING_RATE = 5e-5
PROXY_RATE = 1e-3
WARM_UP = 0.1  # share of the steps
SCALE = 20.0  # of cosines before the softmax, as all-MiniLM was trained
SMOOTHING = 0.05
MAX_TOKENS = 64
SEED = 3


@dataclass(frozen=True)
class Tuned:
    """What a tuning came to.

    Attributes:
        better: whether more phrasings found their pair than before; only then is the model kept.
        before: share of the phrasings held out that found their pair with the model as it was.
        after: the same with the tuned one.
        held_out: the phrasings that it never saw.
    """

    better: bool
    before: float
    after: float
    held_out: tuple[str, ...]


def finetune(
    model: str,
    phrasings: Sequence[str],
    owners: Sequence[int],
    folder: Path,
    *,
    report: Callable[[str, float], None] = lambda stage, share: None,
) -> Tuned:
    """Tune a model on phrasings and write it where it finds more of those that it never saw.

    Args:
        model: the folder or name of the model to start from.
        phrasings: of all pairs.
        owners: the pair of each.
        folder: where a better model is written, as sentence-transformers keeps it.
        report: is told the stage and its share done.

    Raises:
        KnowledgeError: when there are too few phrasings to tell whether it helped.
    """
    seen, held = split(owners)
    if len(held) < MIN_HELD_OUT:
        raise KnowledgeError(
            f"Fine-tuning needs {MIN_HELD_OUT} pairs with at least {MIN_TO_HOLD_OUT} phrasings "
            f"each, to prove itself on some of them. Got {len(held)}; add paraphrases, or train "
            "without `--finetune`."
        )
    report("Fine-tuning", 0.0)
    loaded, classes = load_model(model), np.unique(owners, return_inverse=True)[1]
    taught, asked = [phrasings[place] for place in seen], [phrasings[place] for place in held]

    def share_found(known: Vectors) -> float:
        return _share_found(known, classes[seen], _encoded(loaded, asked), classes[held])

    known = _encoded(loaded, taught)
    before = share_found(known)
    _tune(loaded, taught, known, classes[seen], report)
    after = share_found(_encoded(loaded, taught))
    if after > before:
        loaded.save(str(folder))
    return Tuned(after > before, before, after, tuple(asked))


def split(owners: Sequence[int]) -> tuple[list[int], list[int]]:
    """Return the places of what is tuned on, and of what is held out."""
    chance = random.Random(SEED)
    by_owner: dict[int, list[int]] = defaultdict(list)
    for place, owner in enumerate(owners):
        by_owner[owner].append(place)
    held = {
        place
        for places in by_owner.values()
        if len(places) >= MIN_TO_HOLD_OUT
        for place in chance.sample(places, max(1, round(HELD_OUT * len(places))))
    }
    return [place for place in range(len(owners)) if place not in held], sorted(held)


def _share_found(
    known: Vectors,
    classes: NDArray[np.int64],
    asked: Vectors,
    expected: NDArray[np.int64],
) -> float:
    """Return the share of questions that find their pair among the phrasings taught."""
    classifier = PhrasingClassifier.fit(known, classes, n_dims=known.shape[1])
    best = [classifier.passages[classifier.scores(vector).argmax()] for vector in asked]
    return float(np.mean(np.array(best) == expected))


def _encoded(model: SentenceTransformer, texts: Sequence[str]) -> Vectors:
    model.eval()
    found: Vectors = model.encode(
        list(texts), batch_size=64, normalize_embeddings=True, show_progress_bar=False
    )
    return found


def _tune(
    model: SentenceTransformer,
    texts: Sequence[str],
    vectors: Vectors,
    classes: NDArray[np.int64],
    report: Callable[[str, float], None],
) -> None:
    """Take steps of AdamW, the rate rising first and then falling, as long as there is time."""
    import torch  # heavy: only when tuning

    torch.manual_seed(SEED)
    means = np.stack([vectors[classes == one].mean(axis=0) for one in np.unique(classes)])
    proxies = torch.nn.Parameter(torch.tensor(means))
    optimiser = torch.optim.AdamW(
        [
            {"params": model.parameters(), "lr": LEARNING_RATE, "weight_decay": 0.01},
            {"params": [proxies], "lr": PROXY_RATE, "weight_decay": 0.0},
        ]
    )
    rates = [group["lr"] for group in optimiser.param_groups]
    n_steps = max(1, N_EPOCHS * len(texts) // BATCH)
    began = time.monotonic()
    model.train()
    for step, batch in enumerate(_batches(texts)):
        done = max(step / n_steps, (time.monotonic() - began) / MAX_SECONDS)
        if done >= 1:
            break
        for group, rate in zip(optimiser.param_groups, rates, strict=True):
            group["lr"] = rate * min(done / WARM_UP + 1 / n_steps, 1.0 - done)
        loss = _loss(model, [texts[place] for place in batch], classes[batch], proxies)
        optimiser.zero_grad()
        loss.backward()
        torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimiser.step()
        report("Fine-tuning", done)


def _loss(
    model: SentenceTransformer,
    texts: list[str],
    classes: NDArray[np.int64],
    proxies: torch.nn.Parameter,
) -> torch.Tensor:
    import torch  # heavy: only when tuning
    from torch.nn.functional import cross_entropy, normalize

    inputs = model.tokenizer(
        texts, padding=True, truncation=True, max_length=MAX_TOKENS, return_tensors="pt"
    )
    vectors = normalize(model(dict(inputs))["sentence_embedding"], dim=1)
    cosines = vectors @ normalize(proxies, dim=1).T
    wanted = torch.tensor(classes)
    loss: torch.Tensor = cross_entropy(SCALE * cosines, wanted, label_smoothing=SMOOTHING)
    return loss


def _batches(texts: Sequence[str]) -> Iterator[list[int]]:
    """Yield batches for ever, each of texts of about one length: little is padded."""
    chance = random.Random(SEED)
    places = list(range(len(texts)))
    while True:
        chance.shuffle(places)
        for start in range(0, len(places), 16 * BATCH):
            chunk = sorted(places[start : start + 16 * BATCH], key=lambda place: len(texts[place]))
            batches = [chunk[first : first + BATCH] for first in range(0, len(chunk), BATCH)]
            chance.shuffle(batches)
            yield from batches
