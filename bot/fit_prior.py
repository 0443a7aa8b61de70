"""Fit the prior that ships: how much each feature and signal weighs in any knowledge.

    python -m bot.fit_prior [tests/corpora]

Each folder holds one small knowledge and questions with expectations. A passage is right for a
question when the reply made from it meets them. The figures printed are of each knowledge under
weights fitted without it.
"""

from __future__ import annotations

import os
import random
import shutil
import sys
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

import numpy as np

from bot.conversations import Conversation, ExpectedTurn, read_conversations
from bot.fit_sorts import Lesson, embeddings_of, fit_sorts, joined, lesson
from knowledge.build import build
from knowledge.content import far_questions
from knowledge.errors import KnowledgeError
from knowledge.finding import Query, Turn
from knowledge.home import REPOSITORY, Home
from knowledge.importer import import_all
from knowledge.mentor import Mentor
from knowledge.reply import Reply
from knowledge.search.encoder import Vectors
from knowledge.search.gate import Gate
from knowledge.search.linear import Array
from knowledge.search.prior import Prior, prior
from knowledge.search.rehearsal import Rehearsed, fit
from knowledge.search.retriever import Candidates
from knowledge.search.sorts import PassageSorts
from knowledge.search.withheld import Withheld

MAX_WRONG_RATE = 0.05
OUT_OF_SCOPE_SHARE = 0.2
WHOLES = ("table", "list")
# The corpora hold far more near misses and far-fetched paraphrases than people ask.
WEIGHTS = {"near": 0.4, "paraphrase": 0.3}
AFTER_ANOTHER_WEIGHT = 0.3  # most people who ask on stay with the matter
STRANGE_WEIGHT = 0.1  # another field's question is easily told; there are many of them
N_FOLDS = 5
N_STRANGE = 60  # of them for each knowledge


@dataclass(frozen=True)
class Asked:
    """A corpus's mentor with the questions put to it."""

    name: str
    mentor: Mentor
    conversations: tuple[Conversation, ...]
    rehearsed: tuple[Rehearsed, ...]


def ask(name: str, mentor: Mentor, conversations: Sequence[Conversation]) -> Asked:
    """Put all questions to their own mentor, and each again after a question on something else."""
    searched = [c for c in conversations if c.slice not in ("comparison", "smalltalk")]
    found = [r for conversation in searched for r in _converse(mentor, conversation)]
    chance = random.Random(mentor.bundle.id)
    single = [conversation for conversation in searched if len(conversation.turns) == 1]
    for conversation in single:
        after = replace(conversation, turns=(*chance.choice(single).turns, *conversation.turns))
        *_, last = (None, *_converse(mentor, after))
        if last is not None and last.query.raw == conversation.turns[0].ask:
            found.append(replace(last, weight=AFTER_ANOTHER_WEIGHT * last.weight))
    return Asked(name, mentor, tuple(conversations), tuple(found))


def with_strange(asked: Sequence[Asked]) -> list[Asked]:
    """Add to each mentor's questions those of the others."""
    return [
        replace(one, rehearsed=(*one.rehearsed, *ask_strange(one.mentor, [*_others(one, asked)])))
        for one in asked
    ]


def _others(one: Asked, asked: Sequence[Asked]) -> Iterator[Conversation]:
    for other in asked:
        if other.name != one.name:
            yield from (c for c in other.conversations if c.slice != "smalltalk")


def _converse(mentor: Mentor, conversation: Conversation) -> Iterator[Rehearsed]:
    history: list[Turn] = []
    for turn in conversation.turns:
        query = mentor.understand(turn.ask, history)
        vector = mentor.encode(query.text)
        history.append(Turn(turn.ask, mentor.search(query, vector)))
        candidates = _candidates(mentor, query, vector)
        weight = WEIGHTS.get(conversation.slice, 1.0)
        asked = Rehearsed(query, vector, candidates, frozenset(), weight=weight)
        if turn.kind == "refusal":
            yield asked
        elif right := _right(mentor, asked, turn):
            # Where one entry answers, its whole table holds the answer too, but says more.
            entries = {p for p in right if mentor.bundle.passages[p].kind not in WHOLES}
            yield replace(asked, right=frozenset(entries or right), also=right)


def _candidates(mentor: Mentor, query: Query, vector: Vectors) -> Candidates:
    context = partial(mentor.encode, query.context) if query.context else None
    return mentor.engine.retriever.candidates(query, vector, context=context)


def ask_strange(mentor: Mentor, conversations: Sequence[Conversation]) -> Iterator[Rehearsed]:
    """Put another knowledge's questions to a mentor: nothing it holds answers them."""
    chance = random.Random(mentor.bundle.id)
    for conversation in chance.sample(list(conversations), min(N_STRANGE, len(conversations))):
        yield _strange(mentor, conversation.turns[0].ask)
    for place, question in enumerate(far_questions()):
        known = len(mentor.bundle.outside) - len(far_questions())  # the home's own come first
        yield _strange(mentor, question, outside=known + place)


def _strange(mentor: Mentor, question: str, *, outside: int = -1) -> Rehearsed:
    query = mentor.understand(question)
    vector = mentor.encode(query.text)
    withheld = Withheld(outside=outside)
    candidates = mentor.engine.retriever.candidates(query, vector, withheld)
    return Rehearsed(query, vector, candidates, frozenset(), withheld, STRANGE_WEIGHT)


def _right(mentor: Mentor, asked: Rehearsed, turn: ExpectedTurn) -> frozenset[int]:
    """Return the candidates whose reply would meet the expectation."""
    if turn.kind != "answer" or not turn.says:
        return frozenset()
    found = set()
    pool = zip(asked.candidates.passages, asked.candidates.sentences, strict=True)
    for place, sentence in pool:
        said = mentor.compose(int(place), query=asked.query.text, sentence=int(sentence))
        if turn.met_by(Reply(said.text, "answer", 1.0, said.sources)):
            found.add(int(place))
    return frozenset(found)


def fit_all(asked: Sequence[Asked], *, start: Prior) -> tuple[Prior, Gate]:
    """Fit one prior, and the gate of a home without pairs, on the questions of several knowledges.

    Features and signals are comparable between them, so they are fitted together; the signals are
    read by each knowledge's own engine.
    """
    engines = {id(r): a.mentor.engine for a in asked for r in a.rehearsed}
    rehearsed = [r for a in asked for r in a.rehearsed]
    nothing = start.examples.some(np.zeros(len(start.examples.right), np.bool_))
    fitted = fit(
        lambda r: engines[id(r)].signals,
        rehearsed,
        start=replace(start, examples=nothing),
        max_wrong_rate=MAX_WRONG_RATE,
        out_of_scope_share=OUT_OF_SCOPE_SHARE,
    )
    return replace(start, ranker=fitted.ranker, examples=fitted.examples), fitted.gate


@dataclass(frozen=True)
class Measured:
    """How knowledges fare under weights fitted without them, in weighted questions.

    Attributes:
        answerable: with an answer; `first` of them it is ranked first, `told` of them given.
        refusable: without an answer; `refused` of them nothing is answered.
        wrong: answers given that were not right.
    """

    answerable: float = 0
    first: float = 0
    told: float = 0
    refusable: float = 0
    refused: float = 0
    wrong: float = 0

    def __add__(self, other: Measured) -> Measured:
        """Return both together."""
        return Measured(*map(sum, zip(vars(self).values(), vars(other).values(), strict=True)))

    def __str__(self) -> str:
        """Return a line for people."""
        given = self.told + self.wrong
        return (
            f"ranked first {self.first / self.answerable:.3f}, "
            f"answered rightly {self.told / self.answerable:.3f}, "
            f"refused rightly {self.refused / max(1, self.refusable):.3f}, "
            f"wrong of given {self.wrong / max(1, given):.3f}"
        )


def measure(asked: Asked, ranker: Array, gate: Gate) -> Measured:
    """Return how a knowledge fares under weights fitted elsewhere."""
    total = Measured()
    for one in asked.rehearsed:
        ranking = one.candidates.ranked(ranker)
        if not len(ranking.passages):
            continue
        signals = asked.mentor.engine.signals.read(one.query, one.vector, ranking, one.withheld)
        is_given = gate.probability(signals) >= gate.thresholds.answer_at
        is_right = int(ranking.passages[0]) in one.right | one.also
        has, weight = bool(one.right), one.weight
        total += Measured(
            answerable=weight * has,
            first=weight * (has and is_right),
            told=weight * (has and is_right and is_given),
            refusable=weight * (not has),
            refused=weight * (not has and not is_given),
            wrong=weight * (is_given and not is_right),
        )
    return total


def main(corpora: Path) -> None:
    """Fit on all corpora, print how each fares under the others' fit, and write the prior."""
    start = prior()
    opened = [_open(folder) for folder in sorted(corpora.iterdir()) if folder.is_dir()]
    lessons = [_lesson(*one, start.ranker) for one in opened]
    print(f"{len(opened)} knowledges, {sum(len(one.questions) for one in lessons)} questions")
    asked = with_strange(list(_ask_knowing_sorts(opened, lessons)))
    total = Measured()
    for fold in range(N_FOLDS):
        held_out = asked[fold::N_FOLDS]
        found, gate = fit_all([a for a in asked if a not in held_out], start=start)
        for one in held_out:
            measured = measure(one, found.ranker, gate)
            total += measured
            print(f"{one.name:14} {measured}", flush=True)
    print(f"{'All':14} {total}")
    sorts = fit_sorts(opened[0][1].encoder.id, joined(lessons))
    replace(fit_all(asked, start=start)[0], sorts=sorts).write()


Opened = tuple[str, Mentor, Sequence[Conversation]]


def _lesson(
    name: str, mentor: Mentor, conversations: Sequence[Conversation], ranker: Array
) -> Lesson:
    """Return what the questions of a knowledge teach of sorts, asked without knowing any."""
    _know(mentor, None)
    asked = ask(name, mentor, conversations)
    alone = [one for one in asked.rehearsed if len(one.candidates.passages)]
    return lesson(mentor, embeddings_of(mentor), alone, ranker)


def _ask_knowing_sorts(opened: Sequence[Opened], lessons: Sequence[Lesson]) -> Iterator[Asked]:
    """Ask each knowledge's questions knowing the sorts that the others' questions taught."""
    folds = [place % N_FOLDS for place in range(len(opened))]
    for fold in range(N_FOLDS):
        others = joined([one for one, of in zip(lessons, folds, strict=True) if of != fold])
        sorts = fit_sorts(opened[0][1].encoder.id, others)
        for name, mentor, conversations in opened[fold::N_FOLDS]:
            _know(mentor, sorts.of_passages(embeddings_of(mentor)))
            yield ask(name, mentor, conversations)


def _know(mentor: Mentor, sorts: PassageSorts | None) -> None:
    """Have a mentor search with other sorts than its bundle's."""
    vars(mentor.bundle)["sorts"] = sorts
    vars(mentor).pop("engine", None)


def _open(folder: Path) -> Opened:
    home = Home(Path(tempfile.mkdtemp(prefix="prior-")))
    try:
        encoders = REPOSITORY / ".mentor" / "encoders"
        home.state.mkdir(parents=True)
        if encoders.is_dir():
            os.symlink(encoders, home.state / "encoders")
        sources = [str(p) for p in folder.iterdir() if p.name != "questions.yml"]
        import_all(sources, home)
        mentor = Mentor.open(build(home))
        mentor.warm_up()
        return folder.name, mentor, read_conversations(folder / "questions.yml")
    finally:
        shutil.rmtree(home.root)


if __name__ == "__main__":
    try:
        main(Path(sys.argv[1] if len(sys.argv) > 1 else REPOSITORY / "tests" / "corpora"))
    except KnowledgeError as error:
        sys.exit(str(error))
