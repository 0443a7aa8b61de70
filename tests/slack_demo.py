"""A conversation in Slack without a workspace: `make slack-demo`.

A Slack of our own (tests/slack_mock.py) with a page, and a mentor beside it. The page has channels,
threads, the Home tab, windows, and three people to be. In the terminal, what is typed is a mention
in #general, further lines go on in its thread.
"""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from aiohttp import web

from connectors.slack.mrkdwn import escape, unescape
from knowledge.home import Home
from tests.homes import copy_of
from tests.slack_mock import BOT, MockSlack, elements
from tests.slack_workspace import RefusedError

PAGE = Path(__file__).with_name("slack_demo.html")
GENERAL, OPEN, HELP_CHANNEL = "C0GENERAL", "C0OPEN", "C0HELP"
ANN, MAX = "U0ANN", "U0MAX"
SETTINGS = {
    "SLACK_MAINTAINERS": MAX,
    "SLACK_OPEN_CHANNELS": OPEN,
    "SLACK_HELP_CHANNEL": HELP_CHANNEL,
}
HELP = (
    "Type a question; /dm TEXT is a direct message, /mentor TEXT the command, /press N presses a\n"
    "button of what came last, /new begins a new thread, Ctrl-D ends."
)


@dataclass
class DemoSlack(MockSlack):
    """A workspace with a page."""

    def __post_init__(self) -> None:
        super().__post_init__()
        self.opened_by = ""

    def add_routes(self, app: web.Application) -> None:
        """Add the page and what it calls."""
        app.router.add_get("/", self._page)
        app.router.add_get("/demo/state", self._state)
        app.router.add_post("/demo/do", self._do)

    def act(self, what: dict[str, Any]) -> dict[str, Any]:
        """Do what somebody does on the page; return what went wrong, if it did."""
        user = str(what["user"])
        ways: dict[str, Callable[[], Any]] = {
            "say": lambda: self._typed(what, user),
            "press": lambda: self._press(what, user),
            "edit": lambda: self.edit(what["ts"], escape(what["text"])),
            "delete": lambda: self.delete(what["ts"]),
            "use_shortcut": lambda: self.use_shortcut("mentor_save", what["ts"], user=user),
            "press_in_window": lambda: self.press_in_window(
                what["action_id"], user=user, **what["written"]
            ),
            "submit": lambda: self.submit(user=user, **what["written"]),
            "close": self.windows.clear,
            "open_home": lambda: self._open_home(user),
            "press_at_home": lambda: self.press_at_home(what["action_id"], user=user),
        }
        self.opened_by = user
        done = ways[what["do"]]()
        if done is False:
            return {"error": "The mentor did not acknowledge that within three seconds."}
        return {"errors": done.get("errors")} if isinstance(done, dict) else {}

    def _typed(self, what: dict[str, Any], user: str) -> Any:
        text, channel = str(what["text"]), str(what["channel"])
        if text.startswith("/mentor"):
            return self.command(text.removeprefix("/mentor").strip(), channel=channel, user=user)
        thread = {"thread_ts": what["thread_ts"]} if what.get("thread_ts") else {}
        said = escape(text).replace("@mentor", f"<@{BOT}>")
        return self.say(said, channel=channel, user=user, **thread)

    def _press(self, what: dict[str, Any], user: str) -> bool:
        if what.get("whisper"):
            n = [ts for _, _, ts in self.whispered].index(what["ts"])
            channel = self.whispered[n][0]
            return self.press(
                {**self.whispers[n], "channel": channel}, what["action_id"], user=user
            )
        return self.press(self.find(what["ts"]), what["action_id"], user=user)

    def _open_home(self, user: str) -> bool:
        event = {"type": "app_home_opened", "user": user, "tab": "home", "channel": f"D{user}"}
        return self.deliver(event)

    async def _page(self, _: web.Request) -> web.Response:
        return web.Response(text=PAGE.read_text("utf-8"), content_type="text/html")

    async def _state(self, _: web.Request) -> web.Response:
        whispers = [
            {**message, "channel": channel, "to": to, "ts": ts, "user": BOT, "whisper": True}
            for message, (channel, to, ts) in zip(self.whispers, self.whispered, strict=True)
        ]
        messages = [m for m in self.messages if not m.get("deleted")]
        shown = sorted([*messages, *whispers], key=lambda message: float(message["ts"]))
        window = {**self.window, "for": self.opened_by} if self.windows else None
        return web.json_response({"messages": shown, "homes": self.homes, "window": window})

    async def _do(self, request: web.Request) -> web.Response:
        what = await request.json()
        try:
            return web.json_response(await asyncio.to_thread(self.act, what))
        except RefusedError as problem:
            return web.json_response({"error": f"Slack: {problem}"})


def shown(message: dict[str, Any]) -> str:
    """Return a message as the terminal shows it: its texts, its buttons numbered in brackets."""
    lines: list[str] = []
    n = 0
    for block in message.get("blocks") or [{"type": "section", "text": {"text": message["text"]}}]:
        if block["type"] == "section":
            lines.append(block["text"]["text"])
        elif block["type"] == "context":
            lines += ["  " + element["text"] for element in block["elements"]]
        elif block["type"] == "actions":
            labels = []
            for element in block["elements"]:
                n += 1
                labels.append(f"[{n} {element['text']['text']}]")
            lines.append("  ".join(labels))
    return unescape("\n".join("   " + line for part in lines for line in part.split("\n")))


def main() -> None:
    """Converse until the end of the input, in a home whose notebook ends with it."""
    slack = DemoSlack()
    with tempfile.TemporaryDirectory() as folder:
        home = copy_of(Home.from_environment().root, Path(folder) / "home")
        mentor = subprocess.Popen(
            [Path(sys.executable).with_name("mentor"), "serve", "--port", "0"],
            env={**os.environ, **slack.environment, **SETTINGS, "MENTOR_HOME": str(home)},
            stdin=subprocess.DEVNULL,
        )
        try:
            while not slack.n_sockets and mentor.poll() is None:
                time.sleep(0.1)
            if mentor.poll() is None:
                print(f"\nA Slack of our own: {slack.address}/  (or type here)\n{HELP}", flush=True)
                converse(slack)
        except KeyboardInterrupt:
            pass
        finally:
            mentor.terminate()
            mentor.wait(20)
            slack.stop()
    for problem in slack.refused:
        print(f"Slack would refuse: {problem}", file=sys.stderr)


def converse(slack: DemoSlack) -> None:
    """Send each line that is typed and show what comes back."""
    thread = ""
    last: dict[str, Any] = {}
    for line in sys.stdin:
        text = line.strip()
        n_shown, n_whispers = len(slack.answers()), len(slack.whispers)
        if text == "/new":
            thread = ""
        if not text or text == "/new":
            continue
        if text.startswith("/press "):
            if not press(slack, last, text.removeprefix("/press ").strip()):
                print("There is no such button.", flush=True)
                continue
        elif text.startswith("/mentor "):
            slack.command(text.removeprefix("/mentor "), channel=GENERAL, user=ANN)
        elif text.startswith("/dm "):
            slack.say(escape(text.removeprefix("/dm ")), channel=f"D{ANN}", user=ANN)
        elif thread:
            slack.say(escape(text), channel=GENERAL, user=ANN, thread_ts=thread)
        else:
            thread = slack.say(f"<@{BOT}> {escape(text)}", channel=GENERAL, user=ANN)
        slack.wait(lambda: len(slack.answers()) + len(slack.whispers) > n_shown + n_whispers)  # noqa: B023
        for message in [*slack.answers()[n_shown:], *slack.whispers[n_whispers:]]:
            last = message if message.get("blocks") else last
            print(f"\n@mentor{'' if 'channel' in message else ' (only you see it)'}")
            print(shown(message), flush=True)


def press(slack: DemoSlack, message: dict[str, Any], number: str) -> bool:
    """Press a button of a message by its number; tell whether there is one."""
    buttons = elements(message)
    if not number.isdigit() or not 1 <= int(number) <= len(buttons):
        return False
    slack.press({"channel": GENERAL, **message}, buttons[int(number) - 1]["action_id"], user=ANN)
    return True


if __name__ == "__main__":
    main()
