"""`mentor forget`: one person erased everywhere."""

from __future__ import annotations

from typing import Annotated

import typer


def forget(
    person: Annotated[str, typer.Argument(help="The sender as the channel names them.")],
) -> None:
    """Erase all that is kept of one person, the pairs that hold their words included."""
    from rich.console import Console

    from bot.forgetting import forget_everywhere
    from bot.progress import stages
    from knowledge.home import Home

    with stages(Console(stderr=True)) as report:
        gone = forget_everywhere(Home.from_environment(), person, report=report)
    for what, number in gone.items():
        if number:
            typer.echo(f"Erased {number} {what}.")
    if not any(gone.values()):
        typer.echo("Nothing is kept of that person.")
