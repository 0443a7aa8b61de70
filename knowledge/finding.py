"""What passes between the stages of a question: turn -> query -> finding."""

from __future__ import annotations

from dataclasses import asdict, dataclass, replace
from typing import Any, Literal

Outcome = Literal["answer", "clarify", "refuse"]


@dataclass(frozen=True)
class Entry:
    """A row or item that a conversation leads to: it stands beside the one just answered from.

    Attributes:
        id: the passage's identifier.
        confidence: that of the answer beside it.
    """

    id: str
    confidence: float


@dataclass(frozen=True)
class Readings:
    """A message read as a question about what was spoken of.

    Attributes:
        texts: the questions, the likeliest first.
        is_other: whether the message names nothing that is known, so that the passage just told,
            told again, is hardly its answer: "and end to end?" after "what is a unit test?".
    """

    texts: tuple[str, ...] = ()
    is_other: bool = False


@dataclass(frozen=True)
class Query:
    """A question, ready to be searched.

    Attributes:
        raw: as the person wrote it.
        text: spelling mended, completed from the conversation.
        terms: the knowledge's terms in `text`, in order of appearance.
        sides: the two things that it sets against each other, as searches of their own.
        questions: the questions that it asks one after the other, if it asks two.
        entry: what the conversation leads to; None where it leads to nothing in particular.
        told: the id of the passage that was told last; "" where nothing was.
        context: the message with the question before it, where it leans on that; else "".
        otherwise: how a follow-up may be read if `text` has no answer.
    """

    raw: str
    text: str
    terms: tuple[str, ...] = ()
    sides: tuple[str, ...] = ()
    questions: tuple[str, ...] = ()
    entry: Entry | None = None
    told: str = ""
    context: str = ""
    otherwise: Readings = Readings()


@dataclass(frozen=True)
class Candidate:
    """A passage that may answer, and how well.

    Attributes:
        id: the passage's identifier.
        score: the ranker's score; only comparable within one query.
        sentence: the position of the sentence that fits best; -1 where the whole passage does.
    """

    id: str
    score: float
    sentence: int = -1


@dataclass(frozen=True)
class Finding:
    """What the search found for a query and what the gate made of it.

    Attributes:
        query: what was searched.
        outcome: answer, ask back, or refuse.
        confidence: the calibrated probability that the best candidate is right.
        candidates: the best first, at most five.
        parts: what was found for each side or question of the query, where it has two.
        support: the id of the document's passage that says what the best pair says; "" for none.
    """

    query: Query
    outcome: Outcome
    confidence: float
    candidates: tuple[Candidate, ...]
    parts: tuple[Finding, ...] = ()
    support: str = ""

    def led_to(self, entry: Entry) -> Finding:
        """Return the finding with what the conversation leads to as its answer."""
        score = self.candidates[0].score if self.candidates else 0.0
        known = (candidate for candidate in self.candidates if candidate.id == entry.id)
        first = next(known, Candidate(entry.id, score))
        others = tuple(candidate for candidate in self.candidates if candidate.id != entry.id)
        return replace(
            self,
            outcome="answer",
            confidence=max(self.confidence, entry.confidence),
            candidates=(first, *others)[: max(1, len(self.candidates))],
            support="",
        )

    def as_dict(self) -> dict[str, Any]:
        """Return plain JSON, small enough to be stored with every message."""
        query = asdict(self.query)
        for name in ("told", "context", "otherwise"):  # of use only while it is sought
            del query[name]
        return {
            "query": query,
            "outcome": self.outcome,
            "confidence": round(self.confidence, 4),
            "candidates": [[c.id, round(c.score, 4), c.sentence] for c in self.candidates],
            "parts": [part.as_dict() for part in self.parts],
            "support": self.support,
        }

    @classmethod
    def from_dict(cls, stored: dict[str, Any]) -> Finding:
        """Return the finding that `as_dict` described."""
        query = stored["query"]
        return cls(
            Query(
                query["raw"],
                query["text"],
                terms=tuple(query.get("terms", ())),
                sides=tuple(query.get("sides", ())),
                questions=tuple(query.get("questions", ())),
                entry=Entry(**query["entry"]) if query.get("entry") else None,
            ),
            stored["outcome"],
            stored["confidence"],
            tuple(Candidate(*candidate) for candidate in stored["candidates"]),
            tuple(cls.from_dict(part) for part in stored.get("parts", ())),
            stored.get("support", ""),
        )


@dataclass(frozen=True)
class Turn:
    """An earlier message of the person and what was found for it; None where nothing was sought."""

    text: str
    finding: Finding | None
