"""Conversations with expectations: whole dialogues judged turn by turn, a figure for each slice.

    - slice: followup
      turns:
        - ask: what is OAuth good for?
          kind: answer
          says: [[authorization, authorisation]]

Every group of `says` must stand in the reply, text or quotes, by one of its alternatives.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from bot.judged import Judged
from bot.speakers import Speak, Told
from knowledge.errors import SourceError
from knowledge.reply import Kind, Reply

MAX_SHOWN = 3  # alternatives of a group


@dataclass(frozen=True)
class ExpectedTurn:
    """One message with what its reply must be.

    Attributes:
        ask: the message.
        kind: the reply's kind.
        says: groups of alternatives; one of each must stand in text or quotes.
        avoids: what must not stand in the text.
    """

    ask: str
    kind: Kind
    says: tuple[tuple[str, ...], ...] = ()
    avoids: tuple[str, ...] = ()

    @property
    def wanted(self) -> str:
        """What the reply must say, in words for people; "" where its kind is all."""
        return "; ".join(" / ".join(group[:MAX_SHOWN]) for group in self.says)

    def met_by(self, reply: Reply) -> bool:
        """Whether a reply is of the expected kind and says what it must."""
        text = _plain(reply.text)
        whole = _plain(" ".join([reply.text, *(source.quote for source in reply.sources)]))
        return (
            reply.kind == self.kind
            and all(any(_plain(word) in whole for word in group) for group in self.says)
            and not any(_plain(word) in text for word in self.avoids)
        )


@dataclass(frozen=True)
class Conversation:
    """One conversation with its expectations.

    Attributes:
        slice: what sort of question it tests.
        article: whether the owner's article alone answers it; None where that is not said.
        turns: what is asked, in order; the last turn is judged with all before it.
    """

    slice: str
    article: bool | None
    turns: tuple[ExpectedTurn, ...]

    @property
    def needs_dialogue(self) -> bool:
        """Whether it has turns that the search alone has no reply for."""
        return any(turn.kind in ("smalltalk", "dialogue") for turn in self.turns)


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


def read_conversations(path: Path) -> tuple[Conversation, ...]:
    """Read a file of conversations, or all files of a folder.

    Raises:
        SourceError: when a file is not of the form above.
    """
    files = sorted(path.glob("*.y*ml")) if path.is_dir() else [path]
    return tuple(found for file in files for found in _read(file))


def _read(path: Path) -> Iterable[Conversation]:
    try:
        entries = yaml.load(path.read_text("utf-8"), Loader=yaml.CSafeLoader)
        return [_conversation(entry) for entry in entries]
    except (OSError, UnicodeDecodeError) as error:
        raise SourceError(path, f"the file cannot be read ({error})") from error
    except (yaml.YAMLError, KeyError, TypeError, AttributeError) as error:
        raise SourceError(
            path, f"is no list of conversations with slice and turns ({error})"
        ) from error


def _conversation(entry: dict[str, Any]) -> Conversation:
    turns = tuple(
        ExpectedTurn(
            ask=str(turn["ask"]),
            kind=turn["kind"],
            says=tuple(_words(group) for group in _listed(turn.get("says"))),
            avoids=_words(turn.get("avoids")),
        )
        for turn in entry["turns"]
    )
    return Conversation(entry["slice"], entry.get("article"), turns)


def _words(given: object) -> tuple[str, ...]:
    return tuple(map(str, _listed(given)))


def _listed(given: object) -> list[Any]:
    if given is not None and not isinstance(given, list):
        raise TypeError(f"a list is wanted, not {given!r}")
    return given or []


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


def _plain(text: str) -> str:
    """Fold what is no matter of fact: case, white space, the marks of Markdown, apostrophes."""
    folded = text.casefold().replace("’", "'").replace("*", "").replace("`", "")
    return " ".join(folded.split())
