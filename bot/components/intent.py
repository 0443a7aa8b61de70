"""What kind of message it is."""

import inspect
import logging
from typing import Any

import numpy as np

from bot.components import linear
from bot.components.linear import LinearIntents, settle
from bot.components.question import DECLINED, VECTOR
from bot.components.rasa_api import (
    Component,
    ComponentType,
    ExecutionContext,
    Message,
    ModelStorage,
    Resource,
    TrainingData,
    register,
)

logger = logging.getLogger(__name__)


@register(ComponentType.INTENT_CLASSIFIER, is_trainable=True)
class LinearIntentClassifier(Component):
    """Learns the intents of `bot/data/nlu.yml` from the encoder's vectors."""

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """Return the settings, as `config.yml` may change them."""
        return {
            "C": 30.0,
            "max_iterations": 1_000,
            "default_intent": "ask",
            "min_confidence": 0.3,
            "min_lead": 0.3,
            "ranking_length": 5,
        }

    @staticmethod
    def required_packages() -> list[str]:
        """Return what the fit depends on."""
        return ["sklearn"]

    @classmethod
    def fingerprint_addon(cls, config: dict[str, Any]) -> str | None:
        """Return the source of the model, which Rasa's cache would not look at."""
        return inspect.getsource(linear)

    def __init__(
        self,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        intents: LinearIntents | None = None,
    ) -> None:
        super().__init__(config)
        self._model_storage = model_storage
        self._resource = resource
        self._intents = intents

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> "LinearIntentClassifier":
        """Make a classifier that has learnt nothing yet."""
        return cls(config, model_storage, resource)

    @classmethod
    def load(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: Any,
    ) -> "LinearIntentClassifier":
        """Make a classifier from what `train` kept."""
        with model_storage.read_from(resource) as folder:
            return cls(config, model_storage, resource, LinearIntents.load(folder))

    def train(self, training_data: TrainingData) -> Resource:
        """Fit the model to the examples' vectors and keep it."""
        examples = [one for one in training_data.intent_examples if one.get("text")]
        vectors = np.vstack([_features(one) for one in examples])
        self._intents = LinearIntents.fit(
            vectors,
            [one.get("intent") for one in examples],
            c=self._config["C"],
            max_iterations=self._config["max_iterations"],
        )
        with self._model_storage.write_to(self._resource) as folder:
            self._intents.save(folder)
        return self._resource

    def process(self, messages: list[Message]) -> list[Message]:
        """Set the intent and the ranking of each message."""
        for message in messages:
            ranking = self._rank(message)
            first = settle(
                ranking,
                default=self._config["default_intent"],
                min_confidence=self._config["min_confidence"],
                min_lead=self._config["min_lead"],
            )
            shown = [vars(one) for one in ranking[: self._config["ranking_length"]]]
            message.set("intent", vars(first), add_to_output=True)
            message.set("intent_ranking", shown, add_to_output=True)
        return messages

    def _rank(self, message: Message) -> tuple[linear.Scored, ...]:
        if message.get(DECLINED) or self._intents is None:
            return (linear.Scored(self._config["default_intent"], 1.0),)
        return self._intents.rank(message.get(VECTOR))


def _features(example: Message) -> Any:
    """Return the encoder's vector of a training example. *Shape:* (1, n_dims)."""
    _, sentence = example.get_dense_features("text")
    return sentence.features
