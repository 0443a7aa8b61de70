"""What a maintainer sets in config.yml."""

from __future__ import annotations

import pytest

from knowledge.errors import SettingError
from knowledge.home import REPOSITORY, Home
from knowledge.settings import Settings


def read(home: Home, config: str) -> Settings:
    (home.root / "config.yml").write_text(config, "utf-8")
    return Settings.read(home)


def gate(setting: str) -> str:
    return f"pipeline:\n- name: bot.components.gate.KnowledgeGate\n  {setting}\n"


@pytest.mark.parametrize("config", ["", "language: en", "pipeline:", "pipeline:\n- name: Other"])
def test_what_is_not_set_has_its_default(home: Home, config: str) -> None:
    assert read(home, config) == Settings()


def test_a_home_without_a_configuration_has_the_defaults(home: Home) -> None:
    assert Settings.read(home) == Settings()


def test_what_ships_says_the_defaults() -> None:
    assert Settings.read(Home(REPOSITORY)) == Settings()


def test_what_is_set_is_read(home: Home) -> None:
    config = gate("max_wrong_rate: 0.01\n  out_of_scope_share: 0.5")
    config += "- name: SentenceEncoder\n  model: ./my-model\n"
    config += "- name: KnowledgeRetriever\n  vectors: postgresql\n"
    assert read(home, config) == Settings("./my-model", 0.01, 0.5, "postgresql")


@pytest.mark.parametrize("value", ["", "faiss", "[file]"])
def test_vectors_are_where_they_can_be(home: Home, value: str) -> None:
    with pytest.raises(SettingError, match="vectors must be file or postgresql"):
        read(home, f"pipeline:\n- name: KnowledgeRetriever\n  vectors: {value}\n")


@pytest.mark.parametrize("name", ["max_wrong_rate", "out_of_scope_share"])
@pytest.mark.parametrize("value", ["0", "1", "-0.1", "5", ".nan", "much", "true", "", "[0.1]"])
def test_a_share_is_a_number_between(home: Home, name: str, value: str) -> None:
    with pytest.raises(SettingError, match=rf"{name} must be a number above 0 and below 1\. Got"):
        read(home, gate(f"{name}: {value}"))


@pytest.mark.parametrize("config", ["pipeline: [", "- a list", "pipeline: 3", "pipeline: [a]"])
def test_a_file_that_is_no_configuration_is_said_so(home: Home, config: str) -> None:
    with pytest.raises(SettingError, match=r"config\.yml cannot be read as Rasa's configuration"):
        read(home, config)


@pytest.mark.parametrize("value", ["", "5", "[a]"])
def test_a_model_is_a_name(home: Home, value: str) -> None:
    with pytest.raises(SettingError, match="model"):
        read(home, f"pipeline:\n- name: SentenceEncoder\n  model: {value}\n")
