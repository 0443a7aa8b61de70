"""`mentor releases`: which there are, what they measured, which is live."""

from __future__ import annotations

import getpass
import json
from typing import Annotated

import typer

from knowledge.errors import BundleError
from knowledge.home import Home
from knowledge.releases import Releases

releases = typer.Typer(help="List releases; show, promote or roll back one.")


@releases.callback(invoke_without_command=True)
def list_releases(
    context: typer.Context,
    *,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """List the releases, the oldest first."""
    if context.invoked_subcommand:
        return
    from rich.console import Console
    from rich.table import Table

    kept = _releases()
    live = kept.live()
    if as_json:
        rows = [
            {"id": r.id, "created": r.created, "live": r == live, "report": r.report}
            for r in kept.all()
        ]
        print(json.dumps(rows))
        return
    table = Table("release", "made", "live", "coverage", "wrong rate")
    for release in kept.all():
        table.add_row(
            release.id,
            release.created,
            "live" if release == live else "",
            f"{release.report.get('answered', 0):.0%}",
            f"{release.report.get('wrong_rate', 0):.1%}",
        )
    Console().print(table)


@releases.command()
def show(
    release: Annotated[
        str, typer.Argument(help="Its id or the beginning of it; the live one where left out.")
    ] = "",
) -> None:
    """Show what one release is made of and what it measured."""
    kept = _releases()
    found = kept.get(release) if release else kept.live()
    if found is None:
        raise BundleError("No release is live yet; run `mentor train`.")
    from knowledge.bundle import Bundle  # NumPy with it

    Bundle(kept.bundle(found))  # one that this version cannot read is no release to show
    print(
        json.dumps(
            {
                "id": found.id,
                "bundle": found.bundle,
                "model": found.model,
                "created": found.created,
                "report": found.report,
            },
            indent=1,
        )
    )


@releases.command("promote")
def promote_one(
    release: Annotated[str, typer.Argument(help="Its id or the beginning of it.")],
) -> None:
    """Make one release live in all running mentors."""
    from bot.maintenance.promotion import promote

    home = Home.from_environment()
    found = Releases(home).get(release)
    promote(home, found, by=getpass.getuser())
    typer.echo(f"Release {found.id} is live.")


@releases.command()
def rollback() -> None:
    """Take the newest promotion back."""
    from bot.maintenance.promotion import roll_back

    back = roll_back(Home.from_environment(), by=getpass.getuser())
    typer.echo(f"Release {back.id} is live again.")


def _releases() -> Releases:
    return Releases(Home.from_environment())
