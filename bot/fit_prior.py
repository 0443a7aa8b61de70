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
from pathlib import Path

import numpy as np

from bot.conversations import Conversation, ExpectedTurn, read_conversations
from bot.evaluation import auroc
from knowledge.build import build
from knowledge.content import far_questions
from knowledge.errors import KnowledgeError
from knowledge.finding import Turn
from knowledge.home import REPOSITORY, Home
from knowledge.importer import import_all
from knowledge.mentor import Mentor
from knowledge.reply import Reply
from knowledge.search.gate import Gate
from knowledge.search.linear import Array
from knowledge.search.prior import Prior, prior
from knowledge.search.rehearsal import Rehearsed, fit
from knowledge.search.withheld import Withheld

MAX_WRONG_RATE = 0.05
OUT_OF_SCOPE_SHARE = 0.2
WHOLES = ("table", "list")
# The corpora hold far more near misses and far-fetched paraphrases than people ask.
WEIGHTS = {"near": 0.4, "paraphrase": 0.3}
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
    """Put all questions to their own mentor."""
    searched = (c for c in conversations if c.slice not in ("comparison", "smalltalk"))
    found = [r for conversation in searched for r in _converse(mentor, conversation)]
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
        candidates = mentor.engine.retriever.candidates(query, vector)
        weight = WEIGHTS.get(conversation.slice, 1.0)
        asked = Rehearsed(query, vector, candidates, frozenset(), weight=weight)
        if turn.kind == "refusal":
            yield asked
        elif right := _right(mentor, asked, turn):
            # Where one entry answers, its whole table holds the answer too, but says more.
            entries = {p for p in right if mentor.bundle.passages[p].kind not in WHOLES}
            yield replace(asked, right=frozenset(entries or right), also=right)


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
    return Prior(fitted.ranker, fitted.examples), fitted.gate


def measure(asked: Asked, ranker: Array, gate: Gate) -> str:
    """Return how a knowledge fares under weights fitted elsewhere, in a line for people."""
    answerable = [r for r in asked.rehearsed if r.right]
    hits = [int(r.candidates.ranked(ranker).passages[0]) in r.right for r in answerable]
    probabilities: dict[bool, list[float]] = {True: [], False: []}
    for r in asked.rehearsed:
        ranking = r.candidates.ranked(ranker)
        if len(ranking.passages):
            signals = asked.mentor.engine.signals.read(r.query, r.vector, ranking, r.withheld)
            probabilities[bool(r.right)].append(gate.probability(signals))
    answered = [sum(p >= gate.thresholds.answer_at for p in ps) for ps in probabilities.values()]
    return (
        f"best right {sum(hits) / len(hits):.3f} of {len(hits)}, "
        f"AUROC {auroc(probabilities[True], probabilities[False])}, "
        f"answered {answered[0] / len(hits):.3f}, "
        f"of {len(probabilities[False])} without an answer {answered[1]}"
    )


def main(corpora: Path) -> None:
    """Fit on all corpora, print how each fares under the others' fit, and write the prior."""
    start = prior()
    asked = with_strange([_open(folder) for folder in sorted(corpora.iterdir()) if folder.is_dir()])
    for fold in range(N_FOLDS):
        held_out = asked[fold::N_FOLDS]
        found, gate = fit_all([a for a in asked if a not in held_out], start=start)
        for one in held_out:
            print(f"{one.name:13} {measure(one, found.ranker, gate)}", flush=True)
    fit_all(asked, start=start)[0].write()


def _open(folder: Path) -> Asked:
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
        return ask(folder.name, mentor, read_conversations(folder / "questions.yml"))
    finally:
        shutil.rmtree(home.root)


if __name__ == "__main__":
    try:
        main(Path(sys.argv[1] if len(sys.argv) > 1 else REPOSITORY / "tests" / "corpora"))
    except KnowledgeError as error:
        sys.exit(str(error))
