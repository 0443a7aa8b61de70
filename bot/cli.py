"""The `mentor` command."""

from __future__ import annotations

import typer

from bot.commands.ask import ask
from bot.commands.chat import chat
from bot.commands.doctor import doctor
from bot.commands.evaluate import evaluate
from bot.commands.export import export
from bot.commands.forget import forget
from bot.commands.imports import import_
from bot.commands.new import new
from bot.commands.releases import releases
from bot.commands.serve import serve
from bot.commands.teach import review, teach
from bot.commands.train import train
from bot.errors import one_sentence

app = typer.Typer(
    name="mentor",
    help="Answers questions from your article and your question-and-answer pairs, with sources.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
app.command()(ask)
app.command()(chat)
app.command()(serve)
app.command()(train)
app.command("import")(import_)
app.command()(export)
app.command()(teach)
app.command()(review)
app.command()(evaluate)
app.add_typer(releases, name="releases")
app.command()(new)
app.command()(forget)
app.command()(doctor)


def main() -> None:
    """Run the command that the command line names."""
    with one_sentence():
        app()


if __name__ == "__main__":
    main()
