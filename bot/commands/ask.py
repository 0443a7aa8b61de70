"""`mentor ask`: one question, answered by the engine itself, without a server."""

from __future__ import annotations

import json
from typing import Annotated

import typer


def ask(
    text: Annotated[str, typer.Argument(help="The question.", show_default=False)],
    *,
    as_json: Annotated[
        bool, typer.Option("--json", help="Print what a client of the REST channel gets.")
    ] = False,
) -> None:
    """Answer one question."""
    from rich.console import Console

    from bot.terminal import show
    from knowledge import live  # the engine: half a second
    from knowledge.home import Home

    reply = live.current(Home.from_environment()).ask(text)
    if as_json:
        print(json.dumps({"text": reply.text, "custom": reply.payload()}, ensure_ascii=False))
    else:
        show(Console(), reply.text, reply.payload())
