"""Conversations with expectations: what is asked, and what each reply must be.

    - slice: followup
      turns:
        - ask: what is OAuth good for?
          kind: answer
          says: [[authorization, authorisation]]

Every group of `says` must stand in the reply, text or quotes, by one of its alternatives.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

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


def _plain(text: str) -> str:
    """Fold what is no matter of fact: case, white space, the marks of Markdown, apostrophes."""
    folded = text.casefold().replace("’", "'").replace("*", "").replace("`", "")
    return " ".join(folded.split())
