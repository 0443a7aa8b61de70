"""What a home holds at this moment, ready to be built: the passages and the questions to refuse.

    sources ─ parsed, cut, split into sentences ─┐
    pair files ─┐                                ├─> Content ──> a bundle
    lessons ────┴─ merged, in the order of ids ──┘

A source that did not change is not read again: what became of it is kept by the hash of its bytes.
The pairs stand in the order of their ids, so that it is no matter whether a pair stands in a file
or was taught.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from knowledge.cache import SourceCache
from knowledge.errors import KnowledgeError
from knowledge.home import Home
from knowledge.importer import all_pairs, parsed_document, source_files
from knowledge.language.sentences import sentence_splitter
from knowledge.notebook.book import Notebook
from knowledge.notebook.lessons import Lesson, gives_way
from knowledge.parse.pairs import Pair, PairSet, merge, pair_id, question_key
from knowledge.passages import Passage, passages_of, without_signposts

FAR_FILE = Path(__file__).parent / "search" / "far_questions.txt"

Splitter = Callable[[str], Sequence[str]]


@dataclass(frozen=True)
class Content:
    """What a bundle is made of.

    Attributes:
        passages: those of documents first, then one for each pair.
        outside: questions that must be refused.
        lessons: the ids of the notebook's lessons in it.
        approved: each question, as `question_key`, with the answer that a file or a lesson gives
            it; two answers where a lesson takes a question from another pair.
    """

    passages: tuple[Passage, ...]
    outside: tuple[str, ...]
    lessons: tuple[str, ...]
    approved: frozenset[tuple[str, str]]


def read_content(
    home: Home, *, pending: Collection[str] | None = None, quickly: bool = False
) -> Content:
    """Read what a home holds.

    Args:
        home: whose sources, pairs and lessons.
        pending: the ids of the lessons to take in beside the active ones; all that are pending
            where left out.
        quickly: split new answers into sentences without spaCy, which takes seconds to import.

    Raises:
        KnowledgeError: when a source cannot be read or nothing is there.
    """
    stated = _stated(home, pending)
    pairs = sorted(stated.merged.pairs, key=lambda pair: pair.id)
    with SourceCache.of(home, _lazily()) as cache:
        split = cache.split_quickly if quickly else cache.split
        told = without_signposts(list(_of_documents(home, cache)))
        passages = [*told, *passages_of((), pairs, sentences=split)]
    if not passages:
        raise KnowledgeError(
            f"{home.root} holds no knowledge yet; bring an article or pairs with "
            "`mentor import FILE`."
        )
    return Content(
        passages=tuple(passages),
        outside=(*stated.merged.out_of_scope, *far_questions()),
        lessons=tuple(sorted(lesson.id for lesson in stated.lessons)),
        approved=frozenset(
            (question_key(question), pair.answer)
            for pair in stated.pairs
            for question in pair.questions
        ),
    )


def pairs_of(home: Home) -> PairSet:
    """Return the pairs of a home, those of its files and the active lessons, by their ids."""
    merged = _stated(home, ()).merged
    return PairSet(tuple(sorted(merged.pairs, key=lambda pair: pair.id)), merged.out_of_scope)


@dataclass(frozen=True)
class _Stated:
    """The lessons that stand, the pairs as files and lessons state them, and put together."""

    lessons: tuple[Lesson, ...]
    pairs: tuple[Pair, ...]
    merged: PairSet


def _stated(home: Home, pending: Collection[str] | None) -> _Stated:
    lessons = standing(Notebook.of(home).lessons(), pending)
    gone = {id for lesson in lessons for id in lesson.replaces}
    files = all_pairs(home)
    kept = tuple(pair for pair in files.pairs if not gone & _ids(pair))
    taught = tuple(_pair(lesson) for lesson in lessons if not lesson.retires)
    merged = merge([PairSet(kept, files.out_of_scope), PairSet(taught, ())])
    return _Stated(tuple(lessons), (*kept, *taught), merged)


def standing(lessons: Iterable[Lesson], pending: Collection[str] | None = None) -> list[Lesson]:
    """Return the lessons that go into a release, the oldest first.

    Args:
        lessons: all of them, the oldest first.
        pending: see `read_content`.
    """
    found: list[Lesson] = []
    for lesson in lessons:
        new = lesson.state == "pending" and (pending is None or lesson.id in pending)
        if new or lesson.state == "active":
            found = [other for other in found if not gives_way(other, lesson)]
            found.append(lesson)
    return found


def far_questions() -> tuple[str, ...]:
    """Return the questions that no knowledge of any one field answers."""
    lines = FAR_FILE.read_text("utf-8").splitlines()
    return tuple(line for line in lines if line and not line.startswith("#"))


def _ids(pair: Pair) -> set[str]:
    """Return the ids that a pair may have: its first question may have been taken over."""
    return {pair.id, *(pair_id(question, pair.answer) for question in pair.questions)}


def _pair(lesson: Lesson) -> Pair:
    words = (lesson.pair, lesson.question, lesson.answer, lesson.paraphrases)
    return Pair(*words, topic="", url=None, file="", line=0)


def _of_documents(home: Home, cache: SourceCache) -> Iterable[Passage]:
    for path, url in source_files(home):
        yield from cache.passages(
            path, url, lambda p, u: passages_of([parsed_document(p, u)], (), sentences=cache.split)
        )


def _lazily() -> Splitter:
    """Return spaCy's splitter, imported with the first text: seldom is there a new one."""
    made: list[Splitter] = []

    def split(text: str) -> Sequence[str]:
        if not made:
            made.append(sentence_splitter())
        return made[0](text)

    return split
