"""Long work made visible: a line for each stage, with a bar where its share is known."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Callable, Iterator

from rich.console import Console
from rich.progress import (
    BarColumn,
    Progress,
    SpinnerColumn,
    TaskID,
    TextColumn,
    TimeElapsedColumn,
)


@contextlib.contextmanager
def stages(console: Console) -> Iterator[Callable[[str, float], None]]:
    """Show the stages of a training.

    Yields:
        What to call with a stage's words and its share done, 0 to 1. Where the console is no
        terminal, each stage is one line when it is over.
    """
    progress = Progress(
        SpinnerColumn(),
        TextColumn("{task.description}"),
        BarColumn(bar_width=30),
        TimeElapsedColumn(),
        console=console,
        disable=not console.is_terminal,
    )
    board = _Board(progress, console)
    with progress:
        yield board.report
        board.finish()


class _Board:
    """The stages so far; only the last one is at work."""

    def __init__(self, progress: Progress, console: Console) -> None:
        self._progress = progress
        self._console = console
        self._stage = ""
        self._task: TaskID | None = None
        self._started = 0.0

    def report(self, stage: str, share: float) -> None:
        if stage != self._stage:
            self.finish()
            self._stage, self._started = stage, time.monotonic()
            self._task = self._progress.add_task(stage, total=1.0)
        if self._task is not None:
            self._progress.update(self._task, completed=share or None, total=1.0 if share else None)

    def finish(self) -> None:
        if self._task is not None:
            self._progress.update(self._task, completed=1.0, total=1.0)
            if not self._console.is_terminal:
                took = time.monotonic() - self._started
                self._console.print(f"{self._stage}: {took:.1f} s", highlight=False)
