"""One question with what was expected, what came, and what to make of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from knowledge.reply import Kind

Verdict = Literal["right", "wrong", "asked back", "refused"]

_UNSAID: dict[Kind, Verdict] = {"clarification": "asked back", "refusal": "refused"}


@dataclass(frozen=True)
class Judged:
    """One question with what was expected and what came.

    Attributes:
        question: as it was asked.
        expected: the answer's text, or what a reply must say; "" where none is expected.
        said: the text of the best candidate, whatever the gate decided; "" if there was none.
        right: whether the best candidate is the expected answer; False for out-of-scope.
        outcome: the kind of reply that came.
        probability: the gate's.
        latency_ms: from text to reply.
        expects: the kind of reply that should have come.
        rank: the position of the expected answer among the candidates, from 1; 0 where it is none
            of them, None where nobody looked.
        slice: what sort of question it is; "" where that is not said.
        earlier: what was asked before it in the same conversation.
        only_reply: whether nothing but the reply is known, which then is in `said`.
    """

    question: str
    expected: str
    said: str
    right: bool
    outcome: Kind
    probability: float
    latency_ms: float
    expects: Kind = "answer"
    rank: int | None = None
    slice: str = ""
    earlier: tuple[str, ...] = ()
    only_reply: bool = False

    @property
    def answered(self) -> bool:
        """Whether the gate let it through."""
        return self.outcome == "answer"

    @property
    def in_scope(self) -> bool:
        """Whether an answer is expected."""
        return self.expects == "answer"

    @property
    def out_of_scope(self) -> bool:
        """Whether a refusal is expected."""
        return self.expects == "refusal"

    @property
    def searched(self) -> bool:
        """Whether the gate has to decide on it: small talk and dialogues are left out."""
        return self.in_scope or self.out_of_scope

    @property
    def verdict(self) -> Verdict:
        """What became of it: right covers a refusal where one was expected."""
        if self.outcome == self.expects and (self.right or self.out_of_scope):
            return "right"
        return _UNSAID.get(self.outcome, "wrong")

    @property
    def failed(self) -> bool:
        """Whether it was not as expected."""
        return self.verdict != "right"
