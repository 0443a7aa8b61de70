"""A small made-up knowledge: a guide to tea and a few pairs, built without a model."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np

from knowledge.bundle import Bundle, Model, write_bundle
from knowledge.language.terms import Gazetteer
from knowledge.mentor import Mentor
from knowledge.parse.markdown import parse_markdown
from knowledge.parse.pairs import Pair, pair_id
from knowledge.passages import Passage, passages_of
from knowledge.search.engine import Engine
from knowledge.search.features import FEATURES
from knowledge.search.gate import SIGNALS, Gate, Thresholds
from knowledge.search.lexical import LexicalIndex
from knowledge.search.linear import Array
from knowledge.search.trees import Trees
from knowledge.search.vectors.index import VectorIndex
from knowledge.search.vectors.kept import to_keep
from knowledge.views import phrasings, views_of
from tests.fakes import StemEncoder

GUIDE = """\
# The guide to tea

Tea is an infusion of leaves of Camellia sinensis. It is drunk in every country of the world.

## Kinds of tea

The kinds differ in how far the leaves oxidise:

| Kind | Oxidation | Taste |
|---|---|---|
| Green tea | none, the leaves are steamed | grassy |
| Black tea | full, the leaves turn brown | malty |
| Oolong (wulong) | partial, rolled between the two | flowery |

## Brewing

Pour water over the leaves and let them steep. Hotter water draws more bitterness. It should stand
for three minutes at most.

A beginner needs:

- Kettle: heats the water to a set temperature.
- Teapot: holds the leaves while they steep.
- a cup

### Vessels

| Vessel | Made of |
|---|---|
| Gaiwan | A lidded bowl of porcelain. |
| Yixing pot | An unglazed clay pot that keeps the flavour of earlier brews. |

## What is matcha?

Matcha is powdered leaves, whisked in a bowl. Nothing is strained.

```
1 g leaves = 35 ml water
```
"""

PAIRS = (
    (
        "How long does tea keep?",
        "Dry and dark, tea keeps two years.",
        ("When does tea expire?", "What is the shelf life of tea?"),
    ),
    (
        "How much caffeine is in a cup?",
        "A cup holds about 40 mg of caffeine.",
        ("Is there caffeine in tea?",),
    ),
    ("Who invented the teabag?", "Thomas Sullivan sent samples in silk bags in 1908.", ()),
)

OUTSIDE = ("What is the weather tomorrow?", "Which football team won?", "How do I bake bread?")


def sentences(text: str) -> list[str]:
    """Split a text behind its full stops, as spaCy would for texts as plain as these."""
    return [part for part in re.split(r"(?<=[.!?])\s+", text.strip()) if part]


def pair(question: str, answer: str, paraphrases: Sequence[str] = (), topic: str = "") -> Pair:
    """Return a pair as if read from a file."""
    id = pair_id(question, answer)
    return Pair(id, question, answer, tuple(paraphrases), topic, None, "faq.yml", 1)


def passages(guide: str = GUIDE, pairs: Sequence[Pair] | None = None) -> tuple[Passage, ...]:
    """Return the passages of a guide in Markdown and of pairs, by default those of tea."""
    return _tea() if pairs is None else _cut(guide, pairs)


@cache
def _tea() -> tuple[Passage, ...]:
    return _cut(GUIDE, [pair(q, answer, also, "Questions on tea") for q, answer, also in PAIRS])


def _cut(guide: str, pairs: Sequence[Pair]) -> tuple[Passage, ...]:
    documents = [parse_markdown(guide, id="tea", title="Tea", url="https://tea.example")]
    return passages_of(documents if guide else [], pairs, sentences=sentences)


def passage(key: str, kind: str | None = None) -> Passage:
    """Return the tea passage of a key."""
    return next(p for p in passages() if p.key == key and kind in (None, p.kind))


def words_of(passage: Passage) -> str:
    """Return the words under which a passage is found."""
    parts = (*passage.path, passage.key, *passage.cells, passage.text, *passage.questions)
    return " ".join(parts)


def parts(passages: tuple[Passage, ...], outside: Sequence[str] = OUTSIDE) -> dict[str, Any]:
    """Return what an engine is wired of, and what a bundle holds beside its model."""
    encoder = StemEncoder()
    views = views_of(passages)
    return {
        "passages": passages,
        "views": views,
        "index": VectorIndex.of(encoder.encode_all([view.text for view in views])),
        "lexical": LexicalIndex.of([words_of(passage) for passage in passages]),
        "terms": Gazetteer.of(passages),
        "outside": encoder.encode_all(list(outside)),
        "taught": None,
    }


@cache
def engine(passages: tuple[Passage, ...], outside: tuple[str, ...] = OUTSIDE) -> Engine:
    """Return the search over passages."""
    return Engine.of(**parts(passages, outside), language=StemEncoder().words)


def weights(names: Sequence[str], **set_to: float) -> Array:
    """Return weights by their names; what is not named weighs nothing."""
    return np.array([set_to.get(name, 0.0) for name in names])


RANKER = weights(FEATURES, dense=4, dense_question=4, bm25=3, coverage=3, is_question=2)


def stump(signal: str, steps: Sequence[float], *, start: float, rise: float = 2.0) -> Trees:
    """Return trees that raise the log odds with each step that a signal is above.

    Args:
        signal: the one that is looked at.
        steps: its values at which the log odds rise.
        start: the log odds below all of them.
        rise: what each step adds.
    """
    n, place = len(steps), SIGNALS.index(signal)
    return Trees(
        start=start,
        signals=np.full((n, 3), place),
        thresholds=np.array([[step, 0, 0] for step in steps]),
        left=np.array([[1, 1, 2]] * n),
        right=np.array([[2, 1, 2]] * n),
        values=np.array([[0.0, 0.0, rise]] * n),
        depth=1,
    )


GATE = Gate(
    stump("dense", [place / 24 for place in range(24)], start=-7.3, rise=0.5), Thresholds(0.6, 0.2)
)


def write(
    folder: Path,
    passages: tuple[Passage, ...],
    *,
    id: str = "b1",
    encoder: str = "stem-encoder",
    vectors: str = "file",
) -> Path:
    """Write a bundle where a home keeps it, its vectors where they are to be; return its folder."""
    target = folder / "bundles" / id
    target.mkdir(parents=True)
    model = Model(RANKER, GATE, {"rehearsed": 0})
    manifest = {"id": id, "encoder": encoder}
    n_phrasings = len(phrasings(passages, views_of(passages)))
    made = parts(passages)
    made["index"] = to_keep(made["index"], made["index"].vectors(), vectors=vectors)
    write_bundle(
        target,
        manifest=manifest,
        model=model,
        outside_texts=OUTSIDE,
        earlier=np.zeros((n_phrasings, 0), np.float32),
        **made,
    )
    return target


def mentor(bundle: Path) -> Mentor:
    """Open a bundle with the encoder that it was written with."""
    return Mentor(Bundle(bundle), load_encoder=lambda folder: StemEncoder())
