"""`mentor evaluate`: how right, how honest, how fast."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated, Any

import typer


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
) -> None:
    """Measure the live release on questions whose answers are known."""
    from knowledge import live  # the engine: half a second
    from knowledge.home import Home

    mentor = live.current(Home.from_environment())
    if file.is_dir() or file.suffix in (".yml", ".yaml"):
        _conversations(mentor, file, as_json=as_json, show_failed=show_failed)
    else:
        _questions(mentor, file, as_json=as_json, show_failed=show_failed)


def _questions(mentor: Any, file: Path, *, as_json: bool, show_failed: bool) -> None:
    from rich.console import Console

    from bot.evaluation import evaluate as judge
    from bot.evaluation import summarise
    from knowledge.parse.pairs import read_pairs

    judged = judge(mentor, read_pairs(file))
    figures = summarise(judged)
    if as_json:
        print(json.dumps(figures))
        return
    console = Console()
    for row in judged:
        if (show_failed and row.answered != bool(row.expected)) or (row.answered and not row.right):
            console.print(f"[bold]{row.question}[/]\n  said: {row.said[:120]}", highlight=False)
    console.print_json(data=figures)


def _conversations(mentor: Any, file: Path, *, as_json: bool, show_failed: bool) -> None:
    from rich.console import Console
    from rich.table import Table

    from bot.conversations import by_mentor, converse, read_conversations, slices

    searched = [c for c in read_conversations(file) if not c.needs_dialogue]
    outcomes = converse(searched, by_mentor(mentor))
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
