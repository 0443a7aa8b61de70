"""`mentor evaluate`: how right, how honest, how fast."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from knowledge.mentor import Mentor


def evaluate(
    file: Annotated[
        Path,
        typer.Argument(
            metavar="FILE",
            help="Questions with their answers as CSV (an empty answer expects a refusal), or "
            "conversations with expectations as YAML, a file or a folder of them.",
        ),
    ],
    *,
    as_json: Annotated[bool, typer.Option("--json", help="Print the figures as JSON.")] = False,
    show_failed: Annotated[
        bool, typer.Option("--failed", help="Show each question that went wrong.")
    ] = False,
    server: Annotated[
        str,
        typer.Option(
            metavar="ADDRESS",
            help="Hold the conversations with the mentor that serves there, small talk included; "
            "else with the search alone.",
        ),
    ] = "",
) -> None:
    """Measure the live release on questions whose answers are known."""
    if file.is_dir() or file.suffix in (".yml", ".yaml"):
        _conversations(file, server, as_json=as_json, show_failed=show_failed)
    else:
        _questions(file, as_json=as_json, show_failed=show_failed)


def _mentor() -> Mentor:
    from knowledge import live  # the engine: half a second
    from knowledge.home import Home

    return live.current(Home.from_environment())


def _questions(file: Path, *, as_json: bool, show_failed: bool) -> None:
    from rich.console import Console

    from bot.evaluation import evaluate as judge
    from bot.evaluation import summarise
    from knowledge.parse.pairs import read_pairs

    judged = judge(_mentor(), read_pairs(file))
    figures = summarise(judged)
    if as_json:
        print(json.dumps(figures))
        return
    console = Console()
    for row in judged:
        if (show_failed and row.answered != bool(row.expected)) or (row.answered and not row.right):
            console.print(f"[bold]{row.question}[/]\n  said: {row.said[:120]}", highlight=False)
    console.print_json(data=figures)


def _conversations(file: Path, server: str, *, as_json: bool, show_failed: bool) -> None:
    from rich.console import Console
    from rich.table import Table

    from bot.conversations import by_mentor, by_server, converse, read_conversations, slices

    conversations = read_conversations(file)
    if server:
        outcomes = converse(conversations, by_server(server))
    else:
        searched = [c for c in conversations if not c.needs_dialogue]
        outcomes = converse(searched, by_mentor(_mentor()))
    counts = slices(outcomes)
    if as_json:
        print(json.dumps({name: {"met": met, "of": n} for name, (met, n) in counts.items()}))
        return
    console = Console()
    for outcome in outcomes if show_failed else ():
        for turn, reply in outcome.unmet():
            console.print(f"{turn.ask}\n  {reply.kind}: {reply.text[:160]}", markup=False)
    table = Table("slice", "met", "of", "share")
    for name, (met, n) in counts.items():
        table.add_row(name, str(met), str(n), f"{met / n:.1%}")
    console.print(table)
