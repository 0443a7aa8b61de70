"""What a maintainer may do, as connectors call it; the server's process has it implemented.

    gaps ──> collisions, closest ──> teach ──> Result(verdict of the gate) ──> live
    releases ──> replay ──> promote, roll_back

Plain values throughout, so that a page or a Slack message can be drawn from them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal, Protocol

from knowledge.errors import KnowledgeError

CollisionKind = Literal["same question", "takes over", "contradicts", "duplicate"]


class MaintenanceError(KnowledgeError):
    """What was asked for cannot be done; the message says what to do instead."""


@dataclass(frozen=True)
class Close:
    """A pair that is about what a question asks.

    Attributes:
        pair_id: the pair's.
        question: the one of its questions that is nearest.
        answer: Markdown.
        similarity: cosine of the two questions, -1 to 1.
    """

    pair_id: str
    question: str
    answer: str
    similarity: float


@dataclass(frozen=True)
class Collision:
    """What stands against a new pair.

    Attributes:
        kind: "same question": that question has another answer now;
            "takes over": people who ask that question would get the new answer;
            "contradicts": both answer the same, and one denies or numbers what the other says;
            "duplicate": the same answer is there already.
        pair_id: the pair that it collides with.
        question: that pair's question.
        answer: that pair's answer.
        phrasing: the new pair's question that comes nearest.
        similarity: of the two questions, or answers, -1 to 1.
    """

    kind: CollisionKind
    pair_id: str
    question: str
    answer: str
    phrasing: str
    similarity: float


@dataclass(frozen=True)
class Suggestion:
    """A passage that may answer a gap.

    Attributes:
        passage_id: the passage's.
        title: of its document.
        section: its headings.
        text: what it says, word for word.
        probability: that it is right, by the gate.
    """

    passage_id: str
    title: str
    section: str
    text: str
    probability: float


@dataclass(frozen=True)
class Gap:
    """Questions of one meaning that were not answered well.

    Attributes:
        id: of its first question; it stays as long as that question is a gap.
        question: the one that says it best.
        phrasings: all different ones, the most asked first; the first is `question`.
        question_ids: the recorded questions.
        n_people: who asked it.
        n_asked: how often.
        kinds: how often for each outcome: refusal, clarification, unhelpful.
        newest: when it was asked last, in UTC.
        suggestion: a passage that may answer it.
        close: a pair of which it may be another phrasing.
    """

    id: str
    question: str
    phrasings: tuple[str, ...]
    question_ids: tuple[str, ...]
    n_people: int
    n_asked: int
    kinds: dict[str, int]
    newest: datetime
    suggestion: Suggestion | None
    close: Close | None


@dataclass(frozen=True)
class Broken:
    """A question of the suite that was answered well before and no longer is.

    Attributes:
        slice: the part of the suite.
        question: what is asked.
        before: what the live release says.
        after: what the candidate says.
    """

    slice: str
    question: str
    before: str
    after: str


@dataclass(frozen=True)
class SliceScore:
    """How both releases do on one part of the suite.

    Attributes:
        name: the part.
        n: its questions.
        before: answered well by the live release.
        after: answered well by the candidate.
        tolerated: so many fewer are let pass.
    """

    name: str
    n: int
    before: int
    after: int
    tolerated: int

    @property
    def passed(self) -> bool:
        """Whether the candidate is no worse than tolerated."""
        return self.before - self.after <= self.tolerated


@dataclass(frozen=True)
class Verdict:
    """What the gate says of a candidate.

    Attributes:
        passed: whether it may go live.
        slices: the scores.
        broken: what broke, the worst slice first.
        seconds: how long it took.
    """

    passed: bool
    slices: tuple[SliceScore, ...] = ()
    broken: tuple[Broken, ...] = ()
    seconds: float = 0.0


@dataclass(frozen=True)
class Result:
    """What became of a change.

    Attributes:
        pair_id: the pair's; "" where the change was no pair's.
        release: the release that was made.
        live: whether it is live.
        sentence: the same for people.
        verdict: of the gate.
    """

    pair_id: str
    release: str
    live: bool
    sentence: str
    verdict: Verdict


@dataclass(frozen=True)
class KnownPair:
    """A pair as the mentor knows it.

    Attributes:
        id: the pair's.
        question: the first of its questions.
        paraphrases: the others.
        answer: Markdown.
        source: the file that it stands in; "taught" where a maintainer taught it.
        taught_by: who taught it; "" for a file's.
        stale: why it may be out of date; "" where nothing says so.
        state: "live", "retired", or the state of the lesson.
    """

    id: str
    question: str
    paraphrases: tuple[str, ...]
    answer: str
    source: str
    taught_by: str = ""
    stale: str = ""
    state: str = "live"


@dataclass(frozen=True)
class PairPage:
    """Some of the pairs that were looked for.

    Attributes:
        pairs: in their order.
        n_found: how many there are in all.
    """

    pairs: tuple[KnownPair, ...]
    n_found: int


@dataclass(frozen=True)
class ReleaseSummary:
    """One release, for a list.

    Attributes:
        id: its content hash.
        created: in UTC, ISO 8601.
        live: whether it answers now.
        kept: whether it can still be promoted.
        cause: what it was made for.
        report: what was measured, and the gate's verdict under "gate".
    """

    id: str
    created: str
    live: bool
    kept: bool
    cause: str
    report: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Difference:
    """A question that two releases answer differently.

    Attributes:
        question: as it was asked.
        before: what the live release says.
        after: what the other says.
        kind_before: of the live release's reply.
        kind_after: of the other's.
    """

    question: str
    before: str
    after: str
    kind_before: str
    kind_after: str


class Maintenance(Protocol):
    """What the server's process offers at `app.ctx.maintenance`.

    Every method may raise `MaintenanceError`, whose message is a sentence for the maintainer.
    """

    async def closest(self, question: str, *, limit: int = 3) -> tuple[Close, ...]:
        """Return the pairs nearest to a question, the nearest first."""

    async def collisions(
        self, question: str, answer: str, paraphrases: Sequence[str] = ()
    ) -> tuple[Collision, ...]:
        """Return what stands against a new pair; nothing is saved."""

    async def gaps(self, *, limit: int = 50) -> tuple[Gap, ...]:
        """Return what is missing, what most people asked first."""

    async def teach(
        self,
        question: str,
        answer: str,
        *,
        paraphrases: Sequence[str] = (),
        taught_by: str,
        replaces: Sequence[str] = (),
    ) -> Result:
        """Teach a pair: kept in any case, live where the gate lets it through.

        Args:
            question: what people ask.
            answer: what the mentor is to say.
            paraphrases: other phrasings of the question.
            taught_by: who says so.
            replaces: the ids of pairs whose place it takes; their questions become its own.
        """

    async def add_phrasing(
        self, pair_id: str, phrasing: str, *, taught_by: str, question_ids: Sequence[str] = ()
    ) -> Result:
        """Teach another phrasing of a pair.

        Args:
            pair_id: the pair's.
            phrasing: the question in other words.
            taught_by: who says so.
            question_ids: of the recorded questions whose words these are.
        """

    async def retire(self, pair_id: str, *, by: str) -> Result:
        """Take a live pair away where the gate lets it; taught again, it is back."""

    async def approve(self, proposal_id: str, *, by: str) -> Result:
        """Teach a proposed pair."""

    async def decline(self, proposal_id: str, *, by: str) -> None:
        """Decline a proposed pair."""

    async def pairs(self, search: str = "", *, offset: int = 0, limit: int = 50) -> PairPage:
        """Return the pairs that have these words, or all."""

    async def pair(self, pair_id: str) -> KnownPair | None:
        """Return one pair."""

    async def releases(self) -> tuple[ReleaseSummary, ...]:
        """Return all releases, the newest first."""

    async def promote(self, release: str, *, by: str) -> str:
        """Make a release live and return its id."""

    async def roll_back(self, *, by: str) -> str:
        """Take the newest promotion back and return the id of the release that is live now."""

    async def replay(self, release: str, *, limit: int = 200) -> tuple[Difference, ...]:
        """Ask the last questions of people of the live release and of another; return what differs.

        Args:
            release: the other's id.
            limit: so many different questions.
        """
