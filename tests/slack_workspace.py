"""What stands in a Slack of our own, and its Web API: each method checks what Slack's does.

https://docs.slack.dev/reference/methods
"""

from __future__ import annotations

import itertools
import json
import time
import uuid
from collections import defaultdict, deque
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from tests.slack_blocks import problems, view_problems

TEAM, BOT, BOT_ID = "T0ACME", "U0MENTOR", "B0MENTOR"
BOT_TOKEN, APP_TOKEN, SECRET = "xoxb-mock-token", "xapp-mock-token", "a" * 32
MANIFEST: dict[str, Any] = yaml.safe_load(
    (Path(__file__).parents[1] / "docs" / "slack-manifest.yml").read_text("utf-8")
)
TRIGGER_SECONDS = 3.0
RESPONSE_SECONDS, MAX_RESPONSES = 1800.0, 5
POSTS_PER_SECOND, MAX_BURST = 1.0, 10.0  # of one channel
EARLY_SECONDS = 0.05  # clocks differ
MAX_METADATA_CHARACTERS = 8000
HISTORY = {"C": "channels:history", "G": "groups:history", "D": "im:history"}


@dataclass(frozen=True)
class Method:
    """What Slack's documentation says of a method.

    Attributes:
        needs: the arguments without which it is refused.
        scope: what the token needs; "" for nothing.
        per_minute: its tier.
        takes_json: whether the arguments may come as JSON.
    """

    needs: tuple[str, ...] = ()
    scope: str = ""
    per_minute: int = 100
    takes_json: bool = True


METHODS = {
    "auth.test": Method(),
    "apps.connections.open": Method(per_minute=30),
    "chat.postMessage": Method(("channel",), "chat:write", per_minute=10**6),  # a channel's limit
    "chat.update": Method(("channel", "ts"), "chat:write", 50),
    "chat.delete": Method(("channel", "ts"), "chat:write", 50),
    "chat.getPermalink": Method(("channel", "message_ts"), per_minute=1000, takes_json=False),
    "conversations.replies": Method(("channel", "ts"), "history", 50, takes_json=False),
    "conversations.history": Method(("channel",), "history", 50, takes_json=False),
    "conversations.open": Method(("users",), "im:write", 50),
    "views.open": Method(("trigger_id", "view")),
    "views.update": Method(("view_id", "view")),
    "views.publish": Method(("user_id", "view")),
    "assistant.threads.setStatus": Method(
        ("channel_id", "thread_ts", "status"), "assistant:write", 600
    ),
    "assistant.threads.setSuggestedPrompts": Method(
        ("channel_id", "thread_ts", "prompts"), "assistant:write"
    ),
    "usergroups.users.list": Method(("usergroup",), "usergroups:read", 20, takes_json=False),
}


class RefusedError(Exception):
    """Say what is wrong with a call, in Slack's word.

    Attributes:
        answer: what Slack answers.
    """

    def __init__(self, error: str, **more: Any) -> None:
        super().__init__(error)
        self.answer = {"error": error, **more}


class LimitedError(Exception):
    """Say for how many seconds a caller must wait."""

    def __init__(self, seconds: float) -> None:
        super().__init__(f"wait {seconds} s")
        self.seconds = seconds


@dataclass
class Workspace:
    """Channels, people's groups, messages and windows."""

    bot_token: str = BOT_TOKEN
    app_token: str = APP_TOKEN
    scopes: set[str] = field(default_factory=lambda: set(MANIFEST["oauth_config"]["scopes"]["bot"]))
    groups: dict[str, list[str]] = field(default_factory=dict)
    foreign: set[str] = field(default_factory=set)  # channels where the mentor is no member
    calls: list[tuple[str, dict[str, Any]]] = field(default_factory=list)
    messages: list[dict[str, Any]] = field(default_factory=list)
    whispers: list[dict[str, Any]] = field(default_factory=list)  # what only one person sees
    windows: dict[str, dict[str, Any]] = field(default_factory=dict)  # open ones, by their id
    homes: dict[str, dict[str, Any]] = field(default_factory=dict)  # a user's Home tab
    refused: list[str] = field(default_factory=list)  # what the mentor did wrong
    fail_next: list[str] = field(default_factory=list)  # the next posts fail with these, last first
    retry_after: list[float] = field(default_factory=list)  # the next posts get 429 with these
    n_limited: int = 0  # calls that got 429
    on_post: Callable[[dict[str, Any]], None] | None = None

    def __post_init__(self) -> None:
        self._tick = itertools.count(1)
        self._began = int(time.time())
        self._blocked: defaultdict[str, float] = defaultdict(float)  # channel -> until
        self._room: dict[str, tuple[float, float]] = {}  # channel -> posts it may take, as of when
        self._called: defaultdict[str, deque[float]] = defaultdict(deque)  # method -> when
        self._triggers: dict[str, float] = {}
        self._responses: dict[str, tuple[float, int]] = {}
        self._places: dict[str, tuple[str, str]] = {}
        self.whispered: list[tuple[str, str, str]] = []  # of each whisper: channel, user, ts

    def next_ts(self) -> str:
        return f"{self._began}.{next(self._tick):06d}"

    def keep(self, message: dict[str, Any]) -> None:
        """Keep a message; what it replies to is a thread from now on."""
        for root in self.messages:
            if root["ts"] == message.get("thread_ts") and root["channel"] == message["channel"]:
                root["thread_ts"] = root["ts"]
        self.messages.append(message)

    def find(self, ts: str) -> dict[str, Any]:
        """Return a message."""
        found = [m for m in self.messages if m["ts"] == ts and not m.get("deleted")]
        if not found:
            raise RefusedError("message_not_found")
        return found[0]

    def new_trigger(self) -> str:
        """Return what a person's press lets the app open a window with, for three seconds."""
        trigger = f"{len(self._triggers)}.{uuid.uuid4().hex}"
        self._triggers[trigger] = time.monotonic()
        return trigger

    def new_response(self, channel: str, user: str) -> str:
        """Return the end of an address that takes five messages within half an hour."""
        name = uuid.uuid4().hex
        self._responses[name] = (time.monotonic(), 0)
        self._places[name] = (channel, user)
        return name

    def respond(self, name: str, message: dict[str, Any]) -> int:
        """Take a message to such an address and return the status."""
        began, n = self._responses.get(name, (-RESPONSE_SECONDS, 0))
        if time.monotonic() - began > RESPONSE_SECONDS or n >= MAX_RESPONSES:
            self.refused.append("response_url: used up or expired")
            return 404
        self._responses[name] = (began, n + 1)
        if found := problems(message):
            self.refused.append(f"response_url: {found}")
            return 400
        self.whispers.append(message)
        self.whispered.append((*self._places[name], self.next_ts()))
        return 200

    def call(
        self, name: str, arguments: dict[str, Any], token: str, *, is_json: bool
    ) -> dict[str, Any]:
        """Do what a method does and return Slack's answer.

        Raises:
            LimitedError: it was called too often.
        """
        try:
            method = self._checked(name, arguments, token, is_json=is_json)
            self._limit(name, method, arguments)
            if name == "chat.postMessage" and self.fail_next:
                return {"ok": False, "error": self.fail_next.pop()}
            self.calls.append((name, arguments))
            way = getattr(self, "_" + name.replace(".", "_"))
            return {"ok": True, **way(arguments)}
        except RefusedError as problem:
            if problem.answer["error"] != "invalid_auth":
                self.refused.append(f"{name}: {problem.answer}")
            return {"ok": False, **problem.answer}

    def _checked(
        self, name: str, arguments: dict[str, Any], token: str, *, is_json: bool
    ) -> Method:
        """Return the method once the call has what it needs."""
        expected = self.app_token if name == "apps.connections.open" else self.bot_token
        if token != expected:
            raise RefusedError("invalid_auth" if token else "not_authed")
        if name not in METHODS:
            raise RefusedError("unknown_method")
        method = METHODS[name]
        channel = str(arguments.get("channel") or "")
        scope = HISTORY.get(channel[:1], "") if method.scope == "history" else method.scope
        if scope and scope not in self.scopes:
            provided = ",".join(sorted(self.scopes))
            raise RefusedError("missing_scope", needed=scope, provided=provided)
        if is_json and not method.takes_json:
            raise RefusedError("invalid_arguments")
        if absent := [need for need in method.needs if not arguments.get(need)]:
            raise RefusedError("invalid_arguments", missing=absent)
        if channel in self.foreign:
            raise RefusedError("not_in_channel")
        if channel and channel[0] not in HISTORY:
            raise RefusedError("channel_not_found")
        return method

    def _limit(self, name: str, method: Method, arguments: dict[str, Any]) -> None:
        now = time.monotonic()
        calls = self._called[name]
        while calls and now - calls[0] > 60:
            calls.popleft()
        if len(calls) >= method.per_minute:
            self.n_limited += 1
            raise LimitedError(1.0)
        calls.append(now)
        if name == "chat.postMessage":
            self._limit_channel(str(arguments["channel"]), now)

    def _limit_channel(self, channel: str, now: float) -> None:
        """Let a channel have a post a second and short bursts; what comes too early is a fault."""
        left = self._blocked[channel] - now
        if left > EARLY_SECONDS:
            self.refused.append(f"a post {left:.2f} s before Retry-After had passed")
            raise LimitedError(left)
        room, since = self._room.get(channel, (MAX_BURST, now))
        room = min(MAX_BURST, room + (now - since) * POSTS_PER_SECOND)
        wait = self.retry_after.pop() if self.retry_after else 0.0
        if room < 1:
            wait = max(wait, 1.0)
        self._room[channel] = (room if wait else room - 1, now)
        if wait:
            self.n_limited += 1
            self._blocked[channel] = now + wait
            raise LimitedError(wait)

    # The methods, each after its checks.

    def _auth_test(self, _: dict[str, Any]) -> dict[str, Any]:
        url = "https://acme.slack.com/"
        who = {"user_id": BOT, "user": "mentor", "bot_id": BOT_ID}
        return {**who, "team": "Acme", "team_id": TEAM, "url": url}

    def _chat_postMessage(self, arguments: dict[str, Any]) -> dict[str, Any]:  # noqa: N802
        _check_message(arguments)
        thread_ts = str(arguments.get("thread_ts") or "")
        if thread_ts and self.find(thread_ts)["channel"] != arguments["channel"]:
            raise RefusedError("thread_not_found")
        message = {**arguments, "ts": self.next_ts(), "user": BOT, "bot_id": BOT_ID}
        self.keep(message)
        if self.on_post is not None:
            self.on_post(message)
        return {"channel": arguments["channel"], "ts": message["ts"], "message": message}

    def _chat_update(self, arguments: dict[str, Any]) -> dict[str, Any]:
        _check_message(arguments)
        message = self._own(arguments, "cant_update_message")
        message.update(arguments)
        return {"channel": arguments["channel"], "ts": arguments["ts"], "text": message["text"]}

    def _chat_delete(self, arguments: dict[str, Any]) -> dict[str, Any]:
        self._own(arguments, "cant_delete_message")["deleted"] = True
        return {"channel": arguments["channel"], "ts": arguments["ts"]}

    def _own(self, arguments: dict[str, Any], error: str) -> dict[str, Any]:
        message = self.find(str(arguments["ts"]))
        if message["channel"] != arguments["channel"]:
            raise RefusedError("message_not_found")
        if message.get("bot_id") != BOT_ID:
            raise RefusedError(error)
        return message

    def _chat_getPermalink(self, arguments: dict[str, Any]) -> dict[str, Any]:  # noqa: N802
        ts = str(arguments["message_ts"])
        self.find(ts)
        place = f"{arguments['channel']}/p{ts.replace('.', '')}"
        return {"permalink": f"https://acme.slack.com/archives/{place}"}

    def _conversations_replies(self, arguments: dict[str, Any]) -> dict[str, Any]:
        root = arguments["ts"]
        return {"messages": self._read(arguments, lambda m: root in (m["ts"], m.get("thread_ts")))}

    def _conversations_history(self, arguments: dict[str, Any]) -> dict[str, Any]:
        found = self._read(arguments, lambda m: m.get("thread_ts") in (None, m["ts"]))
        return {"messages": found[::-1]}  # the newest first

    def _read(
        self, arguments: dict[str, Any], is_wanted: Callable[[dict[str, Any]], bool]
    ) -> list[dict[str, Any]]:
        oldest = float(arguments.get("oldest") or 0)
        has_metadata = str(arguments.get("include_all_metadata")).lower() == "true"
        return [
            {name: value for name, value in m.items() if has_metadata or name != "metadata"}
            for m in self.messages
            if m["channel"] == arguments["channel"]
            and is_wanted(m)
            and not m.get("deleted")
            and (float(m["ts"]) > oldest or m["ts"] == arguments.get("ts"))
        ][: int(arguments.get("limit") or 100)]

    def _conversations_open(self, arguments: dict[str, Any]) -> dict[str, Any]:
        return {"channel": {"id": f"D{arguments['users']}"}}

    def _views_open(self, arguments: dict[str, Any]) -> dict[str, Any]:
        issued = self._triggers.get(str(arguments["trigger_id"]))
        if issued is None:
            raise RefusedError("invalid_trigger_id")
        if issued < 0:
            raise RefusedError("exchanged_trigger_id")
        if time.monotonic() - issued > TRIGGER_SECONDS:
            raise RefusedError("expired_trigger_id")
        _check_view(arguments["view"], "modal")
        self._triggers[str(arguments["trigger_id"])] = -1.0
        return self.show(f"V{uuid.uuid4().hex[:10].upper()}", arguments["view"])

    def _views_update(self, arguments: dict[str, Any]) -> dict[str, Any]:
        _check_view(arguments["view"], "modal")
        if str(arguments["view_id"]) not in self.windows:
            raise RefusedError("not_found")
        return self.show(str(arguments["view_id"]), arguments["view"])

    def show(self, id: str, view: dict[str, Any]) -> dict[str, Any]:
        """Show a window; what was written into its fields stays where they stay."""
        self.windows[id] = {**view, "id": id, "team_id": TEAM, "hash": uuid.uuid4().hex}
        return {"view": self.windows[id]}

    def _views_publish(self, arguments: dict[str, Any]) -> dict[str, Any]:
        _check_view(arguments["view"], "home")
        self.homes[str(arguments["user_id"])] = arguments["view"]
        return {"view": arguments["view"]}

    def _assistant_threads_setStatus(self, _: dict[str, Any]) -> dict[str, Any]:  # noqa: N802
        return {}

    def _assistant_threads_setSuggestedPrompts(  # noqa: N802
        self, arguments: dict[str, Any]
    ) -> dict[str, Any]:
        prompts = arguments["prompts"]
        if len(prompts) > 4 or not all(p.get("title") and p.get("message") for p in prompts):
            raise RefusedError("invalid_arguments")
        return {}

    def _usergroups_users_list(self, arguments: dict[str, Any]) -> dict[str, Any]:
        if arguments["usergroup"] not in self.groups:
            raise RefusedError("no_such_subteam")
        return {"users": self.groups[arguments["usergroup"]]}


def _check_message(arguments: dict[str, Any]) -> None:
    if found := problems(arguments):
        raise RefusedError("invalid_blocks", problems=found)
    metadata = arguments.get("metadata")
    if metadata is not None:
        if not {"event_type", "event_payload"} <= metadata.keys():
            raise RefusedError("invalid_metadata_format")
        if len(json.dumps(metadata)) > MAX_METADATA_CHARACTERS:
            raise RefusedError("metadata_too_large")


def _check_view(view: dict[str, Any], kind: str) -> None:
    found = view_problems(view)
    if view.get("type") != kind:
        found.append(f"a view of type {view.get('type')}, {kind} expected")
    if found:
        raise RefusedError("invalid_arguments", problems=found)
