"""`mentor serve`: the whole mentor, until Ctrl-C."""

from __future__ import annotations

import signal
import threading
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from bot.stack import Stack


def serve(
    *,
    port: Annotated[
        int, typer.Option(envvar="PORT", min=0, max=65535, help="The port; 0 takes a free one.")
    ] = 5005,
    host: Annotated[
        str,
        typer.Option(envvar="MENTOR_HOST", help="The interface; 0.0.0.0 lets other machines in."),
    ] = "127.0.0.1",
) -> None:
    """Serve the page, the REST channel and the other channels until Ctrl-C."""
    from bot.promoted import promoted_model
    from bot.stack import Stack
    from knowledge.home import Home

    home = Home.from_environment()
    promoted_model(home)  # where there is none, say so before anything starts
    run_until_told(
        Stack(home, host=host, port=port),
        "The mentor is ready: http://localhost:{port}/  (Ctrl-C stops it)",
    )


def run_until_told(stack: Stack, ready: str) -> None:
    """Run a stack until a signal says to end; exit with its code.

    Args:
        stack: what runs.
        ready: what is said when it is ready, with a place for the port.
    """
    stop = threading.Event()
    for ending in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(ending, lambda *_: stop.set())
    typer.echo("Starting the mentor; this takes some seconds.")
    code = stack.run(
        stop,
        say=lambda sentence: typer.echo(sentence, err=True),
        on_ready=lambda port: typer.echo(ready.format(port=port)),
    )
    raise typer.Exit(code)
