"""A Slack of our own: checks what Slack checks, keeps what is posted, plays its people.

    slack_mock.py        what people do, and what tests look at
      slack_wire.py      Socket Mode over a real WebSocket, HTTP mode with signatures, the Web API
        slack_workspace.py   what stands there; tokens, scopes, arguments, triggers, rate limits
          slack_blocks.py    Block Kit's limits

What is not acknowledged within three seconds is sent again, as Slack does.
"""

from __future__ import annotations

import time
import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from tests.slack_blocks import view_problems
from tests.slack_wire import ACK_SECONDS, Wire
from tests.slack_workspace import BOT, BOT_ID, MANIFEST, TEAM

__all__ = ["ACK_SECONDS", "BOT", "BOT_ID", "TEAM", "MockSlack"]

SUBSCRIBED = set(MANIFEST["settings"]["event_subscriptions"]["bot_events"])
COMMANDS = {command["command"] for command in MANIFEST["features"]["slash_commands"]}
SHORTCUTS = {shortcut["callback_id"] for shortcut in MANIFEST["features"]["shortcuts"]}
KINDS = {"C": "channel", "G": "group", "D": "im"}
EVENTS = {"channel": "message.channels", "group": "message.groups", "im": "message.im"}


@dataclass
class MockSlack(Wire):
    """One workspace with its people."""

    # What people do. Each returns when the mentor has acknowledged it.

    def say(self, text: str, *, channel: str = "C1", user: str = "U1", **more: Any) -> str:
        """Post a person's message, deliver its events, and return its ts."""
        event = self.new_message(text, channel=channel, user=user, **more)
        self.deliver(event)
        return str(event["ts"])

    def new_message(self, text: str, *, channel: str, user: str, **more: Any) -> dict[str, Any]:
        """Keep a person's message and return its event."""
        event = {
            "type": "message",
            "channel": channel,
            "user": user,
            "text": text,
            "ts": self.next_ts(),
            "channel_type": KINDS[channel[0]],
            "client_msg_id": str(uuid.uuid4()),
            "team": TEAM,
            **more,
        }
        event["event_ts"] = event["ts"]
        self.keep(event)
        return event

    def deliver(self, event: dict[str, Any], *, event_id: str = "", n_times: int = 1) -> bool:
        """Send an event, of a mention both that Slack sends; tell whether it was acknowledged.

        What the app's manifest does not subscribe to is not sent.
        """
        done = True
        for kind in ("app_mention", event["type"]):
            if kind == "app_mention" and not _is_mention(event):
                continue
            sent = {**event, "type": kind}
            if _name(sent) not in SUBSCRIBED:
                continue
            body = self.envelope(sent, event_id=f"{event_id}{kind}" if event_id else "")
            for _ in range(n_times):
                done &= self.send("events_api", body)
        return done

    def edit(self, ts: str, text: str) -> None:
        """Edit a person's message."""
        message = self.find(ts)
        before = dict(message)
        message["text"] = text
        message["edited"] = {"user": message["user"], "ts": self.next_ts()}
        change = {"message": dict(message), "previous_message": before}
        self._change("message_changed", message["channel"], **change)

    def delete(self, ts: str) -> None:
        """Delete a person's message."""
        message = self.find(ts)
        message["deleted"] = True
        self._change(
            "message_deleted", message["channel"], deleted_ts=ts, previous_message=dict(message)
        )

    def command(self, text: str, *, channel: str = "C1", user: str = "U1") -> bool:
        """Use `/mentor`."""
        assert "/mentor" in COMMANDS
        body = {
            "command": "/mentor",
            "text": text,
            "team_id": TEAM,
            "team_domain": "acme",
            "channel_id": channel,
            "user_id": user,
            "api_app_id": "A1",
            "trigger_id": self.new_trigger(),
            "response_url": self.response_url(channel, user),
        }
        return self.send("slash_commands", body)

    def open_pane(self, *, channel: str = "D1", user: str = "U1") -> str:
        """Open the assistant pane, which is a thread of its own; return the thread's ts."""
        root = {"type": "message", "channel": channel, "ts": self.next_ts(), "user": BOT}
        self.keep({**root, "subtype": "assistant_app_thread", "text": "New Assistant Thread"})
        thread = {"user_id": user, "channel_id": channel, "thread_ts": root["ts"], "context": {}}
        self.deliver({"type": "assistant_thread_started", "assistant_thread": thread})
        return str(root["ts"])

    def press(self, message: dict[str, Any], action_id: str, *, user: str = "U1") -> bool:
        """Press a button of a message."""
        channel = message.get("channel", "C1")
        is_ephemeral = "ts" not in message
        container = {
            "type": "message",
            "channel_id": channel,
            "message_ts": message.get("ts") or self.next_ts(),
            "is_ephemeral": is_ephemeral,
        }
        body = {
            **self._pressed(message, action_id, user),
            "channel": {"id": channel},
            "container": container,
            "response_url": self.response_url(channel, user),
            **({} if is_ephemeral else {"message": message}),
        }
        return self.send("interactive", body)

    def press_in_window(self, action_id: str, *, user: str = "U1", **written: str) -> bool:
        """Press a button of the open window, or Enter in a field of it."""
        view = self._with_state(self.window, written)
        body = {**self._pressed(view, action_id, user), "view": view}
        return self.send("interactive", {**body, "container": {"type": "view"}})

    def press_at_home(self, action_id: str, *, user: str = "U1") -> bool:
        """Press a button of the Home tab."""
        view = {**self.homes[user], "id": "VHOME"}
        body = {**self._pressed(view, action_id, user), "view": view}
        return self.send("interactive", {**body, "container": {"type": "view"}})

    def submit(self, *, user: str = "U1", **written: str) -> dict[str, Any]:
        """Send the open window with what is written into its fields; return the app's answer.

        Slack shows the app's errors, shows another window, or closes this one.
        """
        view = self._with_state(self.window, written)
        body = {
            "type": "view_submission",
            "team": {"id": TEAM, "domain": "acme"},
            "user": {"id": user, "team_id": TEAM},
            "api_app_id": "A1",
            "trigger_id": self.new_trigger(),
            "view": view,
        }
        assert self.send("interactive", body)
        answer = self.last_answer
        if answer.get("response_action") == "update":
            if found := view_problems(answer["view"]):
                self.refused.append(f"response_action: {found}")
            self.show(view["id"], answer["view"])
        elif answer.get("response_action") != "errors":
            self.windows.pop(view["id"])
        if self.on_answer is not None:
            self.on_answer()
        return answer

    def use_shortcut(self, callback_id: str, ts: str, *, user: str = "U1") -> bool:
        """Use a shortcut on a message."""
        assert callback_id in SHORTCUTS, f"{callback_id} does not stand in the manifest"
        message = self.find(ts)
        body = {
            "type": "message_action",
            "callback_id": callback_id,
            "team": {"id": TEAM, "domain": "acme"},
            "user": {"id": user, "team_id": TEAM},
            "channel": {"id": message["channel"]},
            "message": dict(message),
            "message_ts": ts,
            "action_ts": self.next_ts(),
            "trigger_id": self.new_trigger(),
            "response_url": self.response_url(message["channel"], user),
        }
        return self.send("interactive", body)

    def envelope(self, event: dict[str, Any], *, event_id: str = "") -> dict[str, Any]:
        """Return an event as the Events API wraps it."""
        return {
            "type": "event_callback",
            "team_id": TEAM,
            "api_app_id": "A1",
            "event_id": event_id or f"Ev{uuid.uuid4().hex[:10]}",
            "event_time": int(time.time()),
            "authorizations": [{"team_id": TEAM, "user_id": BOT, "is_bot": True}],
            "event": event,
        }

    # What the tests look at.

    @property
    def window(self) -> dict[str, Any]:
        """The window that was opened last."""
        return list(self.windows.values())[-1]

    def answers(self, thread_ts: str = "", *, channel: str = "") -> list[dict[str, Any]]:
        """Return what the mentor has posted and not withdrawn."""
        return [
            message
            for message in list(self.messages)
            if message.get("bot_id") == BOT_ID
            and not message.get("deleted")
            and (not thread_ts or message.get("thread_ts") == thread_ts != message["ts"])
            and (not channel or message["channel"] == channel)
        ]

    def called(self, method: str) -> list[dict[str, Any]]:
        """Return the arguments of each call of a method."""
        return [arguments for name, arguments in list(self.calls) if name == method]

    def wait(self, condition: Callable[[], Any], *, seconds: float = 10.0) -> bool:
        """Wait until `condition()` holds; tell whether it did in time."""
        deadline = time.monotonic() + seconds
        while not condition():
            if time.monotonic() > deadline:
                return False
            time.sleep(0.01)
        return True

    def _pressed(self, holder: Mapping[str, Any], action_id: str, user: str) -> dict[str, Any]:
        element = next(e for e in elements(holder) if e.get("action_id") == action_id)
        return {
            "type": "block_actions",
            "team": {"id": TEAM, "domain": "acme"},
            "user": {"id": user, "team_id": TEAM},
            "api_app_id": "A1",
            "trigger_id": self.new_trigger(),
            "actions": [{**element, "block_id": "b", "action_ts": self.next_ts()}],
        }

    def _with_state(self, view: dict[str, Any], written: Mapping[str, str]) -> dict[str, Any]:
        """Return a window as Slack sends it, each field with what stands in it."""
        found = {}
        for block in view["blocks"]:
            if block["type"] == "input":
                element = block["element"]
                name = element["action_id"]
                value = written.get(name, element.get("initial_value"))
                found[block["block_id"]] = {name: {"type": element["type"], "value": value}}
        unknown = set(written) - {name for values in found.values() for name in values}
        assert not unknown, f"the window has no field {unknown}"
        return {**view, "state": {"values": found}}

    def _change(self, subtype: str, channel: str, **change: Any) -> None:
        event = {
            "type": "message",
            "subtype": subtype,
            "hidden": True,
            "channel": channel,
            "channel_type": KINDS[channel[0]],
            "ts": (at := self.next_ts()),
            "event_ts": at,
            **change,
        }
        self.deliver(event)


def elements(holder: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Return what can be pressed in a message or a window."""
    found: list[dict[str, Any]] = []
    for block in holder.get("blocks") or ():
        found += block.get("elements") or [] if block["type"] == "actions" else []
        found += [block[place] for place in ("accessory", "element") if place in block]
    return found


def _is_mention(event: Mapping[str, Any]) -> bool:
    return (
        event["type"] == "message"
        and "subtype" not in event
        and f"<@{BOT}>" in event.get("text", "")
        and event.get("channel_type") != "im"
    )


def _name(event: Mapping[str, Any]) -> str:
    """Return the name by which a manifest subscribes to an event."""
    kind = str(event["type"])
    return EVENTS[event["channel_type"]] if kind == "message" else kind
