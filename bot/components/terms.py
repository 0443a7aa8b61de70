"""Tokens, and the knowledge's own terms as entities."""

from typing import Any

from bot.components import serving
from bot.components.question import DECLINED, MENTOR, QUESTION, clean, declined, offset
from bot.components.rasa_api import (
    Component,
    ComponentType,
    Message,
    Token,
    TrainingData,
    register,
)
from knowledge.language import sentences


@register([ComponentType.MESSAGE_TOKENIZER, ComponentType.ENTITY_EXTRACTOR], is_trainable=False)
class KnowledgeTerms(Component):
    """Cuts a message into tokens and finds in it what the knowledge has a name for.

    It is the first step, so it also cleans the text, declines what is empty or too long, and takes
    the mentor that answers this message.
    """

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """Return the settings, as `config.yml` may change them."""
        return {"max_characters": 1_000}

    @staticmethod
    def required_packages() -> list[str]:
        """Return what the tokens depend on."""
        return ["spacy"]

    def __init__(self, config: dict[str, Any]) -> None:
        super().__init__(config)
        self._tokenise = sentences.blank_pipeline()  # at the model's loading: spaCy takes 3 s

    def process(self, messages: list[Message]) -> list[Message]:
        """Set tokens, terms, the clean text and the mentor on each message."""
        mentor = serving.mentor()
        for message in messages:
            text = message.get("text")
            question = clean(text, max_characters=self._config["max_characters"])
            message.set(MENTOR, mentor)
            message.set(QUESTION, question)
            why_not = declined(text, max_characters=self._config["max_characters"])
            if why_not:
                message.set(DECLINED, why_not, add_to_output=True)
            start = offset(text)
            message.set("text_tokens", self._tokens(question, start))
            message.set("entities", self._entities(mentor, question, start), add_to_output=True)
        return messages

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        """Set the tokens of the training examples, for components that want some."""
        for example in training_data.training_examples:
            example.set("text_tokens", self._tokens(example.get("text") or "", 0))
        return training_data

    def _entities(self, mentor: Any, question: str, start: int) -> list[dict[str, Any]]:
        return [
            {
                "entity": "term",
                "value": match.term,
                "start": match.start + start,
                "end": match.end + start,
                "extractor": type(self).__name__,
            }
            for match in mentor.terms(question)
        ]

    def _tokens(self, text: str, start: int) -> list[Token]:
        return [
            Token(token.text, token.idx + start, token.idx + start + len(token.text))
            for token in self._tokenise(text)
            if not token.is_space
        ]
