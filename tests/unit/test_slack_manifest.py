"""The app manifest has all that the connector listens to and calls, and no more."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from connectors.slack.examination import SCOPES
from connectors.slack.outbox import READS
from connectors.slack.teaching import SAVE
from tests.slack_workspace import METHODS

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"
CODE = "\n".join(p.read_text("utf-8") for p in (ROOT / "connectors" / "slack").glob("*.py"))
MANIFEST: dict[str, Any] = yaml.safe_load((DOCS / "slack-manifest.yml").read_text("utf-8"))
GRANTED = set(MANIFEST["oauth_config"]["scopes"]["bot"])

# What each event needs, from https://docs.slack.dev/reference/events
NEEDS = {
    "app_home_opened": None,
    "app_mention": "app_mentions:read",
    "assistant_thread_started": "assistant:write",
    "message.channels": "channels:history",
    "message.groups": "groups:history",
    "message.im": "im:history",
    "message.mpim": "mpim:history",
}


def test_each_event_that_is_listened_to_stands_there_with_its_scope() -> None:
    events = set(MANIFEST["settings"]["event_subscriptions"]["bot_events"])
    listened = set(re.findall(r'app\.event\("(\w+)"\)', CODE))
    listened |= {"app_mention", *(name for name in NEEDS if name.startswith("message."))}
    assert 'app.event(re.compile("^(message|app_mention)$"))' in CODE
    assert events == listened == set(NEEDS)
    assert {NEEDS[event] for event in events} - {None} <= GRANTED


def test_each_method_that_is_called_has_its_scope() -> None:
    called = set(re.findall(r'"((?:chat|conversations|views|assistant|usergroups)\.[\w.]+)"', CODE))
    assert called <= set(METHODS)
    needed = {METHODS[name].scope for name in called} - {"", "history"}
    assert needed <= GRANTED
    assert {name for name in METHODS if not METHODS[name].takes_json} == set(READS)


def test_each_scope_is_needed() -> None:
    from_events = set(NEEDS.values()) - {None}
    from_methods = {method.scope for method in METHODS.values()} - {"", "history"}
    assert from_events | from_methods | {"commands"} == GRANTED
    assert set(SCOPES) == GRANTED  # what `mentor doctor` looks for


def test_the_command_and_the_shortcut_are_those_of_the_code() -> None:
    features = MANIFEST["features"]
    (command,) = features["slash_commands"]
    assert re.findall(r'app\.command\("([^"]+)"\)', CODE) == [command["command"]]
    (shortcut,) = features["shortcuts"]
    assert (shortcut["callback_id"], shortcut["type"]) == (SAVE, "message")
    assert re.findall(r"app\.shortcut\((\w+)\)", CODE) == ["SAVE"]


def test_slacks_own_limits_are_kept() -> None:
    shown = MANIFEST["display_information"]
    assert len(shown["name"]) <= 35
    assert len(shown["description"]) <= 140
    assert re.fullmatch(r"#[0-9a-f]{6}", shown["background_color"])
    features = MANIFEST["features"]
    assert len(features["bot_user"]["display_name"]) <= 80
    for command in features["slash_commands"]:
        assert re.fullmatch(r"/[a-z0-9_-]{1,31}", command["command"])
        assert 1 <= len(command["description"]) <= 2000
        assert len(command["usage_hint"]) <= 1000
    for shortcut in features["shortcuts"]:
        assert len(shortcut["name"]) <= 24
        assert len(shortcut["callback_id"]) <= 255
        assert len(shortcut["description"]) <= 150
    assert features["app_home"]["home_tab_enabled"]
    assert not features["app_home"]["messages_tab_read_only_enabled"]
    assert MANIFEST["settings"]["socket_mode_enabled"]
    assert MANIFEST["settings"]["interactivity"]["is_enabled"]


@pytest.mark.parametrize("name", sorted(set(re.findall(r'"(SLACK_[A-Z_]+)"', CODE))))
def test_each_setting_is_explained(name: str) -> None:
    assert f"`{name}`" in (DOCS / "slack.md").read_text("utf-8")
