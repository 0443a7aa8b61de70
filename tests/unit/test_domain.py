"""The dialogue's files agree with each other and with the actions."""

from __future__ import annotations

import ast
import inspect
import re
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
import yaml
from rasa_sdk.executor import ActionExecutor

ROOT = Path(__file__).resolve().parents[2]
DATA = ROOT / "bot" / "data"
RASAS_OWN = {"action_deactivate_loop", "action_listen"}
MIN_EXAMPLES = 25
SMALL_TALK = "utter_small_talk"


def load(path: Path) -> dict[str, Any]:
    return dict(yaml.safe_load(path.read_text("utf-8")))


# Read, not imported: Rasa takes seconds.
SPOKEN: dict[str, str] = ast.literal_eval(
    (ROOT / "bot" / "spoken.py").read_text("utf-8").split("\nSPOKEN = ")[1].split("\n}")[0] + "}"
)
DOMAIN = load(ROOT / "domain.yml")
RULES = load(DATA / "rules.yml")["rules"]
STORIES = load(DATA / "test_stories.yml")["stories"]
EXAMPLES = {
    entry["intent"]: [line[2:] for line in entry["examples"].strip().splitlines()]
    for entry in load(DATA / "nlu.yml")["nlu"]
}
STEPS = [step for part in (RULES, STORIES) for rule in part for step in rule["steps"]]


@pytest.fixture(scope="module")
def actions() -> dict[str, Any]:
    """All actions by name, found as the action server finds them."""
    executor = ActionExecutor()
    executor.register_package("actions")
    return dict(executor.actions)


def test_every_action_of_the_domain_has_a_class_and_the_other_way_round(
    actions: dict[str, Any],
) -> None:
    spoken = set(SPOKEN.values())
    assert set(actions) == {*DOMAIN["actions"], *spoken}
    assert not spoken & set(DOMAIN["actions"])


def test_each_form_has_its_questions_and_its_validation(actions: dict[str, Any]) -> None:
    for form, about in DOMAIN["forms"].items():
        assert f"validate_{form}" in actions
        for slot in about["required_slots"]:
            assert slot in DOMAIN["slots"]
            assert f"action_ask_{slot}" in actions


def test_every_response_that_is_used_is_defined_and_every_defined_one_is_used() -> None:
    sources = "".join(path.read_text("utf-8") for path in (ROOT / "actions").glob("*.py"))
    used = set(re.findall(r"\butter_\w+[a-z]", sources)) - {"utter_message"}
    for rule in RULES:
        if {"action": SMALL_TALK} in rule["steps"]:
            used.add(f"utter_{rule['steps'][0]['intent']}")
    assert used == set(DOMAIN["responses"]) - set(SPOKEN)


def moves(steps: list[dict[str, Any]], loop: str | None) -> list[tuple[str | None, str, str]]:
    """Return what the person and the bot do, each with the form that is active at that moment."""
    found = []
    for step in steps:
        loop = step.get("active_loop", loop)
        found += [(loop, key, step[key]) for key in ("intent", "action") if key in step]
    return found


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule["rule"])
def test_every_rule_has_a_story_that_tests_it(rule: dict[str, Any]) -> None:
    conditions = {
        "active_loop": None,
        **{k: v for c in rule.get("condition", ()) for k, v in c.items()},
    }
    wanted = moves(rule["steps"], conditions["active_loop"])
    told = [moves(story["steps"], None) for story in STORIES]
    assert any(wanted == story[at : at + len(wanted)] for story in told for at in range(len(story)))


def test_every_response_has_several_wordings() -> None:
    assert all(
        len({one["text"] for one in said}) > 1
        for name, said in DOMAIN["responses"].items()
        if name not in SPOKEN
    )


def test_every_intent_has_really_different_examples() -> None:
    assert set(EXAMPLES) == set(DOMAIN["intents"])
    assert {name: len(said) for name, said in EXAMPLES.items() if len(said) < MIN_EXAMPLES} == {}
    normal = Counter(
        re.sub(r"\W+", " ", text.lower()).strip() or text
        for said in EXAMPLES.values()
        for text in said
    )
    repeated = {text for text, n_times in normal.items() if n_times > 1}
    assert repeated <= {"help"}  # "help" and "help!"


def test_every_intent_has_a_rule_outside_forms_too() -> None:
    begun = {rule["steps"][0].get("intent") for rule in RULES if "condition" not in rule}
    assert begun == set(DOMAIN["intents"])


def test_rules_and_stories_name_only_what_the_domain_has() -> None:
    known = {*DOMAIN["actions"], *DOMAIN["forms"], *SPOKEN, *RASAS_OWN}
    assert {step["action"] for step in STEPS if "action" in step} <= known
    assert {step["intent"] for step in STEPS if "intent" in step} <= set(DOMAIN["intents"])


def test_no_rule_depends_on_a_persons_words() -> None:
    assert all(slot["influence_conversation"] is False for slot in DOMAIN["slots"].values())
    assert all(
        about["influence_conversation"] is False
        for entity in DOMAIN["entities"]
        for about in entity.values()
    )


def test_bases_of_actions_are_abstract() -> None:
    from actions.base import MentorAction
    from actions.small_talk import TalkingAction

    assert inspect.isabstract(MentorAction)
    assert inspect.isabstract(TalkingAction)


def test_the_configuration_names_its_assistant_and_its_importer() -> None:
    config = load(ROOT / "config.yml")
    assert config["assistant_id"] == "backend-mentor"  # without it Rasa writes into the file
    assert config["importers"][0]["data"] == "bot/data"
    gate = next(one for one in config["pipeline"] if one["name"].endswith("KnowledgeGate"))
    assert gate["max_wrong_rate"] == 0.1


def test_a_credentials_file_needs_no_variable() -> None:
    assert "${" not in (ROOT / "credentials.yml").read_text("utf-8")
