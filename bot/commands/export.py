"""`mentor export`: the pairs, as a file that `mentor import` takes."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer


def export(
    file: Annotated[Path, typer.Argument(help="A YAML file.", show_default=False)],
    *,
    taught: Annotated[bool, typer.Option("--taught", help="Only what was taught.")] = False,
) -> None:
    """Write all pairs, those of files and those that were taught, to one file."""
    from bot.exporting import export_pairs
    from knowledge.home import Home

    n_pairs, n_refused = export_pairs(Home.from_environment(), file, taught_only=taught)
    typer.echo(f"Wrote {n_pairs} pairs and {n_refused} questions to refuse to {file}.")
