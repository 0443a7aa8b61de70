"""What the mentor says, as data: the one form that actions make and connectors draw."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any, Literal

Kind = Literal["answer", "clarification", "refusal", "smalltalk", "dialogue"]


@dataclass(frozen=True)
class Source:
    """Where an answer stands.

    Attributes:
        id: the passage's or pair's identifier.
        title: the document's title.
        section: the headings above the passage, joined by " > "; "" where there are none.
        url: the document's address, or None.
        quote: words of the source, verbatim.
    """

    id: str
    title: str
    section: str
    url: str | None
    quote: str


@dataclass(frozen=True)
class Reply:
    """One message of the mentor.

    Attributes:
        text: plain Markdown; the whole message for a client that knows nothing else.
        kind: what sort of message it is.
        confidence: the calibrated probability that an answer is right, 0 to 1.
        sources: where the answer stands, the most important first.
        suggestions: what the person may want to send next, in a person's words.
        question_id: the notebook's identifier of the question; "" where none was recorded.
        release: the release that answered.
    """

    text: str
    kind: Kind
    confidence: float
    sources: tuple[Source, ...] = ()
    suggestions: tuple[str, ...] = ()
    question_id: str = ""
    release: str = ""

    def payload(self) -> dict[str, Any]:
        """Return the `custom` part of Rasa's message: all but the text."""
        fields = asdict(self)
        del fields["text"]
        return {
            **fields,
            "confidence": round(self.confidence, 4),
            "sources": list(fields["sources"]),
            "suggestions": list(self.suggestions),
        }
