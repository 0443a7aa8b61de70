"""`mentor train`: from the home's files to a live release."""

from __future__ import annotations

import getpass
from typing import Annotated

import typer


def train(
    finetuned: Annotated[
        bool | None,
        typer.Option(
            "--finetune/--no-finetune",
            help="Tune the encoder on the pairs' phrasings first (minutes), or go back to the "
            "encoder as it is. By default it stays as the live release has it.",
            show_default=False,
        ),
    ] = None,
) -> None:
    """Train on all sources and pairs and make the result live."""
    from rich.console import Console
    from rich.table import Table

    from bot.maintenance.lock import training
    from bot.progress import stages
    from bot.train import train as train_home  # the encoder, and Rasa where the dialogue changed
    from knowledge.bundle import Bundle
    from knowledge.home import Home
    from knowledge.releases import Releases

    home = Home.from_environment()
    console = Console(stderr=True)
    with stages(console) as report, training(home):
        release = train_home(home, by=getpass.getuser(), finetuned=finetuned, report=report)
    manifest = Bundle(Releases(home).bundle(release)).manifest
    table = Table.grid(padding=(0, 2))
    table.add_row("Release", release.id)
    table.add_row("Passages", str(manifest["n_passages"]))
    table.add_row("Pairs", str(manifest["n_pairs"]))
    table.add_row("Expected coverage", f"{release.report['answered']:.0%}")
    table.add_row("Expected wrong rate", f"{release.report['wrong_rate']:.1%}")
    if tuning := release.report.get("finetuning"):
        better = tuning["after"] > tuning["before"]
        table.add_row(
            "Fine-tuning",
            f"{'kept' if better else 'not kept'}: of the phrasings held out "
            f"{tuning['after']:.1%} find their pair with it, {tuning['before']:.1%} without",
        )
    console.print(table)
