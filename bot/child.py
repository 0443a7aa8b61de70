"""What the mentor's programs do first; `bot.stack` starts them as `python -m bot.child PROGRAM`."""

from __future__ import annotations

import importlib
import logging
import os
import sys

from bot.errors import one_sentence
from bot.lean import leave_out_unused
from bot.lifeline import follow_parent
from bot.promoted import promoted_model
from knowledge.home import Home


def main() -> None:
    """Run `bot.server` or `bot.action_server`."""
    follow_parent()
    logging.captureWarnings(True)  # third parties about third parties: no news to who serves
    logging.getLogger("py.warnings").setLevel(logging.ERROR)
    with one_sentence():
        leave_out_unused(promoted_model(Home.from_environment()))
        importlib.import_module(f"bot.{sys.argv[1]}").run(*sys.argv[2:])
    os._exit(0)  # threads of the runtimes below need no farewell


if __name__ == "__main__":
    main()
