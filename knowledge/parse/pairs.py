"""Question-and-answer pairs: what they are, how files of them are put together and written.

file -> entries, each with its line (entries.py) -> one pair for every answer -> PairSet
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

from knowledge.errors import SourceError
from knowledge.parse.entries import OUT_OF_SCOPE, Entry, read_entries
from knowledge.parse.files import readable_name, write_all

# libyaml's emitter is ten times as fast as the one in Python
_Dumper: Any = getattr(yaml, "CSafeDumper", yaml.SafeDumper)


@dataclass(frozen=True)
class Pair:
    """One answer and the questions that it answers.

    Attributes:
        id: "q-" and a hash of question and answer; the same words always have the same id.
        question: the first of the questions.
        answer: Markdown.
        paraphrases: the other questions.
        topic: what it is about; the file's title if the entry does not say.
        url: where more is to be read, or None.
        file: the file's name it was read from.
        line: where its entry begins there, counted from 1.
    """

    id: str
    question: str
    answer: str
    paraphrases: tuple[str, ...]
    topic: str
    url: str | None
    file: str
    line: int

    @property
    def questions(self) -> tuple[str, ...]:
        """All questions that the answer answers."""
        return (self.question, *self.paraphrases)


@dataclass(frozen=True)
class PairSet:
    """Pairs, and questions that must be refused."""

    pairs: tuple[Pair, ...]
    out_of_scope: tuple[str, ...]


def pair_id(question: str, answer: str) -> str:
    """Return the id of a pair."""
    return "q-" + hashlib.sha256(f"{question}\n{answer}".encode()).hexdigest()[:12]


@lru_cache(maxsize=100_000)
def question_key(question: str) -> str:
    """Return a question without what does not tell it from another: case, spaces, end marks."""
    key = " ".join(question.casefold().split())
    return key.rstrip("?!. ") or key


def read_pairs(path: Path) -> PairSet:
    """Read a file of pairs; entries that share a question are one, and CSV rows with one answer.

    Raises:
        SourceError: the file cannot be read or says something that is not allowed, or a question
            stands under two answers; the error names the lines.
    """
    entries = read_entries(path)
    _check_conflicts(path, entries)
    if path.suffix.lower() == ".csv":  # has no other way to say what is a paraphrase of what
        entries = _by_answer(entries)
    title = readable_name(path)
    pairs = (_pair(entry, path.name, title) for entry in entries if entry.answer)
    refused = tuple(q for entry in entries if not entry.answer for q in entry.questions)
    return merge([PairSet(tuple(pairs), refused)])


def merge(sets: Iterable[PairSet]) -> PairSet:
    """Put sets together; where two differ about a question, the later one is right.

    Pairs with the same answer that share a question become one. A question is out of scope only
    if no pair answers it.
    """
    pairs: list[Pair] = []
    owner: dict[str, int] = {}  # question key -> index of the pair that answers it
    refused: dict[str, str] = {}
    for pair_set in sets:
        for pair in pair_set.pairs:
            keys = [question_key(question) for question in pair.questions]
            owners = (owner[key] for key in keys if key in owner)
            index = next((i for i in owners if pairs[i].answer == pair.answer), len(pairs))
            if index < len(pairs):
                pairs[index] = _joined(pairs[index], pair)
            else:
                pairs.append(pair)
            owner.update(dict.fromkeys(keys, index))
        for question in pair_set.out_of_scope:
            refused.setdefault(question_key(question), question)
    kept = (_keeping(pair, index, owner) for index, pair in enumerate(pairs))
    return PairSet(
        tuple(pair for pair in kept if pair),
        tuple(question for key, question in refused.items() if key not in owner),
    )


def write_yaml(pair_set: PairSet, path: Path) -> None:
    """Write pairs so that `read_pairs` gives the same ones."""
    entries: list[dict[str, Any]] = [_as_entry(pair) for pair in pair_set.pairs]
    if pair_set.out_of_scope:
        entries.append({OUT_OF_SCOPE: list(pair_set.out_of_scope)})
    text = yaml.dump(entries, Dumper=_Dumper, allow_unicode=True, sort_keys=False, width=100)
    write_all({path: text.encode()})


def _as_entry(pair: Pair) -> dict[str, Any]:
    fields = {
        "question": pair.question,
        "also": list(pair.paraphrases),
        "answer": pair.answer,
        "topic": pair.topic,
        "url": pair.url,
    }
    # The topic is always said: under another name the file would have another title.
    return {key: value for key, value in fields.items() if value or key == "topic"}


def _joined(first: Pair, other: Pair) -> Pair:
    return replace(first, paraphrases=_distinct((*first.questions, *other.questions))[1:])


def _keeping(pair: Pair, index: int, owner: Mapping[str, int]) -> Pair | None:
    """Return a pair with those of its questions that no later answer took over."""
    kept = tuple(q for q in pair.questions if owner[question_key(q)] == index)
    if not kept or kept == pair.questions:
        return pair if kept else None
    id = pair_id(kept[0], pair.answer)
    return replace(pair, id=id, question=kept[0], paraphrases=kept[1:])


def _distinct(questions: Iterable[str]) -> tuple[str, ...]:
    found: dict[str, str] = {}
    for question in questions:
        found.setdefault(question_key(question), question)
    return tuple(found.values())


def _check_conflicts(path: Path, entries: Sequence[Entry]) -> None:
    """Raise if a question stands under two answers, or is answered and out of scope."""
    first: dict[str, Entry] = {}
    for entry in entries:
        for question in entry.questions:
            other = first.setdefault(question_key(question), entry)
            if other.answer != entry.answer:
                both = entry.answer and other.answer
                what = "another answer" if both else "an answer and is out of scope"
                problem = f"{question!r} has {what}: see line {other.line}; keep one of the two"
                raise SourceError(path, problem, line=entry.line)


def _by_answer(entries: Iterable[Entry]) -> list[Entry]:
    found: dict[str, list[Entry]] = {}
    for entry in entries:
        found.setdefault(entry.answer, []).append(entry)
    return [
        replace(same[0], questions=tuple(q for entry in same for q in entry.questions))
        for same in found.values()
    ]


def _pair(entry: Entry, file: str, title: str) -> Pair:
    question, *also = _distinct(entry.questions)
    id = pair_id(question, entry.answer)
    topic = title if entry.topic is None else entry.topic
    return Pair(id, question, entry.answer, tuple(also), topic, entry.url, file, entry.line)
