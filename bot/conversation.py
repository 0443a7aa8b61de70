"""A conversation in the terminal, with a running mentor over its REST channel."""

from __future__ import annotations

import threading
import uuid
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import Any

import httpx
from rich.console import Console
from rich.text import Text

from bot.stack import LOOPBACK, Stack, is_ready, running_port, wait_until
from bot.terminal import show
from knowledge.errors import KnowledgeError
from knowledge.home import Home

START_SECONDS = 120.0
ANSWER_SECONDS = 30.0


class Conversation:
    """One conversation with the mentor at a port of this machine."""

    def __init__(self, port: int) -> None:
        self._client = httpx.Client(base_url=f"http://{LOOPBACK}:{port}", timeout=ANSWER_SECONDS)
        self._sender = f"terminal-{uuid.uuid4().hex}"

    def __enter__(self) -> Conversation:
        return self

    def __exit__(self, *_: type[BaseException] | BaseException | TracebackType | None) -> None:
        self._client.close()

    def send(self, text: str) -> list[dict[str, Any]]:
        """Return the replies to one message.

        Raises:
            KnowledgeError: there is no answer; says why.
        """
        message = {"sender": self._sender, "message": text}
        try:
            answer = self._client.post("/webhooks/rest/webhook", json=message)
            body = answer.json()
        except (httpx.HTTPError, ValueError):
            raise KnowledgeError("The mentor does not answer; send it again.") from None
        if answer.status_code != httpx.codes.OK:
            raise KnowledgeError(str(body.get("error", "The mentor could not answer.")))
        return list(body)


def converse(
    conversation: Conversation, console: Console, read: Callable[[str], str] | None = None
) -> None:
    """Take turns until the person leaves with Ctrl-D, Ctrl-C or two empty lines.

    Args:
        conversation: the other side.
        console: where replies are shown.
        read: shows a prompt and returns a line; the console's own by default.
    """
    suggestions: Sequence[str] = ()
    for line in _lines(read or console.input):
        text = _chosen(line, suggestions)
        if text != line:
            console.print(Text(text, style="cyan"))
        try:
            with console.status("The mentor is writing"):
                replies = conversation.send(text)
        except KnowledgeError as problem:
            console.print(Text(str(problem), style="red"))
            continue
        for reply in replies:
            payload = reply.get("custom", {})
            show(console, reply.get("text", ""), payload)
            suggestions = payload.get("suggestions", ())
        console.print()


@contextmanager
def server_of(home: Home, console: Console) -> Iterator[int]:
    """Yield the port of this home's mentor: the running one, else one that lives as long as this.

    Raises:
        KnowledgeError: none runs and none can be started.
    """
    port = running_port(home)
    if port is not None:
        yield port
        return
    log = home.state / "chat-server.log"
    log.parent.mkdir(parents=True, exist_ok=True)
    stop = threading.Event()
    stack = Stack(home)
    said: list[str] = []
    with log.open("wb") as output:
        runner = threading.Thread(
            target=stack.run,
            args=(stop,),
            kwargs={"say": said.append, "on_ready": lambda _: None, "output": output},
        )
        runner.start()
        try:
            with console.status("Starting the mentor"):
                wait_until(
                    lambda: is_ready(stack.port) or not runner.is_alive(), seconds=START_SECONDS
                )
            if not is_ready(stack.port):
                raise KnowledgeError(_why(said, log))
            yield stack.port
        finally:
            stop.set()
            runner.join()


def _lines(read: Callable[[str], str]) -> Iterator[str]:
    """Yield what the person writes, until they leave."""
    n_empty = 0
    while n_empty < 2:
        try:
            line = read("[bold]> [/bold]").strip()
        except (EOFError, KeyboardInterrupt):
            return
        n_empty = 0 if line else n_empty + 1
        if line:
            yield line


def _chosen(line: str, suggestions: Sequence[str]) -> str:
    """Return the suggestion that a number names, else the line itself."""
    if line.isdecimal() and 0 < int(line) <= len(suggestions):
        return suggestions[int(line) - 1]
    return line


def _why(said: Sequence[str], log: Path) -> str:
    lines = log.read_text("utf-8", "replace").strip().splitlines()
    reason = " ".join([*lines[-1:], *said[-1:]])
    return f"The mentor did not start ({reason or 'it took too long'}); see {log}."
