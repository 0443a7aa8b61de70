"""One vector per message."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from bot.components import serving
from bot.components.question import DECLINED, MENTOR, QUERY, VECTOR
from bot.components.rasa_api import (
    Component,
    ComponentType,
    Features,
    Message,
    TrainingData,
    register,
)
from knowledge.search.export import DEFAULT_MODEL


@register(ComponentType.MESSAGE_FEATURIZER, is_trainable=False)
class SentenceEncoder(Component):
    """Runs the encoder once per message; every later step reads the vector that it leaves.

    Training examples get theirs as Rasa features, so that any of Rasa's classifiers can stand
    behind it.
    """

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """Return the settings, as `config.yml` may change them."""
        return {"model": DEFAULT_MODEL}  # read by the training of a release, which exports it

    @classmethod
    def fingerprint_addon(cls, config: dict[str, Any]) -> str | None:
        """Return the encoder's content hash: another one makes other vectors of the same text."""
        return str(serving.mentor().encoder.id)

    def process(self, messages: list[Message]) -> list[Message]:
        """Set the vector of each message's query. What is declined is not encoded."""
        for message in messages:
            if not message.get(DECLINED):
                vector = message.get(MENTOR).encode(message.get(QUERY).text)
                message.set(VECTOR, vector)
                message.add_features(self._features(vector))
        return messages

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        """Give each training example with a text its vector."""
        mentor = serving.mentor()
        for example in training_data.training_examples:
            if example.get("text"):
                example.add_features(self._features(mentor.encode(example.get("text"))))
        return training_data

    def _features(self, vector: NDArray[np.float32]) -> Features:
        return Features(vector[None, :], "sentence", "text", type(self).__name__)
