"""A release that is being examined: a mentor whose encoder remembers what it encoded."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import replace
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np

from knowledge.bundle import Bundle
from knowledge.finding import Candidate, Finding
from knowledge.home import Home
from knowledge.language.lead_in import asked_part
from knowledge.mentor import Mentor
from knowledge.parse.pairs import question_key
from knowledge.releases import Release, Releases
from knowledge.search.encoder import SentenceEncoder, Vectors
from knowledge.search.withheld import Withheld

MAX_SAID = 160  # characters of an answer in a report


class RememberingEncoder:
    """An encoder that keeps the vectors of questions in a file, for the next examination.

    Args:
        encoder: encodes what is not known yet.
        file: where the vectors are kept.
        taught: vectors that are kept elsewhere.
    """

    def __init__(
        self, encoder: SentenceEncoder, file: Path, taught: Mapping[str, Vectors] | None = None
    ) -> None:
        self._encoder = encoder
        self._taught = taught or {}
        self._file = file
        self._known = _read(file)
        self._n_read = len(self._known)
        self.id = encoder.id
        self.n_dims, self.n_earlier = encoder.n_dims, encoder.n_earlier
        self.held_out = encoder.held_out

    @property
    def words(self) -> frozenset[str]:
        """Return the common words of the encoder's language, in lower case."""
        return self._encoder.words

    def encode(self, text: str) -> Vectors:
        """Return the vector of one sentence. *Shape:* (n_dims,)."""
        if text in self._taught:
            return self._taught[text]
        if text not in self._known:
            self._known[text] = self._encoder.encode(text)
        return self._known[text]

    def encode_all(self, texts: Any) -> Vectors:
        """Return a vector for each sentence. *Shape:* (n_texts, n_dims)."""
        rows = [self.encode(text) for text in texts]
        return np.stack(rows) if rows else np.zeros((0, self.n_dims + self.n_earlier), np.float32)

    def save(self) -> None:
        """Write what was learnt since."""
        if len(self._known) == self._n_read:
            return
        self._file.parent.mkdir(parents=True, exist_ok=True)
        scratch = self._file.with_suffix(".writing.npz")
        texts = np.array(list(self._known), dtype=np.str_)
        np.savez(scratch, texts=texts, vectors=np.stack(list(self._known.values())))
        scratch.replace(self._file)
        self._n_read = len(self._known)


class Examinee:
    """One release, answering what it is examined on.

    Args:
        mentor: the release's.
    """

    def __init__(self, mentor: Mentor) -> None:
        self.mentor = mentor

    @classmethod
    def of(cls, home: Home, release: Release, *, like: Examinee | None = None) -> Examinee:
        """Open a release; what `like` encoded is not encoded again."""
        bundle = Releases(home).bundle(release)
        return cls.of_bundle(home, bundle, release.id, like=like)

    @classmethod
    def of_bundle(
        cls, home: Home, bundle: Path, name: str, *, like: Examinee | None = None
    ) -> Examinee:
        """Open a bundle under a name; what `like` encoded is not encoded again."""
        mentor = Mentor.open(bundle, release=name, before=like.mentor if like else None)
        if not isinstance(mentor.encoder, RememberingEncoder):
            encoder = mentor.encoder
            file = home.state / "cache" / f"vectors-{encoder.id[:12]}.npz"
            mentor.encoder = RememberingEncoder(encoder, file, mentor.bundle.embeddings())
        return cls(mentor)

    @property
    def bundle(self) -> Bundle:
        """What it knows."""
        return self.mentor.bundle

    def find(self, text: str) -> Finding:
        """Find what answers a question."""
        query = self.mentor.understand(text)
        return self.mentor.search(query, self.mentor.encode(query.text))

    def find_untaught(self, text: str) -> Finding:
        """Find what answers a question as if nobody had taught it word for word."""
        query = replace(self.mentor.understand(text), sides=(), questions=())
        vector, model = self.mentor.encode(query.text), self.bundle.model
        found = self.mentor.engine.retriever.candidates(
            query, vector, Withheld(views=frozenset(self._views[question_key(asked_part(text))]))
        )
        ranking = found.ranked(model.ranker)
        if not len(ranking.passages):
            return Finding(query, "refuse", 0.0, ())
        engine = self.mentor.engine
        probability = model.gate.probability(engine.signals.read(query, vector, ranking))
        best = Candidate(engine.passages[ranking.passages[0]].id, float(ranking.scores[0]))
        return Finding(query, model.gate.thresholds.outcome(probability), probability, (best,))

    def best_answer(self, finding: Finding) -> str:
        """Return the text of what is answered; "" where nothing is."""
        if finding.outcome != "answer" or not finding.candidates:
            return ""
        return self.mentor.text_of(finding.candidates[0].id)

    def save(self) -> None:
        """Keep what was encoded."""
        assert isinstance(self.mentor.encoder, RememberingEncoder)
        self.mentor.encoder.save()

    @cached_property
    def _views(self) -> dict[str, list[int]]:
        found: dict[str, list[int]] = defaultdict(list)
        for place, view in enumerate(self.bundle.views):
            if view.kind == "question":
                found[question_key(view.text)].append(place)
        return found


def shortened(text: str) -> str:
    """Return an answer as a report shows it."""
    line = " ".join(text.split())
    return line if len(line) <= MAX_SAID else f"{line[:MAX_SAID].rstrip()} …"


def _read(file: Path) -> dict[str, Vectors]:
    try:
        with np.load(file) as stored:
            return dict(zip(stored["texts"].tolist(), stored["vectors"], strict=True))
    except (OSError, ValueError, KeyError):
        return {}
