"""What the components need of Rasa, in one place, and what they share."""

from abc import ABC, abstractmethod
from typing import Any

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.tokenizers.tokenizer import Token
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.shared.nlu.training_data.features import Features
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

__all__ = [
    "Component",
    "ComponentType",
    "DialogueStateTracker",
    "ExecutionContext",
    "Features",
    "Message",
    "ModelStorage",
    "Resource",
    "Token",
    "TrainingData",
    "register",
]

ComponentType = DefaultV1Recipe.ComponentType
register = DefaultV1Recipe.register  # class names are one namespace, Rasa's own among them


class Component(GraphComponent, ABC):
    """A step that is made from its configuration alone."""

    def __init__(self, config: dict[str, Any]) -> None:
        self._config = config

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> GraphComponent:
        """Make the component. Rasa has merged the defaults into `config`."""
        return cls(config)

    @staticmethod
    def required_packages() -> list[str]:
        """Return the distributions whose version is part of the training cache's key."""
        return []

    @abstractmethod
    def process(self, messages: list[Message]) -> list[Message]:
        """Do the step for each message; a step may ask for `tracker` beside them, by that name."""
