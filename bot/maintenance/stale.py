"""Which pairs may be out of date, once a source has changed.

A pair rests on the passage of a document that is nearest to its answer. Where that passage is no
longer in its source word for word, somebody should look at the pair.
"""

from __future__ import annotations

from collections.abc import Collection

import numpy as np

from knowledge.bundle import Bundle
from knowledge.passages import Passage

RESTS_ON = 0.55  # cosine of answer and passage; below it the pair says something of its own
MAX_QUOTED = 140  # characters


def stale_pairs(
    before: Bundle, documents: Collection[str], now: Collection[Passage]
) -> dict[str, str]:
    """Return the pairs that rest on what has changed, each with the reason.

    Args:
        before: the live release's bundle.
        documents: the ids of the documents that were imported anew.
        now: the passages as the sources have them now.
    """
    texts = {passage.text for passage in now}
    view_of = {v.passage: n for n, v in reversed([*enumerate(before.views)]) if v.kind == "text"}
    prose = [n for n, p in enumerate(before.passages) if p.kind != "pair" and n in view_of]
    pairs = [n for n, p in enumerate(before.passages) if p.kind == "pair" and n in view_of]
    if not prose or not pairs:
        return {}
    answers, passages = (
        before.index.vectors_at(np.array([view_of[n] for n in places], np.int64))
        for places in (pairs, prose)
    )
    found = {}
    for place, cosines in zip(pairs, answers @ passages.T, strict=True):
        nearest = before.passages[prose[int(np.argmax(cosines))]]
        changed = _document(nearest) in documents and nearest.text not in texts
        if changed and float(cosines.max()) >= RESTS_ON:
            found[before.passages[place].id] = _reason(nearest)
    return found


def _document(passage: Passage) -> str:
    return passage.id.rpartition("-")[0]


def _reason(passage: Passage) -> str:
    line = " ".join(passage.text.split())
    quoted = line if len(line) <= MAX_QUOTED else f"{line[:MAX_QUOTED].rstrip()} …"
    return f"{passage.title} was imported anew and no longer says: “{quoted}”"
