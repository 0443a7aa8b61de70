"""How a program of the mentor ends when something is wrong."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager

from knowledge.errors import KnowledgeError

WRONG_INPUT = 2  # exit code: what was given cannot be used, and the message says so


@contextmanager
def one_sentence() -> Iterator[None]:
    """End the program with the error's own sentence and exit code 2, without a traceback."""
    try:
        yield
    except KnowledgeError as problem:
        print(f"mentor: {problem}", file=sys.stderr)
        raise SystemExit(WRONG_INPUT) from None
