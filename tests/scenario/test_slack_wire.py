"""The wire to Slack: connections that end, are replaced or cannot be made; forged requests."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import httpx
import pytest

from connectors.slack import socket as module
from knowledge.notebook import Notebook
from tests.fuzz.__main__ import fuzz_slack
from tests.scenario.echo import Mentor, answered, mentor
from tests.slack_mock import BOT, TEAM, MockSlack


def test_a_lost_connection_is_made_again(slack: MockSlack, connected: Mentor) -> None:
    slack.disconnect()
    ts = slack.say(f"<@{BOT}> hi")
    assert answered(slack, ts) == ["heard hi"]


def test_a_connection_is_replaced_when_slack_asks_for_it(
    slack: MockSlack, connected: Mentor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "FIRST_PAUSE_SECONDS", 0.05)
    for n in range(3):
        slack.refresh()
        ts = slack.say(f"<@{BOT}> hi {n}")
        assert answered(slack, ts) == [f"heard hi {n}"]
    assert slack.n_opened == 4
    assert slack.wait(lambda: slack.n_sockets == 1)


def test_while_slack_is_away_it_is_tried_less_and_less_often(
    slack: MockSlack, connected: Mentor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "FIRST_PAUSE_SECONDS", 0.05)
    slack.is_down = True
    slack.open_attempts.clear()
    slack.disconnect()
    assert slack.wait(lambda: len(slack.open_attempts) >= 6)
    pauses = [b - a for a, b in zip(slack.open_attempts, slack.open_attempts[1:], strict=False)]
    assert pauses[4] > 4 * pauses[0]
    slack.is_down = False
    ts = slack.say(f"<@{BOT}> hi")
    assert answered(slack, ts) == ["heard hi"]


def test_an_answer_that_slack_does_not_take_now_is_posted_later(
    slack: MockSlack, connected: Mentor
) -> None:
    ts = slack.say(f"<@{BOT}> hi")
    answered(slack, ts)
    slack.is_down = True
    slack.say("and now?", thread_ts=ts)
    assert slack.wait(lambda: len(connected.agent.heard) == 2)
    slack.is_down = False
    assert answered(slack, ts, 2) == ["heard hi", "heard and now?"]


@pytest.fixture
def over_http(
    slack: MockSlack, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> Iterator[Mentor]:
    """A mentor in HTTP mode."""
    slack.target = "http://to.be.known"
    with mentor(monkeypatch, tmp_path, **slack.environment) as running:
        slack.target = f"{running.address}/slack/events"
        yield running


def test_http_mode_takes_all_that_socket_mode_takes(slack: MockSlack, over_http: Mentor) -> None:
    ts = slack.say(f"<@{BOT}> hi")
    assert answered(slack, ts) == ["heard hi"]
    assert slack.command("what is REST?")
    assert slack.wait(lambda: slack.whispers)
    assert slack.press(slack.answers(ts)[0], "mentor_helpful")
    assert [rating.helpful for rating in Notebook.from_environment().ratings()] == [True]
    assert slack.use_shortcut("mentor_save", ts)
    assert slack.wait(lambda: slack.windows)


def test_http_mode_answers_slacks_verification(slack: MockSlack, over_http: Mentor) -> None:
    slack.say(f"<@{BOT}> hi")  # connected
    body = json.dumps({"type": "url_verification", "challenge": "abc"})
    headers = {**slack.sign(body), "Content-Type": "application/json"}
    answer = httpx.post(slack.target, content=body, headers=headers)
    assert (answer.status_code, answer.json()) == (200, {"challenge": "abc"})


FORGED: dict[str, dict[str, Any] | None] = {
    "with another secret": {"secret": "b" * 32},
    "replayed after ten minutes": {"seconds": -600},  # counted from when the test runs
    "from the future": {"seconds": 600},
    "very old": {"at": 0.0},
    "unsigned": None,
}


@pytest.mark.parametrize("kind", ["event", "command", "press"])
@pytest.mark.parametrize("how", FORGED)
def test_a_request_that_is_not_slacks_is_refused(
    shared_http: tuple[MockSlack, Mentor], kind: str, how: str
) -> None:
    workspace, running = shared_http
    body, content_type = forged(workspace, kind)
    signature = FORGED[how]
    if signature and "seconds" in signature:
        signature = {"at": time.time() + signature["seconds"]}
    signed = {} if signature is None else workspace.sign(body, **signature)
    n_heard = len(running.agent.heard)
    headers = {**signed, "Content-Type": content_type}
    assert httpx.post(workspace.target, content=body, headers=headers).status_code == 401
    changed = {**workspace.sign(body), "Content-Type": content_type}
    other = body.replace("forged", "changed")
    assert httpx.post(workspace.target, content=other, headers=changed).status_code == 401
    ts = workspace.say(f"<@{BOT}> genuine")  # all before it has been dealt with
    answered(workspace, ts)
    assert [text for _, text in running.agent.heard[n_heard:]] == ["genuine"]


UNREADABLE: dict[str, tuple[bytes, dict[str, str]]] = {
    "no JSON": (b"{", {}),
    "deep JSON": (b"[" * 100_000, {}),
    "no UTF-8": (b"\xff\xfe", {}),
    "another shape": (b'{"authorizations": [[1]], "team": 5, "event": 7}', {}),
    "a list": (b"[1]", {}),
    "a press of nothing": (b'{"type": "block_actions", "actions": []}', {}),
    "a time in words": (b"{}", {"X-Slack-Request-Timestamp": "now"}),
    "a time beyond all": (b"{}", {"X-Slack-Request-Timestamp": "9" * 400}),
    "a signature in other letters": (b"{}", {"X-Slack-Signature": "v0=\u00e9"}),
}


@pytest.mark.parametrize("kind", UNREADABLE)
def test_what_cannot_be_read_is_refused_in_one_sentence(
    shared_http: tuple[MockSlack, Mentor], kind: str
) -> None:
    workspace, _ = shared_http
    body, wrong = UNREADABLE[kind]
    signed = workspace.sign(body.decode("utf-8", "replace"))
    headers = {**signed, **wrong, "Content-Type": "application/json"}
    encoded = {name.encode(): value.encode() for name, value in headers.items()}
    answer = httpx.post(workspace.target, content=body, headers=encoded)
    assert answer.status_code in (400, 401), answer.text


def test_what_has_another_shape_is_refused_and_logged(
    shared_http: tuple[MockSlack, Mentor], caplog: pytest.LogCaptureFixture
) -> None:
    workspace, _ = shared_http
    action = {"type": "button", "action_id": "mentor_suggest_0", "value": "hi"}
    misshapen = {"type": "block_actions", "user": {"id": "U1"}, "container": 7, "actions": [action]}
    body = urlencode({"payload": json.dumps(misshapen)})
    headers = {**workspace.sign(body), "Content-Type": "application/x-www-form-urlencoded"}
    answer = httpx.post(workspace.target, content=body, headers=headers)
    assert answer.status_code == 400
    assert any("another shape than Slack's" in record.message for record in caplog.records)


def test_no_request_of_slack_crashes_the_server(shared_http: tuple[MockSlack, Mentor]) -> None:
    workspace, _ = shared_http
    target = workspace.target
    judged = fuzz_slack(int(target.rpartition(":")[2].partition("/")[0]), workspace, 400, seed=7)
    assert judged.bad == []
    assert workspace.target == target
    assert judged.statuses[200] > 100
    assert judged.statuses[401] > 50


def forged(slack: MockSlack, kind: str) -> tuple[str, str]:
    """Return a request's body and its content type."""
    form = "application/x-www-form-urlencoded"
    if kind == "event":
        event = {"type": "app_mention", "text": f"<@{BOT}> forged", "channel": "C1"}
        event |= {"user": "U1", "ts": slack.next_ts()}
        return json.dumps(slack.envelope(event)), "application/json"
    about = {"trigger_id": "1.2", "response_url": f"{slack.address}/response/x"}
    if kind == "command":
        places = {"team_id": TEAM, "channel_id": "C1", "user_id": "U1"}
        return urlencode({"command": "/mentor", "text": "forged", **places, **about}), form
    action = {"type": "button", "action_id": "mentor_suggest_0", "value": "forged"}
    press = {
        "type": "block_actions",
        "team": {"id": TEAM},
        "user": {"id": "U1"},
        "channel": {"id": "C1"},
        "container": {"channel_id": "C1", "is_ephemeral": True},
        "actions": [{**action, "action_ts": slack.next_ts(), "block_id": "b"}],
        **about,
    }
    return urlencode({"payload": json.dumps(press)}), form


@pytest.fixture(scope="module")
def shared_http(
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[tuple[MockSlack, Mentor]]:
    """A workspace and a mentor in HTTP mode, for all forged requests."""
    made = MockSlack(target="http://to.be.known")
    home = tmp_path_factory.mktemp("home")
    with pytest.MonkeyPatch.context() as patch, mentor(patch, home, **made.environment) as running:
        made.target = f"{running.address}/slack/events"
        answered(made, made.say(f"<@{BOT}> hi"))  # connected
        yield made, running
    made.stop()
