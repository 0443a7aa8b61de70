"""What a maintainer sets: read from the home's config.yml, where Rasa reads its own settings."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import yaml

from knowledge.errors import SettingError
from knowledge.home import Home
from knowledge.search.export import DEFAULT_MODEL

VECTOR_PLACES = ("file", "postgresql")


@dataclass(frozen=True)
class Settings:
    """The settings that decide what a bundle is.

    Attributes:
        model: the encoder: an installed package, a folder or a name of the Hugging Face hub.
        max_wrong_rate: the share of given answers that may be wrong.
        out_of_scope_share: the share of questions that no answer fits, as expected of people.
        vectors: where the vectors are kept and searched, one of `VECTOR_PLACES`.
    """

    model: str = DEFAULT_MODEL
    max_wrong_rate: float = 0.1
    out_of_scope_share: float = 0.2
    vectors: str = VECTOR_PLACES[0]

    @classmethod
    def read(cls, home: Home) -> Settings:
        """Read the settings of the pipeline's components; what is not set has its default.

        Raises:
            SettingError: when config.yml cannot be read or a value is of the wrong kind.
        """
        components = _components(home)
        found = {
            "model": components.get("SentenceEncoder", {}).get("model", cls.model),
            "vectors": components.get("KnowledgeRetriever", {}).get("vectors", cls.vectors),
            **{
                name: components.get("KnowledgeGate", {}).get(name, getattr(cls, name))
                for name in ("max_wrong_rate", "out_of_scope_share")
            },
        }
        if not isinstance(found["model"], str) or not found["model"]:
            raise SettingError(
                f"model must be the name of an encoder. Got {found['model']!r}; "
                "set it in config.yml."
            )
        for name in ("max_wrong_rate", "out_of_scope_share"):
            _check_share(name, found[name])
        if found["vectors"] not in VECTOR_PLACES:
            raise SettingError(
                f"vectors must be {' or '.join(VECTOR_PLACES)}. Got {found['vectors']!r}; "
                "set it in config.yml."
            )
        return cls(**found)


def _check_share(name: str, value: object) -> None:
    if not isinstance(value, (int, float)) or not 0 < value < 1:
        raise SettingError(
            f"{name} must be a number above 0 and below 1. Got {value!r}; set it in config.yml."
        )


def _components(home: Home) -> dict[str, dict[str, Any]]:
    """Return each pipeline component's settings by its class name."""
    path = home.root / "config.yml"
    if not path.is_file():
        return {}
    try:
        config = yaml.safe_load(path.read_text("utf-8")) or {}
        return {entry["name"].rsplit(".", 1)[-1]: entry for entry in config.get("pipeline") or []}
    except (yaml.YAMLError, UnicodeDecodeError, AttributeError, KeyError, TypeError) as error:
        raise SettingError(f"{path} cannot be read as Rasa's configuration: {error}") from error
