"""Documents and files of pairs as nobody should bring them: read, or refused in one sentence."""

from __future__ import annotations

import random
import signal
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

from knowledge.errors import KnowledgeError
from knowledge.home import REPOSITORY
from knowledge.language.sentences import sentence_splitter
from knowledge.parse import parse_document
from knowledge.parse.pairs import read_pairs
from knowledge.passages import passages_of

MAX_BYTES = 6_000  # of a seed
MAX_SECONDS = 20.0  # of the processor's time, for one file
TOKENS = (
    b"#",
    b"##",
    b"|",
    b"| --- |",
    b"- ",
    b"```",
    b"<table>",
    b"</tr>",
    b"<td>",
    b"\n\n",
    b"\t",
    b"\r",
    b"\x00",
    b"\xff",
    b"\xe2\x80",
    b"question,answer\n",
    b'"',
    b"'",
    b"---\n",
    b"&#x0;",
    b"<!--",
    b"]]>",
    b"%PDF-1.7",
    b"{",
    b"}",
    b": ",
    b"- question:",
    b"  answer: |",
    b"1.",
    b"*",
    b"<a href='",
    b"\xc2\xa0",
    b"\xef\xbb\xbf",
)
PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\ntrailer<</Root 1 0 R>>"
PAIRS = b'question,answer\n"What is REST?","A style."\n"What is OAuth?","It says who may."\n'
PAIRS_YAML = b"- question: What is REST?\n  answer: A style.\n  paraphrases: [REST meaning]\n"
PAIRS_JSONL = b'{"question": "What is REST?", "answer": "A style."}\n'


class EndlessError(BaseException):
    """A file is read without an end; no reader may take it for damage of the file."""


@dataclass
class Read:
    """How files were taken.

    Attributes:
        outcomes: how often they were read and refused.
        bad: files whose reading crashed, with the exception.
    """

    outcomes: Counter[str] = field(default_factory=Counter)
    bad: list[str] = field(default_factory=list)


def seeds() -> dict[str, list[bytes]]:
    """Return real documents to begin from, by their suffix."""
    corpora = REPOSITORY / "tests" / "corpora"
    found: dict[str, list[bytes]] = {".md": [], ".html": [], ".txt": []}
    for path in sorted(corpora.rglob("*.*")):
        if path.suffix in found:
            found[path.suffix].append(path.read_bytes()[:MAX_BYTES])
    found[".pdf"] = [
        b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\ntrailer<</Root 1 0 R>>"
    ]
    return found


def read_documents(n_files: int, chance: random.Random, folder: Path) -> Read:
    """Read so many mutated documents."""
    read, known, split = Read(), seeds(), sentence_splitter()
    for number in range(n_files):
        suffix = chance.choice(sorted(known))
        path = folder / f"document{suffix}"
        path.write_bytes(mutated(chance.choice(known[suffix]), chance))
        take = partial(_passages, path, split)
        _take(read, path, number, take)
    return read


def read_pair_files(n_files: int, chance: random.Random, folder: Path) -> Read:
    """Read so many mutated files of pairs."""
    read = Read()
    kinds = {".csv": PAIRS, ".yml": PAIRS_YAML, ".jsonl": PAIRS_JSONL}
    for number in range(n_files):
        suffix = chance.choice(sorted(kinds))
        path = folder / f"pairs{suffix}"
        path.write_bytes(mutated(kinds[suffix] * chance.randrange(1, 4), chance))
        _take(read, path, number, partial(read_pairs, path))
    return read


def mutated(content: bytes, chance: random.Random) -> bytes:
    """Return a content with some pieces changed, cut, doubled or put in."""
    made = bytearray(content)
    for _ in range(chance.randrange(0, 12)):
        place = chance.randrange(len(made) + 1)
        action = chance.randrange(4)
        if action == 0 and place < len(made):
            made[place] = chance.randrange(256)
        elif action == 1:
            del made[place : place + chance.randrange(1, 200)]
        elif action == 2:
            made[place:place] = made[place : place + chance.randrange(1, 200)]
        else:
            made[place:place] = chance.choice(TOKENS) * chance.choice([1, 1, 1, 40])
    return bytes(made)


def _passages(path: Path, split: Any) -> object:
    return passages_of([parse_document(path)], (), sentences=split)


@contextmanager
def _limited() -> Iterator[None]:
    """Raise `EndlessError` where the block takes too much of the processor's time."""

    def give_up(*_: object) -> None:
        raise EndlessError

    before = signal.signal(signal.SIGVTALRM, give_up)
    signal.setitimer(signal.ITIMER_VIRTUAL, MAX_SECONDS)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.signal(signal.SIGVTALRM, before)


def _take(read: Read, path: Path, number: int, reading: Callable[[], object]) -> None:
    try:
        with _limited():
            reading()
        read.outcomes["read"] += 1
    except KnowledgeError as refused:
        one_sentence = "\n" not in str(refused).strip()
        read.outcomes["refused"] += 1
        if not one_sentence:
            read.bad.append(f"{path.name} {number}: more than one line: {str(refused)[:200]!r}")
    except (Exception, EndlessError) as problem:
        kept = path.with_name(f"crash-{number}{path.suffix}")
        path.rename(kept)
        read.bad.append(f"{kept}: {type(problem).__name__}: {str(problem)[:200]}")
