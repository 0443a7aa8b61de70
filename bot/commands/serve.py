"""`mentor serve`: the whole mentor, until Ctrl-C."""

from __future__ import annotations

import signal
import threading
from typing import Annotated

import typer


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
    stack = Stack(home, host=host, port=port)
    stop = threading.Event()
    for ending in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(ending, lambda *_: stop.set())
    typer.echo("Starting the mentor; this takes some seconds.")
    code = stack.run(stop, say=lambda sentence: typer.echo(sentence, err=True), on_ready=_announce)
    raise typer.Exit(code)


def _announce(port: int) -> None:
    typer.echo(f"The mentor is ready: http://localhost:{port}/  (Ctrl-C stops it)")
