"""`mentor evaluate`: how right, how honest, how fast."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Optional

import typer
from rich.markup import escape

from knowledge.errors import SettingError

if TYPE_CHECKING:
    from bot.outcomes import Outcome, SliceScore
    from bot.report.subject import Subject
    from knowledge.mentor import Mentor
    from knowledge.parse.pairs import PairSet

MAX_SHOWN = 160  # characters of a reply


def evaluate(
    file: Annotated[
        Path,
        typer.Argument(
            metavar="FILE",
            help="Questions with their answers as CSV (an empty answer expects a refusal), or "
            "conversations with expectations as YAML; a file or a folder of them.",
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
    report: Annotated[
        Optional[Path],  # noqa: UP045  Typer reads it as it runs
        typer.Option(
            metavar="FILE.html",
            help="Write a page with plots, slices and the worst questions, in one file.",
        ),
    ] = None,
) -> None:
    """Measure the live release on questions whose answers are known."""
    from bot.examination import tables_in
    from bot.report.file import check_place, write_report

    if report:
        check_place(report)
    tables = tables_in(file)
    if tables and server:
        raise SettingError("--server holds conversations (.yml); CSV is put to the search alone.")
    if tables:
        subject = _ask(file, tables, as_json=as_json, show_failed=show_failed)
    else:
        subject = _converse(file, server, as_json=as_json, show_failed=show_failed)
    if report:
        write_report(subject, report)
        typer.echo(f"The report is in {report}.", err=True)


def _mentor() -> Mentor:
    from knowledge import live  # the engine: half a second
    from knowledge.home import Home

    return live.current(Home.from_environment())


@contextmanager
def _progress() -> Iterator[Callable[[float], None]]:
    """Show how much is asked, where JSON on the standard output is not disturbed."""
    from rich.console import Console

    from bot.progress import stages

    with stages(Console(stderr=True)) as report:
        yield partial(report, "Asking")


def _ask(file: Path, tables: dict[str, PairSet], *, as_json: bool, show_failed: bool) -> Subject:
    from rich.console import Console

    from bot.evaluation import summarise
    from bot.examination import examine_tables

    with _progress() as progress:
        subject = examine_tables(file.name, tables, _mentor(), progress=progress)
    figures = summarise(subject.judged)
    if as_json:
        print(json.dumps(figures))
        return subject
    console = Console()
    for row in subject.judged:
        if (row.answered and not row.right) or (show_failed and row.answered != row.in_scope):
            console.print(f"{row.question}\n  said: {row.said[:MAX_SHOWN]}", markup=False)
    console.print_json(data=figures)
    return subject


def _converse(file: Path, server: str, *, as_json: bool, show_failed: bool) -> Subject:
    from bot.conversations import read_conversations
    from bot.examination import examine_conversations, examine_server
    from bot.outcomes import slices

    conversations, name = read_conversations(file), file.resolve().name
    with _progress() as progress:
        subject, outcomes = (
            examine_server(name, conversations, server, progress=progress)
            if server
            else examine_conversations(name, conversations, _mentor(), progress=progress)
        )
    scores = slices(outcomes)
    if as_json:
        print(json.dumps({name: score.as_dict() for name, score in scores.items()}))
    else:
        _show(scores, outcomes if show_failed else ())
    return subject


def _show(scores: dict[str, SliceScore], failed: Sequence[Outcome]) -> None:
    from rich.console import Console
    from rich.table import Table

    console = Console()
    for outcome in failed:
        for turn, reply in outcome.unmet():
            console.print(f"{turn.ask}\n  {reply.kind}: {reply.text[:MAX_SHOWN]}", markup=False)
    heads = ("slice", "met", "of", "share", "wrongly refused", "wrongly answered", "asked back")
    table = Table(*heads)
    for name, score in scores.items():
        counts = (score.wrongly_refused, score.wrongly_answered, score.asked_back)
        share = f"{score.met / score.n:.1%}"
        table.add_row(escape(name), str(score.met), str(score.n), share, *map(str, counts))
    console.print(table)
