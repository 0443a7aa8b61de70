"""`mentor teach`, `mentor review`, `mentor forget`: the notebook's commands."""

from __future__ import annotations

import getpass
from typing import Annotated

import typer


def teach(
    question: Annotated[str, typer.Argument(help="What people ask.", show_default=False)],
    answer: Annotated[str, typer.Argument(help="What the mentor is to say.", show_default=False)],
    *,
    also: Annotated[
        list[str] | None, typer.Option("--also", help="Another phrasing; may be repeated.")
    ] = None,
) -> None:
    """Teach one pair and make it live."""
    _teach(question, answer, also or [])


def review() -> None:
    """Go through what was asked and not answered, and teach the answers."""
    from rich.console import Console

    from knowledge.home import Home
    from knowledge.notebook import Notebook

    console = Console()
    waiting = Notebook.of(Home.from_environment()).asked(kind="refusal")
    questions = list(dict.fromkeys(asked.text for asked in waiting))
    if not questions:
        console.print("Nothing waits: every question was answered.")
        return
    console.print(f"{len(questions)} questions were not answered. Empty skips, Ctrl-C leaves.")
    for question in questions:
        console.print(f"\n[bold]{question}[/]", highlight=False)
        answer = typer.prompt("Answer", default="", show_default=False)
        if answer.strip():
            _teach(question, answer, [])


def forget(
    person: Annotated[str, typer.Argument(help="The sender as the channel names them.")],
) -> None:
    """Erase what one person asked and taught."""
    from bot.forgetting import forget_conversation
    from knowledge.home import Home
    from knowledge.notebook import Notebook

    home = Home.from_environment()
    gone = Notebook.of(home).forget(person)
    n_events = forget_conversation(home, person)
    typer.echo(
        f"Erased {gone.n_questions} questions, {gone.n_pairs} taught pairs and {n_events} events "
        "of the conversation."
    )


def _teach(question: str, answer: str, also: list[str]) -> None:
    from rich.console import Console

    from bot.progress import stages
    from bot.teaching import teach as teach_home
    from knowledge.home import Home

    with stages(Console(stderr=True)) as report:
        result = teach_home(
            Home.from_environment(),
            question,
            answer,
            also=also,
            taught_by=getpass.getuser(),
            report=report,
        )
    typer.echo(result.sentence)
