"""The components as Rasa sees them, over a mentor without a model."""

from __future__ import annotations

import inspect
import json
from pathlib import Path
from typing import Any

import pytest
import yaml
from rasa.engine.graph import ExecutionContext, GraphSchema
from rasa.engine.recipes.default_components import DEFAULT_COMPONENTS
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.local_model_storage import LocalModelStorage
from rasa.engine.storage.resource import Resource
from rasa.engine.validation import _get_type_hints
from rasa.shared.core.events import ActiveLoop, SlotSet, UserUttered
from rasa.shared.core.slots import TextSlot
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.components import serving
from bot.components.encoder import SentenceEncoder
from bot.components.follow_up import FollowUp
from bot.components.gate import KnowledgeGate
from bot.components.intent import LinearIntentClassifier
from bot.components.question import GUARD
from bot.components.rasa_api import Component
from bot.components.retriever import KnowledgeRetriever
from bot.components.terms import KnowledgeTerms
from tests.fakes import FakeMentor

CONFIG = yaml.safe_load((Path(__file__).parents[2] / "config.yml").read_text("utf-8"))
COMPONENTS = (
    KnowledgeTerms,
    FollowUp,
    SentenceEncoder,
    LinearIntentClassifier,
    KnowledgeRetriever,
    KnowledgeGate,
)
EXAMPLES = {
    "greet": ["hello there", "hi friend", "good morning friend", "hello"],
    "thanks": ["thanks", "thank you", "many thanks", "thanks friend"],
    "recommend_language": ["which language first", "recommend a language", "language advice"],
    "inform": ["a web shop", "nothing yet", "a mobile app", "some html"],
    "ask": ["what is a database", "explain OAuth", "what is Django", "why is caching used"],
}


@pytest.fixture
def mentor(monkeypatch: pytest.MonkeyPatch) -> FakeMentor:
    fake = FakeMentor()
    monkeypatch.setattr(serving, "mentor", lambda: fake)
    return fake


class Pipeline:
    """The steps in the order of config.yml, trained on a few examples."""

    def __init__(self, folder: Path) -> None:
        storage = LocalModelStorage(folder)
        context = ExecutionContext(GraphSchema({}), node_name="step")
        made = {"model_storage": storage, "execution_context": context}
        self.steps: list[Any] = []
        data = TrainingData(
            [
                Message({"text": text, "intent": intent})
                for intent, texts in EXAMPLES.items()
                for text in texts
            ]
        )
        for component in COMPONENTS:
            config = component.get_default_config()
            resource = Resource(component.__name__)
            step = component.create(config=config, resource=resource, **made)
            if component is LinearIntentClassifier:
                step.train(data)
                step = component.load(config=config, resource=resource, **made)
            elif hasattr(step, "process_training_data"):
                data = step.process_training_data(data)
            self.steps.append(step)

    def parse(self, text: str | None, tracker: Any = None) -> dict[str, Any]:
        """Return what Rasa would keep of a message, as JSON holds it."""
        messages = [Message({"text": text}, output_properties={"text_tokens"})]
        for step in self.steps:
            asks = "tracker" in inspect.signature(step.process).parameters
            messages = step.process(messages, tracker=tracker) if asks else step.process(messages)
        kept = messages[0].as_dict(only_output_properties=True)
        return dict(json.loads(json.dumps(kept)))


@pytest.fixture
def pipeline(mentor: FakeMentor, tmp_path: Path) -> Pipeline:
    return Pipeline(tmp_path)


def conversation(*events: Any) -> DialogueStateTracker:
    slots = [TextSlot(name, mappings=[]) for name in ("goal", "background", "requested_slot")]
    return DialogueStateTracker.from_events("ann", list(events), slots=slots)


def inside_form(slot: str) -> DialogueStateTracker:
    return conversation(ActiveLoop("language_form"), SlotSet("requested_slot", slot))


def test_no_class_takes_the_name_of_one_of_rasas() -> None:
    rasas = {component.__name__ for component in DEFAULT_COMPONENTS}
    assert not rasas & {component.__name__ for component in COMPONENTS}


def test_config_yml_names_every_component_with_every_setting() -> None:
    named = {entry["name"].rsplit(".", 1)[-1]: entry for entry in CONFIG["pipeline"]}
    assert list(named) == [component.__name__ for component in COMPONENTS]
    for component in COMPONENTS:
        entry = {k: v for k, v in named[component.__name__].items() if k != "name"}
        assert entry == component.get_default_config()


@pytest.mark.parametrize("component", COMPONENTS)
def test_rasa_can_read_the_annotations(component: type[Component]) -> None:
    for method in ("create", "load", "process", "process_training_data", "train"):
        if hasattr(component, method):
            assert "return" in _get_type_hints(component, getattr(component, method))


@pytest.mark.parametrize("component", COMPONENTS)
def test_each_is_in_rasas_registry(component: type[Component]) -> None:
    assert DefaultV1Recipe._registered_components[component.__name__].clazz is component


def test_a_question_is_kept_small_and_plain(pipeline: Pipeline) -> None:
    kept = pipeline.parse("what is OAuth?")
    assert kept["intent"]["name"] == "ask"
    assert kept["entities"][0] == {
        "entity": "term",
        "value": "OAuth",
        "start": 8,
        "end": 13,
        "extractor": "KnowledgeTerms",
    }
    assert kept["knowledge"]["outcome"] == "answer"
    assert kept["knowledge"]["release"] == "r1"
    assert set(kept) == {
        "text",
        "text_tokens",
        "entities",
        "intent",
        "intent_ranking",
        "knowledge",
    }
    assert len(json.dumps(kept["knowledge"])) < 500


def test_one_forward_pass_a_message(pipeline: Pipeline, mentor: FakeMentor) -> None:
    before = mentor.encoder.n_encoded
    pipeline.parse("what is OAuth?")
    assert mentor.encoder.n_encoded == before + 1


@pytest.mark.parametrize("text", [None, "", "   ", GUARD])
def test_an_empty_message_is_declined(pipeline: Pipeline, text: str | None) -> None:
    kept = pipeline.parse(text)
    assert kept["declined"] == "empty"
    assert kept["intent"]["name"] == "ask"
    assert "knowledge" not in kept


def test_a_long_message_is_declined_unread(pipeline: Pipeline, mentor: FakeMentor) -> None:
    before = mentor.encoder.n_encoded
    kept = pipeline.parse("why? " * 4_000)
    assert kept["declined"] == "too_long"
    assert "knowledge" not in kept
    assert mentor.encoder.n_encoded == before


def test_the_guard_is_taken_off_and_the_places_still_fit(pipeline: Pipeline) -> None:
    text = f"{GUARD}/what is OAuth?"
    kept = pipeline.parse(text)
    assert kept["text"] == text  # else Rasa would read it as a command after all
    assert kept["knowledge"]["query"]["raw"] == "/what is OAuth?"
    (entity,) = kept["entities"]
    assert text[entity["start"] : entity["end"]] == "OAuth"
    start, end = kept["text_tokens"][-2]
    assert text[start:end] == "OAuth"


def test_an_elliptical_question_is_completed(pipeline: Pipeline) -> None:
    first = pipeline.parse("what is OAuth?")
    before = conversation(UserUttered("what is OAuth?", first["intent"], [], first))
    kept = pipeline.parse("and for Django?", before)
    assert kept["knowledge"]["query"]["text"] == "what is Django?"


def test_inside_a_form_nothing_is_completed(pipeline: Pipeline) -> None:
    first = pipeline.parse("what is OAuth?")
    tracker = inside_form("background")
    tracker.update(UserUttered("what is OAuth?", first["intent"], [], first))
    kept = pipeline.parse("and for Django", tracker)
    assert kept["knowledge"]["query"]["text"] == "and for Django"


def test_an_answer_of_the_form_is_one_only_inside_the_form(pipeline: Pipeline) -> None:
    assert pipeline.parse("a web shop")["intent"]["name"] == "ask"
    kept = pipeline.parse("a web shop", inside_form("goal"))
    assert kept["intent"]["name"] == "inform"
    assert kept["intent_ranking"][0] == kept["intent"]


def test_an_empty_message_keeps_the_form_open(pipeline: Pipeline) -> None:
    assert pipeline.parse("", inside_form("goal"))["intent"]["name"] == "inform"


def test_a_message_is_answered_by_one_release(
    pipeline: Pipeline, monkeypatch: pytest.MonkeyPatch
) -> None:
    promoted = iter([FakeMentor(release="r2"), FakeMentor(release="r3")])
    monkeypatch.setattr(serving, "mentor", lambda: next(promoted))
    assert pipeline.parse("what is OAuth?")["knowledge"]["release"] == "r2"


def test_another_encoder_or_another_fit_is_another_training(mentor: FakeMentor) -> None:
    assert SentenceEncoder.fingerprint_addon({}) == mentor.encoder.id
    assert "LogisticRegression" in str(LinearIntentClassifier.fingerprint_addon({}))
