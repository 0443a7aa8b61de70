"""What the environment says about Slack, and one sentence where it does not fit."""

from __future__ import annotations

import pytest

from connectors.slack.settings import SlackError, SlackSettings

WHOLE = {"SLACK_BOT_TOKEN": "xoxb-1", "SLACK_APP_TOKEN": "xapp-1"}


def test_slack_itself_is_the_default() -> None:
    settings = SlackSettings.read(WHOLE.get)
    assert settings.api_url == "https://slack.com/api/"
    assert (settings.help_channel, settings.maintainers) == ("", frozenset())


def test_all_can_be_set() -> None:
    more = {
        **WHOLE,
        "SLACK_API_URL": "http://127.0.0.1:9/api",
        "SLACK_HELP_CHANNEL": "C9",
        "SLACK_MAINTAINERS": "U1, U2",
    }
    settings = SlackSettings.read(more.get)
    assert settings.api_url == "http://127.0.0.1:9/api/"
    assert settings.help_channel == "C9"
    assert settings.maintainers == frozenset({"U1", "U2"})


@pytest.mark.parametrize(
    ("environment", "says"),
    [
        ({}, "SLACK_BOT_TOKEN is not set"),
        ({"SLACK_APP_TOKEN": "xapp-1"}, "SLACK_BOT_TOKEN is not set"),
        ({"SLACK_BOT_TOKEN": "xoxb-1"}, "stands alone"),
        ({"SLACK_BOT_TOKEN": "xapp-1"}, "must begin with xoxb-"),
        ({**WHOLE, "SLACK_APP_TOKEN": "xoxb-1"}, "must begin with xapp-"),
    ],
    ids=range(5),
)
def test_what_does_not_fit_is_said_in_one_sentence(environment: dict[str, str], says: str) -> None:
    with pytest.raises(SlackError, match=says) as problem:
        SlackSettings.read(environment.get)
    assert "xoxb-1" not in str(problem.value)


def test_channels_may_be_opened() -> None:
    more = {**WHOLE, "SLACK_OPEN_CHANNELS": "C1 C2", "SLACK_UNASKED_CONFIDENCE": "0.97"}
    settings = SlackSettings.read(more.get)
    assert settings.open_channels == frozenset({"C1", "C2"})
    assert settings.unasked_confidence == 0.97


@pytest.mark.parametrize(
    ("name", "value", "says"),
    [
        ("SLACK_MAINTAINERS", "U1, ann", "holds 'ann', which is no id"),
        ("SLACK_OPEN_CHANNELS", "#general", "begins with C or G"),
        ("SLACK_HELP_CHANNEL", "C1,C2", "holds 2 ids; it takes 1"),
        ("SLACK_UNASKED_CONFIDENCE", "high", "must lie between 0 and 1"),
        ("SLACK_UNASKED_CONFIDENCE", "1.5", "must lie between 0 and 1"),
    ],
)
def test_a_setting_that_cannot_be_is_said(name: str, value: str, says: str) -> None:
    with pytest.raises(SlackError, match=says):
        SlackSettings.read({**WHOLE, name: value}.get)
