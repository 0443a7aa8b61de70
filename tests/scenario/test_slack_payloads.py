"""Each kind of payload, in the form that Slack documents, leads to the calls written down for it.

tests/golden/slack/payloads has what Slack sends, tests/golden/slack/calls what must follow:
`MENTOR_WRITE_GOLDEN=1` writes the latter anew.
"""

from __future__ import annotations

import asyncio
import itertools
import json
import os
import re
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from slack_bolt.request.async_request import AsyncBoltRequest
from slack_sdk.web.async_client import AsyncWebClient

from connectors.slack.app import create_bolt
from connectors.slack.background import Background
from connectors.slack.intake import Intake
from connectors.slack.opening import open_office
from connectors.slack.settings import SlackSettings
from knowledge.notebook import Notebook
from tests.echo import echo_reply
from tests.fake_maintenance import FakeMaintenance
from tests.slack_mock import MockSlack

GOLDEN = Path(__file__).parents[1] / "golden" / "slack"
KINDS = sorted(path.stem for path in (GOLDEN / "payloads").glob("*.json"))
BOT = "U0LAN0Z89"
BEFORE = {  # what the payload follows upon
    "message_channels_mention": "app_mention",
    "message_channels_thread_reply": "app_mention",
    "message_changed": "app_mention",
    "message_changed_unfurl": "app_mention",
    "message_deleted": "app_mention",
    "message_tombstone": "app_mention",
    "block_actions_share": "command_question",
}
SAID = (
    "channels_mention",
    "channels_open",
    "file_share",
    "groups_mention",
    "mpim_mention",
)
SETTINGS = {
    "SLACK_BOT_TOKEN": "xoxb-mock-token",
    "SLACK_APP_TOKEN": "xapp-mock-token",
    "SLACK_MAINTAINERS": "U061F7AUR",
    "SLACK_HELP_CHANNEL": "C0HELP",
    "SLACK_OPEN_CHANNELS": "C0OPEN",
}


@pytest.fixture(scope="module")
def shared() -> Iterator[MockSlack]:
    made = MockSlack()
    yield made
    made.stop()


@pytest.fixture
def slack(shared: MockSlack) -> MockSlack:
    """The workspace as it was in 2012, with the answer whose buttons the payloads press."""
    for kept in (shared.calls, shared.whispers, shared.refused, shared.messages):
        kept.clear()
    shared.windows.clear()
    shared._began, shared._tick = 1355517600, itertools.count(1)
    answer = payload("block_actions_helpful")["message"]
    shared.messages += [
        *(payload(f"message_{kind}")["event"] for kind in SAID),
        {**payload("message_im")["event"], "ts": "1355517560.000100"},
        {**payload("message_channels_thread_reply")["event"], "text": "With care."},
        {**answer, "channel": "C024BE91L"},
    ]
    shared.windows["VNHU13V36"] = {}
    return shared


def payload(kind: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((GOLDEN / "payloads" / f"{kind}.json").read_text("utf-8"))
    return found


@pytest.mark.parametrize("kind", KINDS)
def test_a_payload_leads_to_its_calls(
    kind: str, slack: MockSlack, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("MENTOR_HOME", str(tmp_path))
    monkeypatch.delenv("DATABASE_URL", raising=False)
    outcome = asyncio.run(play(slack, kind))
    path = GOLDEN / "calls" / f"{kind}.json"
    if os.environ.get("MENTOR_WRITE_GOLDEN"):
        path.write_text(json.dumps(outcome, indent=2, ensure_ascii=False) + "\n", "utf-8")
    assert outcome == json.loads(path.read_text("utf-8"))
    assert slack.refused == []


async def play(slack: MockSlack, kind: str) -> dict[str, Any]:
    """Send a payload and return what followed, until nothing more does."""
    later = Background()
    client = AsyncWebClient("xoxb-mock-token", base_url=f"{slack.address}/api/", retry_handlers=[])
    notebook = Notebook.from_environment()
    maintenance = FakeMaintenance(notebook)
    office = open_office(
        SlackSettings.read(SETTINGS.get),
        client,
        bot_user=BOT,
        ask=echo,
        maintenance=lambda: maintenance,
        later=later,
        intake=Intake(),
    )
    bolt = create_bolt(office, client)
    answer: Any = None
    for one in filter(None, (BEFORE.get(kind), kind)):
        slack.calls.clear()
        slack.whispers.clear()
        body = allowed(slack, payload(one))
        answer = await bolt.async_dispatch(AsyncBoltRequest(mode="socket_mode", body=body))
        assert answer.status == 200
        await later.idle()
        await office.desk.idle()
        await later.idle()
    return {
        "acknowledged": json.loads(answer.body) if answer.body else None,
        "calls": [[name, unnamed(arguments)] for name, arguments in slack.calls],
        "shown to one person": list(slack.whispers),
        "notebook": {
            "feedback": [[r.question_id, r.helpful, r.reason] for r in notebook.ratings()],
            "proposed": [[p.question, p.answer, p.origin] for p in notebook.proposals()],
            "taught": [pair["question"] for pair in maintenance.taught],
        },
    }


async def echo(text: str, conversation: str, metadata: dict[str, Any]) -> list[dict[str, Any]]:
    return [echo_reply(text)]


def allowed(slack: MockSlack, body: dict[str, Any]) -> dict[str, Any]:
    """Return a payload whose trigger and response address our Slack knows."""
    if "trigger_id" in body:
        slack._triggers[body["trigger_id"]] = time.monotonic()
    if "response_url" in body:
        body["response_url"] = slack.response_url("C024BE91L", "U061F7AUR")
    return body


def unnamed(arguments: Any) -> Any:
    """Return arguments without the names that Slack gives to windows by chance."""
    return json.loads(re.sub(r'"V[0-9A-F]{10}"', '"V"', json.dumps(arguments)))
