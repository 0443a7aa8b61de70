"""`mentor actions`: a pool of actions for many servers, until Ctrl-C."""

from __future__ import annotations

from typing import Annotated

import typer


def actions(
    *,
    port: Annotated[
        int,
        typer.Option(envvar="MENTOR_ACTIONS_PORT", min=0, max=65535, help="0 takes a free one."),
    ] = 5055,
    host: Annotated[
        str,
        typer.Option(envvar="MENTOR_HOST", help="The interface; 0.0.0.0 lets other machines in."),
    ] = "127.0.0.1",
) -> None:
    """Run the actions beside the servers that name this address in MENTOR_ACTIONS_URL."""
    from bot.commands.serve import run_until_told
    from bot.promoted import promoted_model
    from bot.stack import Stack
    from knowledge.home import Home

    home = Home.from_environment()
    promoted_model(home)  # where there is none, say so before anything starts
    run_until_told(
        Stack(home, host=host, port=port, program="action_server"),
        "The actions are ready: MENTOR_ACTIONS_URL=http://localhost:{port}/webhook",
    )
