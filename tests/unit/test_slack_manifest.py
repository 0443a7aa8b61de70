"""The app manifest fits what the connector listens to."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

DOCS = Path(__file__).parents[2] / "docs"
MANIFEST: dict[str, Any] = yaml.safe_load((DOCS / "slack-manifest.yml").read_text("utf-8"))

# What each event needs, from https://api.slack.com/events
NEEDS = {
    "app_home_opened": None,
    "app_mention": "app_mentions:read",
    "assistant_thread_started": "assistant:write",
    "message.channels": "channels:history",
    "message.groups": "groups:history",
    "message.im": "im:history",
    "message.mpim": "mpim:history",
}


def test_each_event_has_its_scope() -> None:
    events = MANIFEST["settings"]["event_subscriptions"]["bot_events"]
    scopes = set(MANIFEST["oauth_config"]["scopes"]["bot"])
    assert set(events) == set(NEEDS)
    assert {NEEDS[event] for event in events} - {None} <= scopes
    assert {"chat:write", "commands", "im:write"} <= scopes


def test_the_command_and_the_limits() -> None:
    (command,) = MANIFEST["features"]["slash_commands"]
    assert command["command"] == "/mentor"
    assert len(MANIFEST["display_information"]["name"]) <= 35
    assert len(MANIFEST["display_information"]["description"]) <= 140
    assert MANIFEST["settings"]["socket_mode_enabled"]
    assert MANIFEST["settings"]["interactivity"]["is_enabled"]


@pytest.mark.parametrize("name", ["SLACK_HELP_CHANNEL", "SLACK_MAINTAINERS", "SLACK_API_URL"])
def test_each_setting_is_explained(name: str) -> None:
    assert name in (DOCS / "slack.md").read_text("utf-8")
