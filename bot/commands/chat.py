"""`mentor chat`: the conversation of the page, in the terminal."""

from __future__ import annotations

import typer


def chat() -> None:
    """Converse in the terminal. Ctrl-D or two empty lines leave."""
    from rich.console import Console

    from bot.conversation import Conversation, converse, server_of
    from bot.promoted import promoted_model
    from knowledge.home import Home

    console = Console()
    home = Home.from_environment()
    promoted_model(home)  # where there is none, say so before anything starts
    with server_of(home, console) as port, Conversation(port) as conversation:
        typer.echo("Ask away. The number of a suggestion sends it; Ctrl-D leaves.")
        converse(conversation, console)
        typer.echo()
