"""How conversations went: held turn by turn, each turn judged, a score for each slice."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from bot.conversations import Conversation, ExpectedTurn
from bot.judged import Judged
from bot.speakers import Speak, Told
from knowledge.reply import Reply


@dataclass(frozen=True)
class Outcome:
    """A conversation with what came of each turn."""

    conversation: Conversation
    told: tuple[Told, ...]

    @property
    def met(self) -> bool:
        """Whether every turn met its expectation."""
        return not self.unmet()

    def unmet(self) -> list[tuple[ExpectedTurn, Reply]]:
        """Return the turns whose reply was not as expected."""
        pairs = zip(self.conversation.turns, self.told, strict=True)
        return [(turn, told.reply) for turn, told in pairs if not turn.met_by(told.reply)]


def converse(
    conversations: Sequence[Conversation],
    speak: Speak,
    *,
    progress: Callable[[float], None] = lambda share: None,
) -> tuple[Outcome, ...]:
    """Hold every conversation.

    Args:
        conversations: what is said.
        speak: says it and returns what came.
        progress: is told the share done, 0 to 1.
    """
    outcomes = []
    for place, conversation in enumerate(conversations):
        progress(place / len(conversations))
        told = speak([turn.ask for turn in conversation.turns])
        outcomes.append(Outcome(conversation, told))
    return tuple(outcomes)


def judged_turns(outcomes: Iterable[Outcome]) -> tuple[Judged, ...]:
    """Judge each turn by itself; `summarise` takes the result."""
    return tuple(
        _judged(outcome.conversation, place, told)
        for outcome in outcomes
        for place, told in enumerate(outcome.told)
    )


def _judged(conversation: Conversation, place: int, told: Told) -> Judged:
    turn, best = conversation.turns[place], told.best or told.reply
    return Judged(
        question=turn.ask,
        expected=turn.wanted,
        said=best.text,
        right=turn.kind != "refusal" and turn.met_by(best),
        outcome=told.reply.kind,
        probability=told.reply.confidence,
        latency_ms=told.latency_ms,
        expects=turn.kind,
        slice=conversation.slice,
        earlier=tuple(earlier.ask for earlier in conversation.turns[:place]),
        only_reply=told.best is None,
    )


@dataclass(frozen=True)
class SliceScore:
    """How the conversations of a slice went.

    Attributes:
        met: how many met every expectation.
        n: how many there were.
        wrongly_refused: turns that were refused and should not have been.
        wrongly_answered: turns that got a reply which is not the expected one.
        asked_back: turns that were asked back, and should not have been.
    """

    met: int
    n: int
    wrongly_refused: int
    wrongly_answered: int
    asked_back: int

    def as_dict(self) -> dict[str, int]:
        """Return what `evaluate --json` prints."""
        return {
            "met": self.met,
            "of": self.n,
            "wrongly_refused": self.wrongly_refused,
            "wrongly_answered": self.wrongly_answered,
            "asked_back": self.asked_back,
        }


def slices(outcomes: Sequence[Outcome]) -> dict[str, SliceScore]:
    """Return the score of each slice, in the order in which they come."""
    names = dict.fromkeys(outcome.conversation.slice for outcome in outcomes)
    return {
        name: _score([one for one in outcomes if one.conversation.slice == name]) for name in names
    }


def _score(outcomes: Sequence[Outcome]) -> SliceScore:
    verdicts = [turn.verdict for turn in judged_turns(outcomes)]
    return SliceScore(
        met=sum(outcome.met for outcome in outcomes),
        n=len(outcomes),
        wrongly_refused=verdicts.count("refused"),
        wrongly_answered=verdicts.count("wrong"),
        asked_back=verdicts.count("asked back"),
    )
