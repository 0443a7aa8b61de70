"""Stand-ins for what is slow or outside: an encoder, a mentor, a notebook."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cache
from types import SimpleNamespace
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from actions.services import Services
from knowledge.finding import Candidate, Finding, Query, Turn
from knowledge.language.words import content_stems, stems
from knowledge.reply import Reply, Source

FACTS = {
    "OAuth": "OAuth is an open standard for secure authorization.",
    "JSON Web Tokens": "A compact token format for transmitting information between parties.",
    "Django": "Django is a Python framework for secure web applications.",
    "Spring": "Spring is a Java framework for enterprise applications.",
    "Python": "Python is known for its simplicity and is a good first language.",
}
TOPICS = ("Programming Languages", "Databases", "Security")


class FakeTerm(NamedTuple):
    """A term found in a text."""

    term: str
    start: int
    end: int


class StemEncoder:
    """A deterministic encoder under which texts that share words are close.

    A text's vector is the sum of a vector for each of its stems, as in hashing; words that carry no
    topic weigh little. It says nothing of meaning: "car" is as far from "automobile" as from "tea".
    """

    id = "stem-encoder"
    n_dims = 128
    n_earlier = 0
    held_out: frozenset[str] = frozenset()

    def __init__(self, words: Iterable[str] = ()) -> None:
        self.words = frozenset(words)
        self.n_encoded = 0

    def encode(self, text: str) -> NDArray[np.float32]:
        """Return the unit vector of a text. *Shape:* (n_dims,)."""
        self.n_encoded += 1
        total = sum((_stem_vector(word) for word in stems(text)), np.zeros(self.n_dims, np.float32))
        for word in content_stems(text):
            total = total + 4 * _stem_vector(word)
        length = float(np.linalg.norm(total))
        return np.asarray(total / length if length else _stem_vector(""), np.float32)

    def encode_all(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Return a unit vector for each text. *Shape:* (n_texts, n_dims)."""
        rows = [self.encode(text) for text in texts]
        return np.stack(rows) if rows else np.zeros((0, self.n_dims), np.float32)


def clustered(
    n_vectors: int, seed: int = 1, *, field: int = 1, n_dims: int = 24
) -> NDArray[np.float32]:
    """Return unit vectors around twenty centres, as sentences of one field lie together.

    Args:
        n_vectors: how many.
        seed: of the vectors.
        field: the seed of the centres.
        n_dims: the length of a vector.
    """
    random, centred = np.random.default_rng(seed), np.random.default_rng(field)
    centres = centred.standard_normal((20, n_dims), np.float32)
    made = centres[random.integers(0, 20, n_vectors)]
    made = made + 0.4 * random.standard_normal(made.shape, np.float32)
    unit: NDArray[np.float32] = made / np.linalg.norm(made, axis=1, keepdims=True)
    return unit


class FakeCursor:
    """A database's cursor that notes what it is told and answers from a list."""

    def __init__(self, *answers: list[tuple[object, ...]]) -> None:
        self.told: list[str] = []
        self._answers = list(answers)

    def execute(self, statement: str) -> None:
        """Note a statement."""
        self.told.append(statement)

    def fetchall(self) -> list[tuple[object, ...]]:
        """Return the next answer."""
        return self._answers.pop(0)

    def fetchone(self) -> tuple[object, ...]:
        """Return the first row of the next answer."""
        return self._answers.pop(0)[0]


@dataclass
class FakeMentor:
    """A mentor that knows `facts` by their names.

    A question that names one fact is answered; "perhaps" makes it ask back; all else is refused.
    """

    facts: dict[str, str] = field(default_factory=lambda: dict(FACTS))
    release: str = "r1"
    encoder: StemEncoder = field(default_factory=StemEncoder)
    passages: tuple[Any, ...] = ()
    asked: list[str] = field(default_factory=list)

    @property
    def bundle(self) -> Any:
        """The bundle: its passages alone."""
        return SimpleNamespace(passages=self.passages)

    def terms(self, text: str) -> tuple[FakeTerm, ...]:
        """Return the facts that a text names."""
        found = (
            FakeTerm(name, match.start(), match.end())
            for name in self.facts
            for match in re.finditer(re.escape(name), text, re.IGNORECASE)
        )
        return tuple(sorted(found, key=lambda term: term.start))

    def understand(self, text: str, history: Sequence[Turn] = ()) -> Query:
        """Complete "and for X?" from the last question."""
        elliptical = re.match(r"and (?:for )?(.*?)\?*$", text, re.IGNORECASE)
        completed = f"what is {elliptical[1]}?" if elliptical and history else text
        return Query(text, completed, tuple(term.term for term in self.terms(completed)))

    def encode(self, text: str) -> NDArray[np.float32]:
        """Return the unit vector of a text. *Shape:* (n_dims,)."""
        return self.encoder.encode(text)

    def vector(self, text: str) -> NDArray[np.float32]:
        """Return the unit vector of a text. *Shape:* (n_dims,)."""
        return self.encode(text)

    def search(self, query: Query, vector: NDArray[np.float32]) -> Finding:
        """Find the facts that a query names."""
        assert vector.shape == (self.encoder.n_dims,)
        self.asked.append(query.text)
        if not query.terms:
            return Finding(query, "refuse", 0.1, ())
        candidates = tuple(Candidate(name, 1.0) for name in query.terms)
        if "perhaps" in query.text:
            return Finding(query, "clarify", 0.5, candidates)
        return Finding(query, "answer", 0.9, candidates)

    def reply(
        self, finding: Finding, *, n_refused: int = 0, offered: Sequence[str] | None = None
    ) -> Reply:
        """Say the best fact; ask back once in a row."""
        if finding.outcome == "refuse":
            text = f"I do not know that ({n_refused})."
            return Reply(text, "refusal", finding.confidence, (), TOPICS, release=self.release)
        if finding.outcome == "clarify" and offered is not None:
            return Reply("Still?", "refusal", 0.5, (), TOPICS, release=self.release)
        if finding.outcome == "clarify":
            options = tuple(f"What is {one.id}?" for one in finding.candidates)
            return Reply("Which?", "clarification", 0.5, (), options, release=self.release)
        name = finding.candidates[0].id
        return Reply(
            self.facts[name],
            "answer",
            finding.confidence,
            (Source(name, "The guide", "Security", None, self.facts[name]),),
            release=self.release,
        )

    def compare(self, finding: Finding) -> Reply | None:
        """Set two facts side by side."""
        if len(finding.query.terms) < 2:
            return None
        text = "\n".join(f"- {name}: {self.facts[name]}" for name in finding.query.terms[:2])
        return Reply(text, "answer", finding.confidence, release=self.release)

    def topics(self) -> tuple[str, ...]:
        """Return what it can talk about."""
        return TOPICS

    def ask(self, text: str, history: Sequence[Turn] = ()) -> Reply:
        """Answer one question."""
        query = self.understand(text, history)
        return self.reply(self.search(query, self.encode(query.text)))


@dataclass
class FakeRecorder:
    """A notebook in memory."""

    rows: list[tuple[str, str, str, Finding, Reply]] = field(default_factory=list)

    def record(
        self, question: str, sender: str, channel: str, finding: Finding, reply: Reply
    ) -> str:
        """Keep a question."""
        self.rows.append((question, sender, channel, finding, reply))
        return f"q{len(self.rows)}"


class BrokenRecorder:
    """A notebook whose database is gone."""

    def record(self, *_: Any) -> str:
        """Fail."""
        raise OSError("no space left on device")


def services(mentor: Any = None, *, recorder: Any = None, contact: str = "") -> Services:
    """Return services that need nothing from outside."""
    mentor = mentor or FakeMentor()
    recorder = recorder or FakeRecorder()
    return Services(mentor=lambda: mentor, recorder=lambda: recorder, contact=lambda: contact)


@cache
def _stem_vector(word: str) -> NDArray[np.float32]:
    """Return the unit vector that SHA-256 makes of a stem: equal on every machine."""
    digests = (hashlib.sha256(f"{part} {word}".encode()).digest() for part in range(4))
    raw = np.frombuffer(b"".join(digests), np.uint8).astype(np.float32) - 127.5
    return np.asarray(raw / np.linalg.norm(raw), np.float32)
