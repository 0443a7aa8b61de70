"""What a message is, once intent and finding are both known.

The classifier knows how people talk, the search knows what can be answered. Where they disagree, a
list of rules decides; the first that has an opinion wins.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from bot.components.linear import Scored
from bot.components.question import is_question
from knowledge.finding import Finding
from knowledge.language.shape import wants_comparison

ASK = "ask"
INFORM = "inform"
STOP = "stop"

# A message of these kinds may well be a question in disguise: "thanks, and what is GraphQL?"
SMALL_TALK = frozenset(
    {"greet", "thanks", "bye", "who_are_you", "help", "human", "affirm", "deny", "stop"}
)
MAX_SMALL_TALK_WORDS = 10  # people who ask in more words want to know something
# Of these, what a few words on a term may sound like: "the I in ACID" is not "who am I".
NEVER_BESIDE_A_TERM = frozenset({"who_are_you", "help", "human", "stop"})
# Dialogues of their own: to begin one by mistake is worse than to answer or refuse a question.
DIALOGUES = frozenset({"recommend_language", "learning_path"})

_REFUSALS = re.compile(
    r"^(?:no(?:pe| thanks| thank you)?|stop|cancel|quit|exit|never ?mind|forget (?:it|that))"
    r"[\s.!]*$"
)


@dataclass(frozen=True)
class Reading:
    """All that is known of a message.

    Attributes:
        text: cleaned.
        intent: what the classifier settled on.
        finding: what the search found; None where nothing was sought.
        slot: what the form asks for at this moment; None outside a form.
        sure: from which confidence on the classifier is believed against the search.
    """

    text: str
    intent: Scored
    finding: Finding | None
    slot: str | None
    sure: float

    @property
    def answerable(self) -> bool:
        """Whether the gate would let an answer through."""
        return self.finding is not None and self.finding.outcome == "answer"

    @property
    def confidence(self) -> float:
        """How sure the answer is that would be let through; 0 where none would."""
        return self.finding.confidence if self.finding and self.answerable else 0.0

    @property
    def n_terms(self) -> int:
        """How many of the knowledge's terms the question names."""
        return len(set(self.finding.query.terms)) if self.finding else 0


Rule = Callable[[Reading], "str | None"]


def decide(reading: Reading) -> str:
    """Return the intent on which the dialogue goes on."""
    rules = IN_FORM if reading.slot else OUTSIDE
    return next((intent for rule in rules if (intent := rule(reading))), reading.intent.name)


def _comparison(reading: Reading) -> str | None:
    """Believe the words: a comparison names two things and sets them against each other."""
    compared = reading.finding is not None and wants_comparison(reading.finding.query.text)
    if reading.intent.name == "compare" and not compared:
        return ASK
    return "compare" if compared and reading.n_terms >= 2 else None


def _question_in_small_talk(reading: Reading) -> str | None:
    half_sure = reading.intent.name in SMALL_TALK and reading.intent.confidence < reading.sure
    return ASK if half_sure and reading.answerable and is_question(reading.text) else None


def _term_in_small_talk(reading: Reading) -> str | None:
    """Believe a sure answer on a term that the message names."""
    beside = reading.intent.name in NEVER_BESIDE_A_TERM and reading.n_terms > 0
    return ASK if beside and reading.confidence >= reading.sure else None


def _long_question(reading: Reading) -> str | None:
    half_sure = reading.intent.name in SMALL_TALK and reading.intent.confidence < reading.sure
    long = len(reading.text.split()) > MAX_SMALL_TALK_WORDS
    return ASK if half_sure and long and is_question(reading.text) else None


def _half_sure_dialogue(reading: Reading) -> str | None:
    half_sure = reading.intent.name in DIALOGUES and reading.intent.confidence < reading.sure
    return ASK if half_sure else None


def _nothing_was_asked(reading: Reading) -> str | None:
    return ASK if reading.intent.name == INFORM else None


def _nothing_was_said(reading: Reading) -> str | None:
    return INFORM if reading.finding is None else None  # the form asks again


def _no_to_the_form(reading: Reading) -> str | None:
    if not _REFUSALS.match(reading.text.lower()):
        return None
    plain_no = reading.text.lower().strip(" .!") in ("no", "nope")
    return INFORM if plain_no and reading.slot == "background" else STOP


def _statement(reading: Reading) -> str | None:
    """Take what is not a question as the form's answer, unless it is clearly something else."""
    other = reading.intent.name not in (ASK, INFORM, "deny", "compare", *DIALOGUES)
    clear = other and reading.intent.confidence >= reading.sure
    return None if is_question(reading.text) or clear else INFORM


def _unclear_question(reading: Reading) -> str | None:
    unclear = reading.intent.name in (INFORM, "affirm", "deny")
    return ASK if unclear and is_question(reading.text) else None


OUTSIDE: tuple[Rule, ...] = (
    _comparison,
    _question_in_small_talk,
    _term_in_small_talk,
    _long_question,
    _half_sure_dialogue,
    _nothing_was_asked,
)
IN_FORM: tuple[Rule, ...] = (
    _nothing_was_said,
    _no_to_the_form,
    _statement,
    _comparison,
    _half_sure_dialogue,
    _unclear_question,
)
