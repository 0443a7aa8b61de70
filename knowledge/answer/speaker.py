"""A finding to a reply: an answer with its sources, a question back, or a refusal."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import cached_property

from knowledge.answer.comparing import Comparer
from knowledge.answer.compose import Composed, compose, joined
from knowledge.answer.topics import topics_of
from knowledge.answer.wording import question_back, refusal, still_unclear
from knowledge.bundle import Bundle
from knowledge.finding import Finding
from knowledge.reply import Reply

N_OPTIONS = 3


class Speaker:
    """Puts into words what a release knows."""

    def __init__(self, bundle: Bundle, *, release: str) -> None:
        """Take what is spoken of.

        Args:
            bundle: the knowledge.
            release: named in every reply.
        """
        self._bundle = bundle
        self._release = release
        self._comparer = Comparer(bundle)

    def reply(
        self, finding: Finding, *, n_refused: int = 0, offered: Sequence[str] | None = None
    ) -> Reply:
        """Say what was found, ask back, or refuse.

        Args:
            finding: what the search returned.
            n_refused: how many refusals went just before, so that none is repeated word for word.
            offered: the options of the question back that went just before; None where none did.
                One that is taken is answered; another doubt is not asked back again.
        """
        if offered and finding.query.raw in offered and finding.outcome == "clarify":
            finding = replace(finding, outcome="answer")
        if told := self.compare(finding):
            return told
        if finding.query.questions and (both := self._answer_both(finding)):
            return both
        if finding.outcome == "refuse" or not finding.candidates:
            return self._refuse(finding, n_refused)
        if finding.outcome == "clarify":
            return self._ask_back(finding, again=offered is not None)
        return self._answer(self._told(finding), finding)

    def compare(self, finding: Finding) -> Reply | None:
        """Set the two things a query names side by side; None if fewer than two are known."""
        found = self._comparer.compared(finding)
        if found is None:
            return None
        told, confidence = found
        backed = self._backed(told, *finding.parts) if self._is_of_pairs(told) else told
        return self._answer(backed, replace(finding, confidence=confidence))

    def compose(self, place: int, *, query: str, sentence: int) -> Composed:
        """Say what one passage answers.

        Args:
            place: the passage's position.
            query: the question.
            sentence: the position of its best sentence; -1 where the whole fits best.
        """
        passage = self._bundle.passages[place]
        members = self._bundle.members.get(passage.id, ())
        return compose(passage, query=query, sentence=sentence, members=members)

    def _told(self, finding: Finding) -> Composed:
        """Say the best candidate; a pair also names where the document says the same."""
        best = finding.candidates[0]
        place = self._bundle.places[best.id]
        told = self.compose(place, query=finding.query.text, sentence=best.sentence)
        return self._backed(told, finding)

    def _backed(self, told: Composed, *findings: Finding) -> Composed:
        """Add to what was told the places of the documents that say the same."""
        backing = [
            self.compose(place, query=found.query.text, sentence=-1).sources
            for found in findings
            if (place := self._bundle.places.get(found.support)) is not None
        ]
        sources = {source.id: source for source in sum(backing, told.sources)}
        return Composed(told.text, tuple(sources.values()))

    def _is_of_pairs(self, told: Composed) -> bool:
        passages = (self._bundle.passage(source.id) for source in told.sources)
        return all(passage is not None and passage.kind == "pair" for passage in passages)

    @cached_property
    def topics(self) -> tuple[str, ...]:
        """What there is to talk about: the headings that hold most, in their order."""
        return topics_of(self._bundle.passages)

    def _answer_both(self, finding: Finding) -> Reply | None:
        """Answer two questions in one message; None where not both can be."""
        told = [self.reply(part) for part in finding.parts]
        if any(reply.kind != "answer" for reply in told) or told[0].text == told[1].text:
            return None
        one, two = (Composed(reply.text, reply.sources) for reply in told)
        confidence = min(reply.confidence for reply in told)
        return self._answer(joined(one, two), replace(finding, confidence=confidence))

    def _answer(self, composed: Composed, finding: Finding) -> Reply:
        return Reply(
            text=composed.text,
            kind="answer",
            confidence=finding.confidence,
            sources=composed.sources,
            suggestions=self._labels(finding, 1)[:N_OPTIONS],
            release=self._release,
        )

    def _ask_back(self, finding: Finding, *, again: bool) -> Reply:
        options = self._labels(finding, 0)[:N_OPTIONS]
        return Reply(
            text=still_unclear() if again else question_back(options),
            kind="refusal" if again else "clarification",
            confidence=finding.confidence,
            suggestions=options,
            release=self._release,
        )

    def _refuse(self, finding: Finding, n_refused: int) -> Reply:
        text, offered = refusal(self.topics, n_refused=n_refused)
        return Reply(
            text=text,
            kind="refusal",
            confidence=finding.confidence,
            suggestions=offered[:N_OPTIONS],
            release=self._release,
        )

    def _labels(self, finding: Finding, first: int) -> tuple[str, ...]:
        """Return short questions that lead to the candidates from one on."""
        passages = (self._bundle.passage(c.id) for c in finding.candidates[first:])
        return tuple(dict.fromkeys(passage.label for passage in passages if passage))
