"""`mentor doctor`: is everything here that the mentor needs?"""

from __future__ import annotations

from typing import Annotated

import typer


def doctor(
    *,
    port: Annotated[
        int, typer.Option(envvar="PORT", min=1, max=65535, help="The port to look at.")
    ] = 5005,
) -> None:
    """Check the installation; say for what is wrong how to mend it."""
    from bot.checks import all_checks
    from knowledge.home import Home

    n_wrong = 0
    for check in all_checks(Home.from_environment(), port=port):
        n_wrong += bool(check.remedy)
        typer.echo(f"{'--' if check.remedy else 'ok'}  {check.name}: {check.found}")
        if check.remedy:
            typer.echo(f"      {check.remedy}")
    raise typer.Exit(1 if n_wrong else 0)
