"""`mentor releases`: which there are, what they measured, which is live."""

from __future__ import annotations

import getpass
import json
from typing import Annotated

import typer
from rich.markup import escape

from knowledge.errors import BundleError
from knowledge.home import Home
from knowledge.releases import Release, Releases

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
    table = Table("release", "made", "live", "coverage", "wrong rate", "gate", "cause")
    for release in kept.all():
        table.add_row(
            release.id,
            release.created,
            "live" if release == live else "",
            f"{release.report.get('answered', 0):.0%}",
            f"{release.report.get('wrong_rate', 0):.1%}",
            _gate_of(release),
            release.cause,
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
                "cause": found.cause,
                "lessons": found.lessons,
                "report": {k: v for k, v in found.report.items() if k != "curve"},
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


@releases.command()
def replay(
    release: Annotated[str, typer.Argument(help="Its id or the beginning of it.")],
    *,
    last: Annotated[int, typer.Option(help="So many different questions of people.")] = 200,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Answer the last questions of people with the live release and with another."""
    from dataclasses import asdict

    from rich.console import Console
    from rich.table import Table

    from bot.maintenance.replay import replay as replay_questions

    found = replay_questions(Home.from_environment(), release, limit=last)
    if as_json:
        print(json.dumps([asdict(one) for one in found], ensure_ascii=False))
        return
    table = Table("question", "the live release", release, show_lines=True)
    for one in found:
        table.add_row(*map(escape, (one.question, one.before[:300], one.after[:300])))
    console = Console()
    console.print(table if found else "Both answer all of them alike.")


def _gate_of(release: Release) -> str:
    gate = release.report.get("gate")
    if not gate:
        return ""
    return "passed" if gate["passed"] else "refused"


def _releases() -> Releases:
    return Releases(Home.from_environment())
