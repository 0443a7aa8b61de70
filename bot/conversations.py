"""Conversations with expectations: whole dialogues judged turn by turn, a figure for each slice.

    - slice: followup
      turns:
        - ask: what is OAuth good for?
          kind: answer
          says: [[authorization, authorisation]]

Every group of `says` must stand in the reply, text or quotes, by one of its alternatives.
"""

from __future__ import annotations

import uuid
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import yaml

from knowledge.errors import SourceError
from knowledge.finding import Turn
from knowledge.mentor import Mentor
from knowledge.reply import Reply, Source

if TYPE_CHECKING:
    import httpx


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
    kind: str
    says: tuple[tuple[str, ...], ...] = ()
    avoids: tuple[str, ...] = ()

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
    """A conversation with the replies that came."""

    conversation: Conversation
    replies: tuple[Reply, ...]

    @property
    def met(self) -> bool:
        """Whether every turn met its expectation."""
        return not self.unmet()

    def unmet(self) -> list[tuple[ExpectedTurn, Reply]]:
        """Return the turns whose reply was not as expected."""
        pairs = zip(self.conversation.turns, self.replies, strict=True)
        return [(turn, reply) for turn, reply in pairs if not turn.met_by(reply)]


Speak = Callable[[Sequence[str]], tuple[Reply, ...]]


def read_conversations(path: Path) -> tuple[Conversation, ...]:
    """Read a file of conversations, or all files of a folder.

    Raises:
        SourceError: when a file is not of the form above.
    """
    files = sorted(path.glob("*.yml")) if path.is_dir() else [path]
    return tuple(found for file in files for found in _read(file))


def _read(path: Path) -> Iterable[Conversation]:
    try:
        entries = yaml.load(path.read_text("utf-8"), Loader=yaml.CSafeLoader)
        return [_conversation(entry) for entry in entries]
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


def by_mentor(mentor: Mentor) -> Speak:
    """Return how to converse with the search alone: no small talk, no dialogues."""

    def speak(messages: Sequence[str]) -> tuple[Reply, ...]:
        history: list[Turn] = []
        replies = []
        for message in messages:
            query = mentor.understand(message, history)
            finding = mentor.search(query, mentor.encode(query.text))
            replies.append(mentor.reply(finding))
            history.append(Turn(message, finding))
        return tuple(replies)

    return speak


def by_server(address: str) -> Speak:
    """Return how to converse with a running mentor, each conversation as a new person.

    Args:
        address: where it serves, such as http://localhost:5005.
    """
    import httpx  # only where a server is asked

    client = httpx.Client(base_url=address, timeout=30)

    def speak(messages: Sequence[str]) -> tuple[Reply, ...]:
        person = uuid.uuid4().hex
        return tuple(_asked_over_rest(client, person, message) for message in messages)

    return speak


def _asked_over_rest(client: httpx.Client, person: str, message: str) -> Reply:
    answered = client.post("/webhooks/rest/webhook", json={"sender": person, "message": message})
    answered.raise_for_status()
    replies = answered.json()
    payload = replies[0]["custom"]
    return Reply(
        text="\n\n".join(reply["text"] for reply in replies),
        kind=payload["kind"],
        confidence=payload["confidence"],
        sources=tuple(Source(**source) for source in payload["sources"]),
    )


def converse(conversations: Iterable[Conversation], speak: Speak) -> tuple[Outcome, ...]:
    """Hold every conversation."""
    return tuple(
        Outcome(conversation, speak([turn.ask for turn in conversation.turns]))
        for conversation in conversations
    )


def slices(outcomes: Iterable[Outcome]) -> dict[str, tuple[int, int]]:
    """Return for each slice how many conversations met their expectations, and of how many."""
    counts: dict[str, tuple[int, int]] = defaultdict(lambda: (0, 0))
    for outcome in outcomes:
        met, n = counts[outcome.conversation.slice]
        counts[outcome.conversation.slice] = (met + outcome.met, n + 1)
    return dict(counts)


def _plain(text: str) -> str:
    """Fold what is no matter of fact: case, white space, the marks of Markdown, apostrophes."""
    folded = text.casefold().replace("’", "'").replace("*", "").replace("`", "")
    return " ".join(folded.split())
