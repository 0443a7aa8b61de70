"""`mentor import`: documents and pairs into the home."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from collections.abc import Sequence

    from knowledge.home import Home
    from knowledge.importer import Imported


def import_(
    targets: Annotated[
        list[str],
        typer.Argument(
            metavar="PATH_OR_URL...",
            help="Documents (Markdown, HTML, PDF, text) and pairs (CSV, YAML, JSONL).",
            show_default=False,
        ),
    ],
) -> None:
    """Bring documents and question-and-answer pairs in: all of them, or none."""
    from rich.console import Console

    from knowledge.home import Home
    from knowledge.importer import import_all  # the parsers: a third of a second

    console = Console(stderr=True)
    with console.status(f"Reading {len(targets)} {_noun(len(targets), 'source')}"):
        found = import_all(targets, Home.from_environment())
    for one in found:
        typer.echo(_summary(one))
    if n_stale := _flag_stale(Home.from_environment(), found):
        pairs = _noun(n_stale, "pair")
        typer.echo(f"{n_stale} {pairs} may be out of date now; the console lists them.")
    typer.echo("Next: `mentor train` makes a release of it.")


def _flag_stale(home: Home, imported: Sequence[Imported]) -> int:
    """Flag the pairs that rest on what has changed in a source; return how many."""
    changed = {one.path.stem for one in imported if one.kind == "document" and one.replaced}
    if not changed:
        return 0
    from bot.maintenance.stale import stale_pairs
    from knowledge.bundle import Bundle
    from knowledge.content import read_content
    from knowledge.errors import BundleError
    from knowledge.notebook import Notebook
    from knowledge.releases import Releases

    try:
        releases = Releases(home)
        live = Bundle(releases.bundle(releases.promoted()))
        reasons = stale_pairs(live, changed, read_content(home).passages)
    except BundleError:  # nothing was trained yet, or by another version
        return 0
    Notebook.of(home).flag(reasons)
    return len(reasons)


def _summary(one: Imported) -> str:
    verb = "Replaced" if one.replaced else "Brought in"
    if one.kind == "document":
        return f'{verb} "{one.title}": {one.n_sections} {_noun(one.n_sections, "section")}.'
    pairs = f"{one.n_pairs} {_noun(one.n_pairs, 'pair')}"
    refused = f"{one.n_out_of_scope} {_noun(one.n_out_of_scope, 'question')} to refuse"
    return f"{verb} {one.title}: {pairs}, {refused}."


def _noun(number: int, noun: str) -> str:
    return noun if number == 1 else f"{noun}s"
