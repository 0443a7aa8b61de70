"""The frozen suite: what a release must still get right.

    the home's own conversations     tests/questions, a slice each as they name it
    pairs, as taught                 every approved question gets its own pair's answer
    pairs, in other words            the same with that phrasing untaught
    reported as wrong                what somebody called unhelpful is not said to it again

`trial.py` asks it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Protocol

from bot.conversations import Conversation, read_conversations
from bot.maintenance.examinee import Examinee, shortened
from bot.outcomes import Outcome as Conversed
from bot.speakers import by_mentor
from knowledge.home import Home
from knowledge.notebook import Notebook
from knowledge.parse.pairs import question_key

AS_TAUGHT = "pairs, as taught"
IN_OTHER_WORDS = "pairs, in other words"
REPORTED = "reported as wrong"
N_REPORTED = 2_000


@dataclass(frozen=True)
class Outcome:
    """How a release did on one item.

    Attributes:
        right: whether it answered well.
        said: what it said, shortened.
    """

    right: bool
    said: str


class Item(Protocol):
    """One thing to get right."""

    @property
    def slice(self) -> str:
        """The part of the suite that it belongs to."""

    @property
    def question(self) -> str:
        """What is asked."""

    @property
    def key(self) -> str:
        """What tells it from other items, its expectation included."""

    def ask(self, examinee: Examinee) -> Outcome:
        """Ask a release."""


@dataclass(frozen=True)
class Held:
    """A conversation of the home's own."""

    conversation: Conversation

    @property
    def slice(self) -> str:
        """The slice that the conversation names."""
        return self.conversation.slice

    @property
    def question(self) -> str:
        """All that is asked."""
        return " / ".join(turn.ask for turn in self.conversation.turns)

    @property
    def key(self) -> str:
        """The hash of the conversation."""
        return _key(repr(self.conversation))

    def ask(self, examinee: Examinee) -> Outcome:
        """Hold the conversation."""
        told = by_mentor(examinee.mentor)([turn.ask for turn in self.conversation.turns])
        unmet = Conversed(self.conversation, told).unmet()
        return Outcome(not unmet, shortened((unmet[0][1] if unmet else told[-1].reply).text))


@dataclass(frozen=True)
class Phrasing:
    """An approved question with its answer.

    Attributes:
        text: the question.
        answer: what is right.
        untaught: whether it is asked as if nobody had taught that phrasing.
    """

    text: str
    answer: str
    untaught: bool

    @property
    def slice(self) -> str:
        """One of the two slices of pairs."""
        return IN_OTHER_WORDS if self.untaught else AS_TAUGHT

    @property
    def question(self) -> str:
        """The phrasing."""
        return self.text

    @property
    def key(self) -> str:
        """The hash of question and answer."""
        return _key(self.slice, self.text, self.answer)

    def ask(self, examinee: Examinee) -> Outcome:
        """Ask the question."""
        find = examinee.find_untaught if self.untaught else examinee.find
        said = examinee.best_answer(find(self.text))
        return Outcome(said == self.answer, shortened(said) or "(no answer)")


@dataclass(frozen=True)
class Reported:
    """A question whose answer somebody called unhelpful.

    Attributes:
        text: the question.
        wrong: the id of what was answered.
    """

    text: str
    wrong: str

    @property
    def slice(self) -> str:
        """The slice of reports."""
        return REPORTED

    @property
    def question(self) -> str:
        """The question."""
        return self.text

    @property
    def key(self) -> str:
        """The hash of question and wrong answer."""
        return _key(REPORTED, self.text, self.wrong)

    def ask(self, examinee: Examinee) -> Outcome:
        """Ask the question; anything but the wrong answer is well."""
        finding = examinee.find(self.text)
        again = finding.outcome == "answer" and finding.candidates[0].id == self.wrong
        return Outcome(not again, shortened(examinee.best_answer(finding)) or "(no answer)")


Approved = frozenset[tuple[str, str]]


def suite(home: Home, live: Examinee, approved: Approved) -> tuple[Item, ...]:
    """Return all that a new release of a home must get right.

    Args:
        home: whose conversations and reports.
        live: the release that serves; its pairs are the approved ones.
        approved: questions with their answers as the new release's files and lessons give them; a
            pair that was taken away on purpose is not missed.
    """
    return (*_conversations(home), *_phrasings(live, approved), *_reported(home))


def _conversations(home: Home) -> Iterator[Item]:
    folder = home.root / "tests" / "questions"
    if folder.is_dir():
        found = read_conversations(folder)
        yield from (Held(one) for one in found if not one.needs_dialogue)


def _phrasings(live: Examinee, approved: Approved) -> Iterator[Item]:
    for passage in live.bundle.passages:
        for question in passage.questions:
            if passage.kind == "pair" and (question_key(question), passage.text) in approved:
                yield Phrasing(question, passage.text, untaught=False)
                if len(passage.questions) > 1:
                    yield Phrasing(question, passage.text, untaught=True)


def _reported(home: Home) -> Iterator[Item]:
    notebook = Notebook.of(home)
    unhelpful = [r.question_id for r in notebook.ratings(limit=N_REPORTED) if not r.helpful]
    for asked in notebook.questions(unhelpful):
        if asked.kind == "answer" and asked.best:
            yield Reported(asked.query or asked.text, asked.best[0])


def _key(*parts: str) -> str:
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:16]
