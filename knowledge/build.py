"""A home to a bundle: everything that training does for the knowledge.

    sources, pairs -> passages -> views -> vectors -> index
                                                └─ rehearsal -> ranker, gate, thresholds

The bundle's id is the hash of what goes in, so what was built before is found, not built again.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import shutil
import tempfile
from collections.abc import Callable, Collection, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from knowledge.bundle import FORMAT, Bundle, Model, write_bundle
from knowledge.content import Content, read_content
from knowledge.encoders import encoder_of
from knowledge.errors import KnowledgeError
from knowledge.home import Home
from knowledge.language.spelling import Speller
from knowledge.language.terms import Gazetteer
from knowledge.passages import Passage, vocabulary_of, words_of
from knowledge.search.encoder import OnnxEncoder, SentenceEncoder, Vectors
from knowledge.search.engine import Engine
from knowledge.search.lexical import LexicalIndex
from knowledge.search.phrasings import PhrasingClassifier
from knowledge.search.prior import prior
from knowledge.search.rehearsal import fit, rehearse
from knowledge.search.sorts import Sorts, gists
from knowledge.search.vectors.index import VectorIndex
from knowledge.search.vectors.kept import check_place, to_keep
from knowledge.search.vectors.postgresql import remove_tables
from knowledge.settings import Settings
from knowledge.understanding import make_query
from knowledge.views import View, phrasings, views_of

Report = Callable[[str, float], None]

# With fewer phrasings the nearest ones say as much; for more pairs the columns are too many.
MIN_PHRASINGS, MIN_PAIRS, MAX_PAIRS = 60, 8, 20_000


def build(home: Home, *, report: Report = lambda stage, share: None) -> Path:
    """Build the home's bundle, or find it built, and return its folder.

    Args:
        home: whose sources and pairs go in.
        report: is told the stage, in words for people, and its share done, 0 to 1.

    Raises:
        KnowledgeError: when a source cannot be read, a setting is wrong or nothing is there.
    """
    report("Reading the sources", 0.0)
    return build_content(home, read_content(home), report=report)


def build_content(
    home: Home,
    content: Content,
    *,
    encoder: Path | None = None,
    report: Report = lambda stage, share: None,
) -> Path:
    """Build the bundle of a content, or find it built, and return its folder.

    Args:
        home: where it is kept.
        content: what goes in.
        encoder: the folder of the encoder; by default the home's.
        report: is told the stage, in words for people, and its share done, 0 to 1.
    """
    settings = Settings.read(home)
    check_place(settings.vectors)
    passages, outside = content.passages, content.outside
    report("Preparing the encoder", 0.0)
    encoder_folder = encoder or encoder_of(home, settings)
    manifest = manifest_of(settings, encoder_folder.name, content)

    def fill(scratch: Path) -> None:
        loaded = OnnxEncoder(encoder_folder, n_threads=os.cpu_count() or 1)
        known = _known_vectors(home.state / "bundles", loaded.id)
        _build(scratch, manifest, passages, outside, loaded, settings, known, report)

    return placed(home, manifest, fill)


def placed(home: Home, manifest: dict[str, Any], fill: Callable[[Path], None]) -> Path:
    """Return the folder of a manifest's bundle, filled as a whole where it is not there yet."""
    bundles = home.state / "bundles"
    target = bundles / str(manifest["id"])
    if (target / "manifest.json").is_file():
        return target
    bundles.mkdir(parents=True, exist_ok=True)
    scratch = Path(tempfile.mkdtemp(dir=bundles, prefix=".building-"))
    try:
        fill(scratch)
        scratch.chmod(0o755)  # mkdtemp's 0700 would hide it from a server of another user
        _sync(scratch)
        _move(scratch, target)
    finally:
        _clear(scratch)
    return target


def _clear(scratch: Path) -> None:
    """Remove what was not put in its place; what cannot go now goes with the old releases."""
    if scratch.exists():
        with contextlib.suppress(KnowledgeError):
            remove_tables(scratch)
            shutil.rmtree(scratch, ignore_errors=True)


def _sync(folder: Path) -> None:
    """Have a bundle on the disk as a whole before anything points to it."""
    for path in (*folder.iterdir(), folder):
        descriptor = os.open(path, os.O_RDONLY)
        os.fsync(descriptor)
        os.close(descriptor)


def _move(scratch: Path, target: Path) -> None:
    """Put a whole bundle in its place; another training may have put the same there meanwhile."""
    try:
        os.replace(scratch, target)
    except OSError:
        if not (target / "manifest.json").is_file():
            raise


def _build(
    folder: Path,
    manifest: dict[str, Any],
    passages: tuple[Passage, ...],
    outside: Sequence[str],
    encoder: SentenceEncoder,
    settings: Settings,
    known: dict[str, Vectors],
    report: Report,
) -> None:
    views = views_of(passages)
    asked = phrasings(passages, views)
    texts = [view.text for view in views]
    sorts = _sorts_of(encoder)
    about = gists(passages, views) if sorts else []
    whole = [*(texts[place] for place in asked), *outside, *about]
    _encode(whole, encoder, known, report, whole=True)
    _encode(texts, encoder, known, report)
    vectors = [known[text] for text in texts]
    outside_vectors = [known[text] for text in outside]
    searched = _searched(vectors, encoder)
    index = VectorIndex.of(searched)
    lexical = LexicalIndex.of([words_of(passage) for passage in passages])
    terms = Gazetteer.of(passages)
    report("Learning the phrasings", 0.0)
    embeddings = stacked([vectors[place] for place in asked], encoder)
    owners = np.array([views[place].passage for place in asked], np.int64)
    taught = _taught(embeddings, owners, encoder)
    told = sorts.of_passages(stacked([known[text] for text in about], encoder)) if sorts else None
    engine = Engine.of(
        passages=passages,
        views=views,
        index=index,
        lexical=lexical,
        terms=terms,
        outside=_searched(outside_vectors, encoder),
        language=encoder.words,
        taught=taught,
        sorts=told,
    )
    report("Rehearsing", 0.0)
    speller = Speller(vocabulary_of(passages), language=encoder.words)
    model = _rehearse(
        engine,
        views,
        vectors,
        outside,
        outside_vectors,
        terms,
        speller,
        settings,
        only=encoder.held_out,
    )
    write_bundle(
        folder,
        manifest=manifest,
        passages=passages,
        views=views,
        index=to_keep(index, searched, vectors=settings.vectors),
        lexical=lexical,
        terms=terms,
        outside=_searched(outside_vectors, encoder),
        outside_texts=outside,
        model=model,
        taught=taught,
        earlier=embeddings[:, encoder.n_dims :],
        sorts=told,
    )


def _taught(
    embeddings: Vectors, owners: NDArray[np.int64], encoder: SentenceEncoder
) -> PhrasingClassifier | None:
    """Learn which pair a question is a phrasing of, where there is enough to learn from."""
    n_pairs = len(set(owners.tolist()))
    if len(owners) < MIN_PHRASINGS or not MIN_PAIRS <= n_pairs <= MAX_PAIRS:
        return None
    return PhrasingClassifier.fit(embeddings, owners, n_dims=encoder.n_dims)


def _sorts_of(encoder: SentenceEncoder) -> Sorts | None:
    """Return what is known of sorts for an encoder; None where it is another's."""
    sorts = prior().sorts
    return sorts if sorts and sorts.encoder == encoder.id else None


def _searched(embeddings: Sequence[Vectors], encoder: SentenceEncoder) -> Vectors:
    """Return the part of embeddings by which is searched. *Shape:* (n_texts, n_dims)."""
    rows = [embedding[: encoder.n_dims] for embedding in embeddings]
    return np.stack(rows) if rows else np.zeros((0, encoder.n_dims), np.float32)


def stacked(embeddings: Sequence[Vectors], encoder: SentenceEncoder) -> Vectors:
    """Return whole embeddings as one array. *Shape:* (n_texts, n_dims + n_earlier)."""
    width = encoder.n_dims + encoder.n_earlier
    return np.stack(embeddings) if embeddings else np.zeros((0, width), np.float32)


def _rehearse(
    engine: Engine,
    views: Sequence[View],
    vectors: Sequence[Vectors],
    outside: Sequence[str],
    outside_vectors: Sequence[Vectors],
    terms: Gazetteer,
    speller: Speller,
    settings: Settings,
    *,
    only: Collection[str],
) -> Model:
    rehearsed = list(
        rehearse(
            engine,
            views,
            vectors,
            outside,
            outside_vectors,
            understand=lambda text: make_query(text, speller=speller, terms=terms),
            only=only,
        )
    )
    fitted = fit(
        lambda _: engine.signals,
        rehearsed,
        start=prior(),
        max_wrong_rate=settings.max_wrong_rate,
        out_of_scope_share=settings.out_of_scope_share,
    )
    report = {**fitted.report(), "max_wrong_rate": settings.max_wrong_rate}
    return Model(fitted.ranker, fitted.gate, report)


def _encode(
    texts: Sequence[str],
    encoder: SentenceEncoder,
    known: dict[str, Vectors],
    report: Report,
    *,
    whole: bool = False,
) -> None:
    """Add the embeddings of texts to those that are known.

    Args:
        texts: what is to be known.
        encoder: encodes what is not.
        known: embeddings by their texts; some may lack their earlier layers.
        report: is told the share done.
        whole: whether the earlier layers are needed.
    """
    enough = encoder.n_dims + (encoder.n_earlier if whole else 0)
    fresh = [t for t in dict.fromkeys(texts) if t not in known or len(known[t]) < enough]
    step = 256
    for start in range(0, len(fresh), step):
        report("Encoding", start / len(fresh))
        part = fresh[start : start + step]
        known.update(zip(part, encoder.encode_all(part), strict=True))


def _known_vectors(bundles: Path, encoder_id: str) -> dict[str, Vectors]:
    """Return the vectors of the newest bundle of the same encoder, by their texts."""
    for folder in sorted(bundles.glob("[!.]*"), key=lambda p: p.stat().st_mtime, reverse=True):
        try:
            bundle = Bundle(folder)
            if bundle.manifest["encoder"] == encoder_id:
                texts = [view.text for view in bundle.views]
                known = dict(zip(texts, bundle.index.vectors(), strict=True))
                known |= zip(bundle.outside_texts, bundle.outside, strict=True)
                return known | bundle.embeddings()
        except (KnowledgeError, OSError, ValueError):
            continue  # a bundle that cannot be read only costs the time to encode again
    return {}


def manifest_of(settings: Settings, encoder: str, content: Content) -> dict[str, Any]:
    """Return what a bundle is built from, with the id that follows from it.

    Args:
        settings: the home's.
        encoder: the id of the encoder.
        content: what goes in.
    """
    passages, outside = content.passages, content.outside
    parts = {
        "format": FORMAT,
        "encoder": encoder,
        "settings": asdict(settings),
        "code": _code_hash(),
        "passages": _hash([asdict(passage) for passage in passages]),
        "out_of_scope": _hash(list(outside)),
    }
    n_pairs = sum(passage.kind == "pair" for passage in passages)
    return {
        **parts,
        "id": _hash(parts)[:12],
        "n_passages": len(passages) - n_pairs,
        "n_pairs": n_pairs,
        "n_out_of_scope": len(outside),
    }


def refined(manifest: dict[str, Any], **more: str) -> dict[str, Any]:
    """Return a manifest that says more, under another id.

    Args:
        manifest: what `manifest_of` returned.
        more: what else tells the bundle from the one that is trained as a whole.
    """
    counts = {key: value for key, value in manifest.items() if key.startswith("n_")}
    parts = {key: value for key, value in manifest.items() if key not in (*counts, "id")}
    parts.update(more)
    return {**parts, "id": _hash(parts)[:12], **counts}


def _code_hash() -> str:
    """Hash the code that builds and what ships with it: another version may build otherwise."""
    here = Path(__file__).parent
    files = [
        *here.glob("*.py"),
        *here.glob("parse/*"),
        *here.glob("language/*"),
        *here.glob("search/*"),
    ]
    digest = hashlib.sha256()
    for path in sorted(file for file in files if file.is_file()):
        digest.update(path.name.encode() + path.read_bytes())
    return digest.hexdigest()


def _hash(value: object) -> str:
    return hashlib.sha256(json.dumps(value, sort_keys=True).encode()).hexdigest()
