"""What serving leaves out: libraries that are imported with Rasa and spaCy and then never run.

TensorFlow: 2 s of each start and a quarter of a gigabyte. Rasa imports it with its base class of
policies, and with the list of all its components that checks a training; it runs it in its neural
components, which this dialogue has none of. PyTorch: spaCy imports it where it is installed, which
takes as much again.
"""

from __future__ import annotations

import json
import sys
import tarfile
from pathlib import Path
from types import ModuleType

UNUSED = ("torch", "cupy")

NEURAL = (
    "rasa.core.policies.ted_policy",
    "rasa.core.policies.unexpected_intent_policy",
    "rasa.nlu.classifiers.diet_classifier",
    "rasa.nlu.featurizers.dense_featurizer",
    "rasa.nlu.selectors",
)

# All of them that is looked at: bases of two classes, and the name of a step of the training.
STAND_INS: dict[str, tuple[str, ...]] = {
    "tensorflow": (),
    "tensorflow.keras": (),
    "tensorflow.keras.callbacks": ("Callback",),
    "tensorflow.keras.utils": ("Sequence",),
    "rasa.graph_components.validators.default_recipe_validator": ("DefaultV1RecipeValidator",),
}


def leave_out_unused(model: Path) -> None:
    """Make the imports of what `model` does not need cost nothing; called before they happen.

    Args:
        model: the Rasa model that this process will serve.
    """
    if any(
        name.startswith(NEURAL) or not name.startswith(("bot.", "rasa.")) for name in uses(model)
    ):
        return
    for library in UNUSED:
        sys.modules[library] = None  # type: ignore[assignment]  # `import` then fails at once
    _put_stand_ins()


def uses(model: Path) -> tuple[str, ...]:
    """Return the classes of a Rasa model's components."""
    with tarfile.open(model) as archive:
        metadata = archive.extractfile("metadata.json")
        schema = json.load(metadata)["predict_schema"] if metadata else {"nodes": {}}
    return tuple(node["uses"] for node in schema["nodes"].values())


def _put_stand_ins() -> None:
    for name, classes in STAND_INS.items():
        module = ModuleType(name)
        vars(module).update({made: type(made, (), {}) for made in classes})
        sys.modules[name] = module
        parent, _, child = name.rpartition(".")
        if parent in STAND_INS:
            vars(sys.modules[parent])[child] = module
