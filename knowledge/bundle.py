"""A bundle: all that a mentor needs to answer, in one folder that never changes.

    bundles/<content hash>/
        manifest.json   what it was built from, checked on opening
        passages.json   the passages, and views.json the texts under which they are found
        index.faiss     a vector for each view; index.json and places.npy where PostgreSQL has them
        taught.npz      which pair a question is a phrasing of; none where pairs have one phrasing
        earlier.npy     the earlier layers' vectors of all phrasings, for the next training
        sorts.npz       what sorts of questions the passages answer; none for another encoder
        lexical.npz     the inverted index
        terms.json      the gazetteer
        model.json      the ranker's and the gate's weights, the thresholds
        outside.npy     vectors of the out-of-scope questions, and outside.json their texts

Parts are read when first needed: composing an answer takes the passages alone.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any
from zipfile import BadZipFile

import numpy as np

from knowledge.cache import passage_from
from knowledge.errors import BundleError
from knowledge.language.terms import Gazetteer
from knowledge.passages import Passage, vocabulary_of
from knowledge.search.features import FEATURES
from knowledge.search.gate import SIGNALS, Gate, Thresholds
from knowledge.search.lexical import LexicalIndex
from knowledge.search.linear import Array
from knowledge.search.sorts import PassageSorts
from knowledge.search.trees import Trees
from knowledge.search.vectors.postgresql import TABLES_FILE
from knowledge.views import View, phrasings

if TYPE_CHECKING:
    from knowledge.search.encoder import Vectors
    from knowledge.search.phrasings import PhrasingClassifier
    from knowledge.search.vectors.nearest import UnwrittenIndex, ViewIndex

# Raise the number when a bundle's files change their meaning; the names of weights count as well.
FORMAT = hashlib.sha256(repr((3, FEATURES, SIGNALS)).encode()).hexdigest()[:8]

FITTED = "fitted"  # a manifest's key: the bundle whose ranker and gate were taken over


@dataclass(frozen=True)
class Model:
    """What training learnt.

    Attributes:
        ranker: weights over the retriever's features. *Shape:* (n_features,)
        gate: the gate with its thresholds.
        report: what the rehearsal measured, for people.
    """

    ranker: Array
    gate: Gate
    report: dict[str, Any]


PARTS = (
    "passages",
    "views",
    "vocabulary",
    "index",
    "lexical",
    "terms",
    "outside",
    "taught",
    "sorts",
    "model",
)


class Bundle:
    """An opened bundle."""

    def __init__(self, folder: Path) -> None:
        """Open a bundle and check its manifest.

        Raises:
            BundleError: when it is missing, damaged or of another format.
        """
        self.folder = folder
        try:
            self.manifest: dict[str, Any] = json.loads(
                (folder / "manifest.json").read_text("utf-8")
            )
        except (OSError, ValueError) as error:
            raise BundleError(f"{folder} is no whole bundle; run `mentor train`.") from error
        if self.manifest.get("format") != FORMAT:
            raise BundleError(
                f"{folder} has format {self.manifest.get('format')}, this version reads {FORMAT}; "
                "run `mentor train`."
            )

    @property
    def id(self) -> str:
        """The content hash of what it was built from."""
        return str(self.manifest["id"])

    @property
    def encoder_folder(self) -> Path:
        """The encoder whose vectors it holds."""
        return self.folder.parent.parent / "encoders" / str(self.manifest["encoder"])

    @cached_property
    def passages(self) -> tuple[Passage, ...]:
        """All passages."""
        with self._part("passages.json") as path:
            return tuple(map(passage_from, json.loads(path.read_text("utf-8"))))

    @cached_property
    def places(self) -> dict[str, int]:
        """Each passage's position by its id."""
        return {passage.id: place for place, passage in enumerate(self.passages)}

    def passage(self, id: str) -> Passage | None:
        """Return a passage by its id; None for one that is not in this bundle."""
        place = self.places.get(id)
        return None if place is None else self.passages[place]

    @cached_property
    def members(self) -> dict[str, list[Passage]]:
        """The entries of each table and list, by its id."""
        found: dict[str, list[Passage]] = {}
        for passage in self.passages:
            if passage.parent:
                found.setdefault(passage.parent, []).append(passage)
        return found

    @cached_property
    def views(self) -> tuple[View, ...]:
        """All views, aligned with the index."""
        with self._part("views.json") as path:
            return tuple(View(*row) for row in json.loads(path.read_text("utf-8")))

    @cached_property
    def vocabulary(self) -> frozenset[str]:
        """All lower-case words of the passages and their questions."""
        with self._part("vocabulary.json") as path:
            if not path.is_file():
                return vocabulary_of(self.passages)
            return frozenset(json.loads(path.read_text("utf-8")))

    @cached_property
    def index(self) -> ViewIndex:
        """The vectors of all views."""
        from knowledge.search.vectors.kept import open_index  # FAISS: only where there is a search

        return open_index(self.folder)

    @cached_property
    def is_searched_elsewhere(self) -> bool:
        """Whether a search waits for a database instead of computing."""
        return (self.folder / TABLES_FILE).is_file()

    @cached_property
    def outside(self) -> Vectors:
        """Vectors of the out-of-scope questions. *Shape:* (n_questions, n_dims)."""
        with self._part("outside.npy") as path:
            found: Vectors = np.load(path)
            return found

    @cached_property
    def outside_texts(self) -> tuple[str, ...]:
        """The out-of-scope questions, aligned with `outside`."""
        with self._part("outside.json") as path:
            return tuple(json.loads(path.read_text("utf-8")))

    @cached_property
    def taught(self) -> PhrasingClassifier | None:
        """Which pair a question is a phrasing of; None where it is not learnt."""
        from knowledge.search.phrasings import PhrasingClassifier  # only where there is a search

        with self._part("taught.npz") as path:
            if not path.is_file():
                return None
            with np.load(path) as arrays:
                return PhrasingClassifier.from_arrays(dict(arrays))

    @cached_property
    def phrasings(self) -> dict[str, int]:
        """The place of each phrasing of the pairs among all phrasings, by its text."""
        views = self.views
        places = phrasings(self.passages, views)
        return {views[place].text: number for number, place in enumerate(places)}

    def embeddings(self) -> dict[str, Vectors]:
        """Return the whole embedding of each phrasing by its text."""
        places = phrasings(self.passages, self.views)
        with self._part("earlier.npy") as path:
            earlier = np.load(path).astype(np.float32)
        searched = self.index.vectors_at(np.array(places, np.int64))
        whole = np.concatenate([searched, earlier], axis=1)
        return dict(zip((self.views[place].text for place in places), whole, strict=True))

    @cached_property
    def sorts(self) -> PassageSorts | None:
        """What sorts of questions the passages answer; None where nobody knows."""
        with self._part("sorts.npz") as path:
            if not path.is_file():
                return None
            with np.load(path) as arrays:
                return PassageSorts.from_arrays(arrays)

    @cached_property
    def lexical(self) -> LexicalIndex:
        """The inverted index."""
        with self._part("lexical.npz") as path, np.load(path) as arrays:
            return LexicalIndex.from_arrays(arrays)

    @cached_property
    def terms(self) -> Gazetteer:
        """The gazetteer."""
        with self._part("terms.json") as path:
            return Gazetteer.from_dict(json.loads(path.read_text("utf-8")))

    @cached_property
    def model(self) -> Model:
        """What training learnt."""
        with self._part("model.json") as path:
            stored = json.loads(path.read_text("utf-8"))
            thresholds = Thresholds(**stored["thresholds"])
            gate = Gate(Trees.from_dict(stored["gate"]), thresholds)
            return Model(np.array(stored["ranker"]), gate, stored["report"])

    @contextlib.contextmanager
    def _part(self, name: str) -> Iterator[Path]:
        """Read one of the files; whatever is wrong with it is the bundle's fault."""
        path = self.folder / name
        try:
            yield path
        except (OSError, ValueError, KeyError, TypeError, EOFError, BadZipFile) as error:
            raise BundleError(
                f"{path} is damaged ({type(error).__name__}); delete {self.folder} and run "
                "`mentor train`."
            ) from error


def write_bundle(
    folder: Path,
    *,
    manifest: dict[str, Any],
    passages: tuple[Passage, ...],
    views: tuple[View, ...],
    index: UnwrittenIndex,
    lexical: LexicalIndex,
    terms: Gazetteer,
    outside: Vectors,
    outside_texts: Sequence[str],
    model: Model,
    taught: PhrasingClassifier | None,
    earlier: Vectors,
    sorts: PassageSorts | None = None,
) -> None:
    """Write a bundle's files; the manifest last, so that a bundle cut short has none."""
    _write_json(folder / "passages.json", [asdict(passage) for passage in passages])
    _write_json(folder / "views.json", [[v.passage, v.kind, v.text, v.sentence] for v in views])
    _write_json(folder / "vocabulary.json", sorted(vocabulary_of(passages)))
    index.write(folder)
    np.savez(folder / "lexical.npz", **lexical.as_arrays())
    _write_json(folder / "terms.json", terms.as_dict())
    if taught is not None:
        np.savez(folder / "taught.npz", **taught.as_arrays())
    if sorts is not None:
        np.savez(folder / "sorts.npz", **sorts.as_arrays())
    np.save(folder / "earlier.npy", earlier.astype(np.float16))
    np.save(folder / "outside.npy", outside)
    _write_json(folder / "outside.json", list(outside_texts))
    _write_json(
        folder / "model.json",
        {
            "ranker": model.ranker.tolist(),
            "gate": model.gate.trees.as_dict(),
            "thresholds": asdict(model.gate.thresholds),
            "report": model.report,
        },
    )
    _write_json(folder / "manifest.json", {**manifest, "format": FORMAT})


def _write_json(path: Path, value: object) -> None:
    path.write_text(json.dumps(value, ensure_ascii=False), "utf-8")
