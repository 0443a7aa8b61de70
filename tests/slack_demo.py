"""A conversation in Slack without a workspace: `make slack-demo`.

A Slack of our own (tests/slack_mock.py) and a mentor beside it; what is typed is a mention in a
channel, further lines go on in its thread. `/dm`, `/mentor` and `/new` do what they say.
"""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

from connectors.slack.mrkdwn import unescape
from tests.slack_mock import BOT, MockSlack

HELP = "Type a question; /dm TEXT is a direct message, /mentor TEXT the command, /new a new thread."


def shown(message: dict[str, Any]) -> str:
    """Return a message as the terminal shows it: its texts, its buttons in brackets."""
    lines: list[str] = []
    for block in message.get("blocks") or [{"type": "section", "text": {"text": message["text"]}}]:
        if block["type"] == "section":
            lines.append(block["text"]["text"])
        elif block["type"] == "context":
            lines += ["  " + element["text"] for element in block["elements"]]
        elif block["type"] == "actions":
            lines.append("  ".join(f"[{element['text']['text']}]" for element in block["elements"]))
    return unescape("\n".join("   " + line for part in lines for line in part.split("\n")))


def main() -> None:
    """Converse until the end of the input."""
    slack = MockSlack()
    serve = Path(sys.executable).with_name("mentor")
    command = [str(serve), "serve", "--port", "0"]
    mentor = subprocess.Popen(
        command, env={**os.environ, **slack.environment}, stdin=subprocess.DEVNULL
    )
    try:
        while not slack.n_sockets and mentor.poll() is None:
            time.sleep(0.1)
        if mentor.poll() is None:
            converse(slack)
    finally:
        mentor.terminate()
        mentor.wait(20)
        slack.stop()


def converse(slack: MockSlack) -> None:
    """Send each line that is typed and show what comes back."""
    print(HELP, flush=True)
    thread = ""
    for line in sys.stdin:
        text = line.strip()
        n_shown, n_whispers = len(slack.answers()), len(slack.whispers)
        if text == "/new":
            thread = ""
            continue
        if not text:
            continue
        if text.startswith("/mentor "):
            slack.command(text.removeprefix("/mentor "))
        elif text.startswith("/dm "):
            slack.say(text.removeprefix("/dm "), channel="D1")
        elif thread:
            slack.say(text, thread_ts=thread)
        else:
            thread = slack.say(f"<@{BOT}> {text}")
        slack.wait(lambda: len(slack.answers()) + len(slack.whispers) > n_shown + n_whispers)  # noqa: B023
        for message in [*slack.answers()[n_shown:], *slack.whispers[n_whispers:]]:
            print(f"\n@mentor{'' if 'channel' in message else ' (only you see it)'}")
            print(shown(message), flush=True)
    for problem in slack.refused:
        print(f"Slack would refuse: {problem}", file=sys.stderr)


if __name__ == "__main__":
    main()
