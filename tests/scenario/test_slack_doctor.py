"""`mentor doctor` asks Slack and says for each fault in one sentence what to do."""

from __future__ import annotations

from typing import Any

import pytest

from bot import checks as module
from bot.checks import Check
from tests.slack_mock import MockSlack

NOTHING: dict[str, str] = {}


def found(slack: MockSlack, **more: str) -> dict[str, Check]:
    environment: dict[str, str] = {**slack.environment, **more}
    return {check.name: check for check in module.slack(environment.get)}


def remedies(checks: dict[str, Check]) -> dict[str, str]:
    return {name: check.remedy for name, check in checks.items() if check.remedy}


def test_without_slack_nothing_is_asked() -> None:
    assert list(module.slack(NOTHING.get)) == []


def test_what_is_well_is_said(slack: MockSlack) -> None:
    slack.groups["S1"] = ["U1", "U2"]
    more = {"SLACK_HELP_CHANNEL": "C9", "SLACK_OPEN_CHANNELS": "C7", "SLACK_MAINTAINERS": "S1"}
    checks = found(slack, **more)
    assert remedies(checks) == {}
    assert checks["SLACK_BOT_TOKEN"].found == "@mentor in Acme"
    assert checks["Slack scopes"].found == "all 10 that are needed"
    assert checks["SLACK_APP_TOKEN"].found == "a WebSocket can be opened (Socket Mode)"
    assert checks["SLACK_MAINTAINERS"].found == "S1: 2 people"
    assert "mock-token" not in str(checks)


def test_the_form_of_the_secret_is_looked_at(slack: MockSlack) -> None:
    slack.target = "http://127.0.0.1:9/slack/events"
    assert remedies(found(slack)) == {}
    wrong = remedies(found(slack, SLACK_SIGNING_SECRET="secret"))
    assert "32 digits" in wrong["SLACK_SIGNING_SECRET"]


@pytest.mark.parametrize(
    ("change", "name", "says"),
    [
        ({"SLACK_BOT_TOKEN": "xoxb-other"}, "SLACK_BOT_TOKEN", "copy it again"),
        ({"SLACK_BOT_TOKEN": "xapp-other"}, "Slack", "must begin with xoxb-"),
        ({"SLACK_APP_TOKEN": "xapp-other"}, "SLACK_APP_TOKEN", "copy it again"),
        ({"SLACK_APP_TOKEN": ""}, "Slack", "stands alone"),
        ({"SLACK_API_URL": "http://127.0.0.1:9/api"}, "SLACK_BOT_TOKEN", "cannot be reached"),
        ({"SLACK_HELP_CHANNEL": "C8"}, "SLACK_HELP_CHANNEL", "/invite @mentor"),
        ({"SLACK_MAINTAINERS": "S9"}, "SLACK_MAINTAINERS", "no_such_subteam"),
        ({"SLACK_MAINTAINERS": "ann"}, "Slack", "is no id"),
    ],
)
def test_each_fault_is_one_sentence(
    slack: MockSlack, change: dict[str, str], name: str, says: str
) -> None:
    slack.foreign.add("C8")
    wrong = remedies(found(slack, **change))
    assert set(wrong) == {name}
    assert says in wrong[name]
    slack.refused.clear()


def test_missing_scopes_are_named_with_what_they_are_for(slack: MockSlack) -> None:
    slack.scopes -= {"im:history", "usergroups:read"}
    checks = found(slack)
    assert checks["Slack scopes"].found == "missing: im:history (direct messages)"
    assert "install the app again" in checks["Slack scopes"].remedy


def test_a_slack_that_is_away_is_said_so(slack: MockSlack) -> None:
    slack.is_down = True
    assert "cannot be reached (HTTP 503)" in remedies(found(slack))["SLACK_BOT_TOKEN"]


def test_a_revoked_token_is_told(slack: MockSlack, monkeypatch: pytest.MonkeyPatch) -> None:
    def revoked(_: dict[str, Any]) -> dict[str, Any]:
        return {"ok": False, "error": "account_inactive"}

    monkeypatch.setattr(slack, "_auth_test", revoked)
    assert "install it again" in remedies(found(slack))["SLACK_BOT_TOKEN"]
