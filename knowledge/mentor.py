"""The mentor without a dialogue around it: a question in, a cited reply out.

text ─ understand ─ query ─ encode ─ search ─ finding ─ reply
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from functools import cached_property, partial
from pathlib import Path
from typing import TYPE_CHECKING

from knowledge.answer.compose import Composed
from knowledge.answer.listing import Lists
from knowledge.answer.speaker import Speaker
from knowledge.bundle import PARTS, Bundle
from knowledge.finding import Entry, Finding, Query, Turn
from knowledge.follow_up import Conversation, complete, context, readings
from knowledge.language.lead_in import changes_subject
from knowledge.language.spelling import Speller
from knowledge.language.terms import TermMatch
from knowledge.language.words import content_stems
from knowledge.parts import thing_of
from knowledge.passages import words_of
from knowledge.reply import Reply
from knowledge.understanding import make_query

if TYPE_CHECKING:
    from knowledge.search.encoder import SentenceEncoder, Vectors
    from knowledge.search.engine import Engine

MAX_NAMING_WORDS = 2  # of a thing compared; more say something of it


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
            language=self.encoder.words,
            taught=bundle.taught,
            sorts=bundle.sorts,
        )

    @cached_property
    def _speaker(self) -> Speaker:
        return Speaker(self.bundle, release=self.release)

    @cached_property
    def _lists(self) -> Lists:
        return Lists(self.bundle)

    @cached_property
    def _speller(self) -> Speller:
        return Speller(self.bundle.vocabulary, language=self.encoder.words)

    def warm_up(self, pause: Callable[[], None] = lambda: None) -> None:
        """Read every part now, so that the first question does not wait.

        Args:
            pause: is called between the parts, to let others work.
        """
        for part in PARTS:
            getattr(self.bundle, part)
            pause()
        for part in ("encoder", "engine", "_speller"):
            getattr(self, part)
            pause()
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
        query = self._query(text)
        if not history or changes_subject(text):
            return query
        conversation = Conversation(
            history,
            terms=self.bundle.terms,
            passage=self.bundle.passage,
            members=lambda id: self.bundle.members.get(id, ()),
        )
        completed = complete(query, conversation)
        otherwise, leaning = readings(query, conversation), context(query, conversation)
        if completed is not None:
            entry = Entry(completed.entry, conversation.confidence) if completed.entry else None
            query = self._query(text, completed=completed.text, entry=entry)
        answered = conversation.answered()
        told = answered.id if answered else ""
        return replace(query, told=told, context=leaning, otherwise=otherwise)

    def _query(self, raw: str, *, completed: str = "", entry: Entry | None = None) -> Query:
        return make_query(
            raw,
            speller=self._speller,
            terms=self.bundle.terms,
            completed=completed,
            entry=entry,
        )

    def encode(self, text: str) -> Vectors:
        """Return the embedding of a text. *Shape:* (n_dims + n_earlier,)."""
        return self.encoder.encode(text)

    def vector(self, text: str) -> Vectors:
        """Return the unit vector by which a meaning is compared. *Shape:* (n_dims,)."""
        return self.encode(text)[: self.encoder.n_dims]

    def vectors(self, texts: Sequence[str]) -> Vectors:
        """Return the unit vectors by which meanings are compared. *Shape:* (n_texts, n_dims)."""
        return self.encoder.encode_all(texts)[:, : self.encoder.n_dims]

    def search(self, query: Query, vector: Vectors) -> Finding:
        """Rank the passages for a query and decide what to do with the best.

        Each side of a comparison and each of two questions is searched as well.

        Args:
            query: what `understand` returned.
            vector: what `encode` returned for `query.text`. *Shape:* (n_dims,)
        """
        found = self._find(query, vector)
        if query.entry:
            return found.led_to(query.entry)
        if query.sides:
            if any(map(self._is_strange, map(thing_of, query.sides))):
                return replace(found, outcome="refuse", confidence=0.0)
            return replace(found, parts=tuple(map(self._find_text, query.sides)))
        whole = self._lists.asked(found)
        found = found.led_to(whole) if whole else found
        if query.questions:
            return replace(found, parts=tuple(self._find_each(query.questions)))
        if found.outcome != "answer" or _is_told_again(found):
            return self._read_otherwise(found)
        return found

    def _read_otherwise(self, found: Finding) -> Finding:
        """Return what another reading of a follow-up finds, if it is sure and to the matter."""
        query, otherwise, again = found.query, found.query.otherwise, None
        is_listed = found.confidence == 0  # as a question to refuse, whatever was spoken of
        if is_listed or not all(map(self.bundle.lexical.knows, content_stems(query.text))):
            return found
        for text in otherwise.texts:
            reading = replace(self._query(query.raw, completed=text), told=query.told)
            other = self.search(reading, self.encode(reading.text))
            if other.outcome == "answer" and self._speaks_of(text, other):
                if other.candidates[0].id != query.told:
                    return other
                again = again or other
        return again or found

    def _speaks_of(self, text: str, found: Finding) -> bool:
        """Whether the best that was found has all words of a text."""
        best = self.bundle.passage(found.candidates[0].id)
        return best is not None and set(content_stems(text)) <= set(content_stems(words_of(best)))

    def _is_strange(self, thing: str) -> bool:
        """Whether a thing is named by a word or two that the knowledge never uses."""
        words = content_stems(thing)
        if not 0 < len(words) <= MAX_NAMING_WORDS or self.bundle.terms.find(thing):
            return False
        return not any(map(self.bundle.lexical.knows, words))

    def _find(self, query: Query, vector: Vectors) -> Finding:
        model = self.bundle.model
        return self.engine.find(
            query,
            vector,
            context=partial(self.encode, query.context) if query.context else None,
            ranker=model.ranker,
            gate=model.gate,
        )

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

    def reply(
        self, finding: Finding, *, n_refused: int = 0, offered: Sequence[str] | None = None
    ) -> Reply:
        """Say what was found, ask back, or refuse.

        Args:
            finding: what `search` returned.
            n_refused: how many refusals went just before, so that none is repeated word for word.
            offered: the options of the question back that went just before; None where none did.
        """
        return self._speaker.reply(finding, n_refused=n_refused, offered=offered)

    def compare(self, finding: Finding) -> Reply | None:
        """Set the two things a query names side by side; None if fewer than two are known."""
        return self._speaker.compare(finding)

    def compose(self, place: int, *, query: str, sentence: int) -> Composed:
        """Say what one passage answers.

        Args:
            place: the passage's position.
            query: the question.
            sentence: the position of its best sentence; -1 where the whole fits best.
        """
        return self._speaker.compose(place, query=query, sentence=sentence)

    def topics(self) -> tuple[str, ...]:
        """Return what it can talk about: the headings that hold most, in their order."""
        return self._speaker.topics

    def text_of(self, id: str) -> str:
        """Return all words of a passage, for comparison with an expected answer.

        Raises:
            KeyError: when there is no such passage.
        """
        passage = self.bundle.passages[self.bundle.places[id]]
        if passage.kind in ("pair", "paragraph", "item", "code"):
            return passage.text
        return " ".join([passage.lead, *passage.cells])


def _is_told_again(found: Finding) -> bool:
    """Whether the answer to a message on something else is what was just told."""
    query = found.query
    return query.otherwise.is_other and found.candidates[0].id == query.told


def _load_encoder(folder: Path) -> SentenceEncoder:
    from knowledge.search.encoder import OnnxEncoder  # ONNX Runtime: only where there is a search

    return OnnxEncoder(folder)
