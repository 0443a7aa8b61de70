"""The mentor without a dialogue around it: a question in, a cited reply out.

text ─ understand ─ query ─ encode ─ search ─ finding ─ reply
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from knowledge.answer.compare import best_about, side_by_side
from knowledge.answer.compose import Composed, compose, joined
from knowledge.bundle import Bundle
from knowledge.finding import Finding, Query, Turn
from knowledge.follow_up import Conversation, complete
from knowledge.language.shape import sets_apart
from knowledge.language.spelling import Speller
from knowledge.language.terms import TermMatch
from knowledge.language.words import content_stems
from knowledge.parts import sides_of
from knowledge.passages import Passage
from knowledge.reply import Reply
from knowledge.understanding import make_query, vocabulary_of

if TYPE_CHECKING:
    from knowledge.search.encoder import SentenceEncoder, Vectors
    from knowledge.search.engine import Engine

N_OPTIONS = 3
N_TOPICS = 8
REFUSALS = (
    ("I do not know that: what I have learnt does not answer it.", "I can tell you about {}."),
    ("My sources say nothing about that, so I would rather not guess.", "Ask me about {}."),
    ("That is beyond what I was taught.", "What I do know: {}."),
    ("I have no answer to that one.", "Something I can help with: {}."),
)


class Mentor:
    """One release's knowledge, ready to answer."""

    def __init__(
        self, bundle: Bundle, *, load_encoder: Callable[[Path], SentenceEncoder], release: str = ""
    ) -> None:
        self.bundle = bundle
        self._load_encoder = load_encoder
        self.release = release or bundle.id

    @classmethod
    def open(cls, bundle: Path, *, release: str = "", before: Mentor | None = None) -> Mentor:
        """Open a bundle; its parts are read when first needed.

        Args:
            bundle: the bundle's folder.
            release: the release it belongs to; the bundle's own id where left out.
            before: a mentor whose encoder is taken over if it is the same.

        Raises:
            BundleError: when the bundle is missing, damaged or of another format.
        """
        mentor = cls(Bundle(bundle), load_encoder=_load_encoder, release=release)
        if before and before.bundle.encoder_folder == mentor.bundle.encoder_folder:
            mentor._load_encoder = before._load_encoder
            if "encoder" in vars(before):
                mentor.encoder = before.encoder
        return mentor

    @cached_property
    def encoder(self) -> SentenceEncoder:
        """The encoder of the bundle's vectors."""
        return self._load_encoder(self.bundle.encoder_folder)

    @cached_property
    def engine(self) -> Engine:
        """The bundle's search."""
        from knowledge.search.engine import Engine  # FAISS: only where there is a search

        bundle = self.bundle
        return Engine.of(
            passages=bundle.passages,
            views=bundle.views,
            index=bundle.index,
            lexical=bundle.lexical,
            terms=bundle.terms,
            outside=bundle.outside,
            taught=bundle.taught,
        )

    @cached_property
    def _speller(self) -> Speller:
        return Speller(vocabulary_of(self.bundle.passages), language=self.encoder.words)

    def warm_up(self) -> None:
        """Read every part now, so that the first question does not wait."""
        self.ask("what do you know?")

    def terms(self, text: str) -> tuple[TermMatch, ...]:
        """Return the knowledge's own terms in a text, abbreviations included."""
        return self.bundle.terms.find(text)

    def understand(self, text: str, history: Sequence[Turn] = ()) -> Query:
        """Make a query of a message: spelling mended, completed from the conversation.

        Args:
            text: as the person wrote it.
            history: earlier messages, the newest last.
        """
        query = make_query(text, speller=self._speller, terms=self.bundle.terms)
        if not history:
            return query
        conversation = Conversation(history, terms=self.bundle.terms, passage=self._passage)
        completed = complete(query, conversation)
        if not completed:
            return query
        return make_query(text, speller=self._speller, terms=self.bundle.terms, completed=completed)

    def encode(self, text: str) -> Vectors:
        """Return the embedding of a text. *Shape:* (n_dims + n_earlier,)."""
        return self.encoder.encode(text)

    def search(self, query: Query, vector: Vectors) -> Finding:
        """Rank the passages for a query and decide what to do with the best.

        Each side of a comparison and each of two questions is searched as well.

        Args:
            query: what `understand` returned.
            vector: what `encode` returned for `query.text`. *Shape:* (n_dims,)
        """
        found = self._find(query, vector)
        if query.sides:
            return replace(found, parts=tuple(map(self._find_text, query.sides)))
        if query.questions:
            return replace(found, parts=tuple(self._find_each(query.questions)))
        return found

    def _find(self, query: Query, vector: Vectors) -> Finding:
        model = self.bundle.model
        return self.engine.find(query, vector, ranker=model.ranker, gate=model.gate)

    def _find_text(self, text: str) -> Finding:
        query = replace(self.understand(text), sides=(), questions=())
        return self._find(query, self.encode(query.text))

    def _find_each(self, questions: Sequence[str]) -> Iterator[Finding]:
        history: list[Turn] = []
        for question in questions:
            query = replace(self.understand(question, history), questions=())
            found = self.search(query, self.encode(query.text))
            history.append(Turn(question, found))
            yield found

    def ask(self, text: str, history: Sequence[Turn] = ()) -> Reply:
        """Answer one question."""
        query = self.understand(text, history)
        return self.reply(self.search(query, self.encode(query.text)))

    def reply(self, finding: Finding, *, n_refused: int = 0) -> Reply:
        """Say what was found, ask back, or refuse.

        Args:
            finding: what `search` returned.
            n_refused: how many refusals went just before, so that none is repeated word for word.
        """
        if finding.query.sides and (compared := self.compare(finding)):
            return compared
        if finding.query.questions and (both := self._answer_both(finding)):
            return both
        if finding.outcome == "refuse" or not finding.candidates:
            return self._refuse(finding, n_refused)
        if finding.outcome == "clarify":
            return self._ask_back(finding)
        return self._answer(self._composed(finding), finding)

    def compare(self, finding: Finding) -> Reply | None:
        """Set the two things a query names side by side; None if fewer than two are known."""
        if len(finding.parts) != 2:
            return None
        stated, beside = self._stated(finding), self._beside(finding)
        if stated:
            is_table = beside is not None and beside.text.startswith("|")
            both = joined(stated, beside) if beside and is_table else stated
            return self._answer(both, finding)
        if beside is None or any(part.outcome == "refuse" for part in finding.parts):
            return None
        confidence = min(part.confidence for part in finding.parts)
        return self._answer(beside, replace(finding, confidence=confidence))

    def _beside(self, finding: Finding) -> Composed | None:
        """Set what is known of both sides beside each other, if something is of each."""
        told = [(part, self._told_of(part)) for part in finding.parts]
        named = [passage for part, passage in told if passage and self._is_about(passage, part)]
        if len(named) < 2 or named[0] == named[1]:
            return None
        return side_by_side(named[0], named[1], names=self._names(finding))

    def _stated(self, finding: Finding) -> Composed | None:
        """Return what the knowledge says where it sets both things apart in one place."""
        if finding.outcome == "refuse":
            return None
        found = ((c, self._passage(c.id)) for c in finding.candidates[:N_OPTIONS])
        both = [
            (candidate, passage)
            for candidate, passage in found
            if passage
            and passage.kind in ("pair", "paragraph")
            and all(_names(passage, side.partition(":")[0]) for side in finding.query.sides)
        ]
        asked = [c for c, p in both if _asks_apart(p, finding.query.sides)]
        told = [c for c, p in both if sets_apart(p.text)]
        best = next(iter(asked + told), None)
        return self._composed(replace(finding, candidates=(best,))) if best else None

    def _told_of(self, part: Finding) -> Passage | None:
        """Return what tells most plainly of one side: the best, or one about its term."""
        about = [self._about(name) for name in part.query.terms]
        found = self._passage(part.candidates[0].id) if part.candidates else None
        if found and about and about[0] and found.kind in ("table", "list"):
            return about[0]
        return found

    def _is_about(self, passage: Passage, part: Finding) -> bool:
        """Whether a passage is about the thing that one side names, by its term or its words."""
        places = (self.bundle.terms.terms[name].passages for name in part.query.terms)
        place = self.bundle.places[passage.id]
        return any(place in about for about in places) or _names(
            passage, part.query.text.partition(":")[0]
        )

    def _names(self, finding: Finding) -> tuple[str, str]:
        one, two = (part.query.text.partition(":")[0] for part in finding.parts)
        return one[:1].upper() + one[1:], two[:1].upper() + two[1:]

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
            suggestions=self._next_questions(finding),
            release=self.release,
        )

    def _composed(self, finding: Finding) -> Composed:
        best = finding.candidates[0]
        place = self.bundle.places[best.id]
        return self.compose(place, query=finding.query.text, sentence=best.sentence)

    def topics(self) -> tuple[str, ...]:
        """Return what it can talk about: the headings that hold most, in their order."""
        counts: dict[str, int] = {}
        for passage in self.bundle.passages:
            if passage.path and not passage.path[0].endswith("?"):
                counts[passage.path[0]] = counts.get(passage.path[0], 0) + 1
        most = sorted(counts, key=lambda topic: -counts[topic])[:N_TOPICS]
        return tuple(topic for topic in counts if topic in most)

    def text_of(self, id: str) -> str:
        """Return all words of a passage, for comparison with an expected answer.

        Raises:
            KeyError: when there is no such passage.
        """
        passage = self.bundle.passages[self.bundle.places[id]]
        if passage.kind in ("pair", "paragraph", "item", "code"):
            return passage.text
        return " ".join([passage.lead, *passage.cells])

    def _about(self, name: str) -> Passage | None:
        places = self.bundle.terms.terms[name].passages
        return best_about([self.bundle.passages[place] for place in places])

    def _passage(self, id: str) -> Passage | None:
        place = self.bundle.places.get(id)
        return None if place is None else self.bundle.passages[place]

    def compose(self, place: int, *, query: str, sentence: int) -> Composed:
        """Say what one passage answers.

        Args:
            place: the passage's position.
            query: the question.
            sentence: the position of its best sentence; -1 where the whole fits best.
        """
        passage = self.bundle.passages[place]
        members = self.bundle.members.get(passage.id, ())
        return compose(passage, query=query, sentence=sentence, members=members)

    def _labels(self, finding: Finding, first: int) -> tuple[str, ...]:
        passages = (self._passage(candidate.id) for candidate in finding.candidates[first:])
        return tuple(dict.fromkeys(passage.label for passage in passages if passage))

    def _next_questions(self, finding: Finding) -> tuple[str, ...]:
        return self._labels(finding, 1)[:N_OPTIONS]

    def _ask_back(self, finding: Finding) -> Reply:
        options = self._labels(finding, 0)[:N_OPTIONS]
        return Reply(
            text="I am not sure what you mean. Is it one of these?\n\n"
            + "\n".join(f"- {option}" for option in options),
            kind="clarification",
            confidence=finding.confidence,
            suggestions=options,
            release=self.release,
        )

    def _refuse(self, finding: Finding, n_refused: int) -> Reply:
        topics = self.topics()
        start = 3 * n_refused % max(1, len(topics))
        some = (topics[start:] + topics[:start])[:4]
        listed = ", ".join(some[:-1]) + f" or {some[-1]}" if len(some) > 1 else "".join(some)
        plainly, instead = REFUSALS[n_refused % len(REFUSALS)]
        return Reply(
            text=f"{plainly} {instead.format(listed)}" if listed else plainly,
            kind="refusal",
            confidence=finding.confidence,
            suggestions=some[:N_OPTIONS],
            release=self.release,
        )


def _asks_apart(passage: Passage, sides: Sequence[str]) -> bool:
    """Whether one of a passage's questions sets the same two things against each other."""
    things = set(content_stems(" ".join(side.partition(":")[0] for side in sides)))
    asked = (question for question in (passage.key, *passage.questions) if sides_of(question))
    return any(set(content_stems(question)) >= things for question in asked)


def _names(passage: Passage, thing: str) -> bool:
    """Whether a passage has all the words that make a thing's name."""
    told = [passage.key, *passage.questions, *passage.path, *passage.cells, passage.text]
    return set(content_stems(" ".join(told))) >= set(content_stems(thing))


def _load_encoder(folder: Path) -> SentenceEncoder:
    from knowledge.search.encoder import OnnxEncoder  # ONNX Runtime: only where there is a search

    return OnnxEncoder(folder)
