"""A bundle made from the one before, in about a second: what is the same is taken over as it is.

    passages that are the same ─ their views, vectors, postings and terms, moved to their new places
    new passages               ─ encoded, indexed, a new pair's phrasings learnt
    ranker, gate, thresholds   ─ as they were

Such a bundle answers at once; one that is trained as a whole, with a ranker and gate of its own,
follows it. Its id names the bundle whose ranker it has, so the two are never taken for each other.
Until then the lengths and rarities of words that BM25 weighs are those of the bundle before.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from knowledge.build import manifest_of, placed, refined, stacked
from knowledge.bundle import FITTED, Bundle, write_bundle
from knowledge.content import Content
from knowledge.home import Home
from knowledge.language.terms import Gazetteer, Term
from knowledge.passages import Passage, words_of
from knowledge.search.encoder import SentenceEncoder, Vectors
from knowledge.search.lexical import LexicalIndex
from knowledge.search.phrasings import PhrasingClassifier
from knowledge.search.sorts import PassageSorts, gists
from knowledge.search.vectors.nearest import UnwrittenIndex
from knowledge.settings import Settings
from knowledge.views import View, phrasings, views_of

MAX_CHANGED = 0.1  # share of the passages; more is worth a training as a whole


def can_extend(before: Bundle, content: Content, settings: Settings) -> bool:
    """Whether a content is so near to a bundle that its ranker and gate still fit."""
    if before.manifest["settings"] != vars(settings):
        return False
    known = set(before.passages)
    n_new = sum(passage not in known for passage in content.passages)
    n_gone = len(known) - len(content.passages) + n_new
    return n_new + n_gone <= MAX_CHANGED * len(known) + 10


def extend(home: Home, before: Bundle, content: Content, encoder: SentenceEncoder) -> Path:
    """Build a content's bundle from the bundle before and return its folder.

    Args:
        home: where bundles are kept.
        before: what is taken over.
        content: what the new bundle is to hold.
        encoder: the one of the bundle before.
    """
    settings = Settings.read(home)
    fitted = str(before.manifest.get(FITTED) or before.id)
    whole = manifest_of(settings, str(before.manifest["encoder"]), content)
    if whole["id"] == before.id:
        return before.folder
    manifest = refined(whole, **{FITTED: fitted})
    return placed(home, manifest, lambda folder: _fill(folder, manifest, before, content, encoder))


def _fill(
    folder: Path,
    manifest: dict[str, object],
    before: Bundle,
    content: Content,
    encoder: SentenceEncoder,
) -> None:
    wanted = set(content.passages)
    kept = [place for place, passage in enumerate(before.passages) if passage in wanted]
    known = set(before.passages)
    fresh = tuple(passage for passage in content.passages if passage not in known)
    moved = np.full(len(before.passages), -1, np.int64)
    moved[kept] = np.arange(len(kept))
    views, index = _views(before, moved, fresh, len(kept), encoder)
    passages = (*(before.passages[place] for place in kept), *fresh)
    embeddings = _embeddings(before, passages, views, encoder)
    write_bundle(
        folder,
        manifest=dict(manifest),
        passages=passages,
        views=views,
        index=index,
        lexical=_lexical(before, moved, fresh, len(kept)),
        terms=_terms(before, moved, fresh, len(kept)),
        outside=_outside(before, content.outside, encoder),
        outside_texts=content.outside,
        model=before.model,
        taught=_taught(before, moved, len(kept), embeddings),
        earlier=embeddings.vectors[:, encoder.n_dims :],
        sorts=_sorts(before, kept, fresh, encoder),
    )


def _views(
    before: Bundle,
    moved: NDArray[np.int64],
    fresh: Sequence[Passage],
    n_kept: int,
    encoder: SentenceEncoder,
) -> tuple[tuple[View, ...], UnwrittenIndex]:
    places = [place for place, view in enumerate(before.views) if moved[view.passage] >= 0]
    old = [_moved(before.views[place], moved) for place in places]
    new = [replace(view, passage=view.passage + n_kept) for view in views_of(fresh)]
    texts = {view.text: place for place, view in enumerate(before.views)}
    known = [texts[view.text] for view in new if view.text in texts]
    vectors = dict(zip(known, before.index.vectors_at(np.array(known, np.int64)), strict=True))
    rows = [
        vectors[texts[view.text]]
        if view.text in texts
        else encoder.encode(view.text)[: encoder.n_dims]
        for view in new
    ]
    added = np.stack(rows) if rows else np.zeros((0, encoder.n_dims), np.float32)
    return (*old, *new), before.index.extended(added, kept=np.array(places, np.int64))


@dataclass(frozen=True)
class _Embeddings:
    """All phrasings with their pairs.

    Attributes:
        texts: of the phrasings.
        owners: the passage of each. *Shape:* (n_phrasings,)
        vectors: their whole embeddings. *Shape:* (n_phrasings, n_dims + n_earlier)
    """

    texts: list[str]
    owners: NDArray[np.int64]
    vectors: Vectors


def _embeddings(
    before: Bundle, passages: Sequence[Passage], views: Sequence[View], encoder: SentenceEncoder
) -> _Embeddings:
    known, asked = before.embeddings(), phrasings(passages, views)
    texts = [views[place].text for place in asked]
    return _Embeddings(
        texts,
        np.array([views[place].passage for place in asked], np.int64),
        stacked([known[t] if t in known else encoder.encode(t) for t in texts], encoder),
    )


def _taught(
    before: Bundle, moved: NDArray[np.int64], n_kept: int, embeddings: _Embeddings
) -> PhrasingClassifier | None:
    """Move what is learnt of the pairs that are kept, and learn the new ones."""
    if before.taught is None:
        return None
    old, numbers = before.taught.leverages, before.phrasings
    found = [old[numbers[text]] if text in numbers else 0.0 for text in embeddings.texts]
    leverages = np.array(found, np.float32)
    kept = before.taught.moved(moved, leverages=leverages)
    fresh = np.unique(embeddings.owners[embeddings.owners >= n_kept]).tolist()
    if not fresh:
        return kept
    return kept.with_pairs(fresh, embeddings.vectors, embeddings.owners, leverages=leverages)


def _sorts(
    before: Bundle, kept: Sequence[int], fresh: Sequence[Passage], encoder: SentenceEncoder
) -> PassageSorts | None:
    if before.sorts is None:
        return None
    embeddings = encoder.encode_all(gists(fresh, views_of(fresh)))
    return before.sorts.extended(np.array(kept, np.int64), embeddings)


def _moved(view: View, moved: NDArray[np.int64]) -> View:
    place = int(moved[view.passage])
    return view if place == view.passage else replace(view, passage=place)


def _lexical(
    before: Bundle, moved: NDArray[np.int64], fresh: Sequence[Passage], n_kept: int
) -> LexicalIndex:
    """Move the postings that are kept and add those of the new passages."""
    old = before.lexical.as_arrays()
    new = LexicalIndex.of([words_of(passage) for passage in fresh]).as_arrays()
    both = dict.fromkeys([*old["words"].tolist(), *new["words"].tolist()])
    words = {word: place for place, word in enumerate(both)}
    owners, passages, weights = [], [], []
    for arrays, places in ((old, moved), (new, np.arange(len(fresh)) + n_kept)):
        lengths = np.diff(arrays["ends"], prepend=0)
        numbers = np.array([words[word] for word in arrays["words"].tolist()], np.int64)
        now = places[arrays["passages"]] if len(arrays["passages"]) else arrays["passages"]
        stays = now >= 0
        owners.append(np.repeat(numbers, lengths)[stays])
        passages.append(now[stays])
        weights.append(arrays["weights"][stays])
    owner = np.concatenate(owners)
    order = np.argsort(owner, kind="stable")
    counts = np.bincount(owner, minlength=len(words))
    there = counts > 0
    return LexicalIndex.from_arrays(
        {
            "words": np.array(list(words), dtype=np.str_)[there],
            "ends": np.cumsum(counts[there]),
            "passages": np.concatenate(passages)[order],
            "weights": np.concatenate(weights)[order],
            "n_passages": np.array(n_kept + len(fresh)),
        }
    )


def _terms(
    before: Bundle, moved: NDArray[np.int64], fresh: Sequence[Passage], n_kept: int
) -> Gazetteer:
    """Move the terms that are kept and add the names that only the new passages use."""
    kept = list(_kept_terms(before.terms, moved))
    known = {term.name for term in kept}
    new = (
        replace(term, passages=tuple(place + n_kept for place in term.passages))
        for term in Gazetteer.of(fresh).terms.values()
        if term.name not in known
    )
    return Gazetteer([*kept, *new])


def _kept_terms(terms: Gazetteer, moved: NDArray[np.int64]) -> Iterator[Term]:
    for term in terms.terms.values():
        places = tuple(int(moved[place]) for place in term.passages if moved[place] >= 0)
        if places:
            yield replace(term, passages=places)


def _outside(before: Bundle, texts: Sequence[str], encoder: SentenceEncoder) -> Vectors:
    known = dict(zip(before.outside_texts, before.outside, strict=True))
    rows = [
        known[text] if text in known else encoder.encode(text)[: encoder.n_dims] for text in texts
    ]
    found: Vectors = np.stack(rows) if rows else np.zeros((0, encoder.n_dims), np.float32)
    return found
