"""`mentor new`: a home for other knowledge."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Annotated

import typer

from knowledge.errors import SettingError
from knowledge.home import REPOSITORY, Home

SKELETON = ("config.yml", "domain.yml", "bot/data")

README = """\
# A mentor of your own

1. `export MENTOR_HOME="{root}"`
2. `mentor import article.md pairs.csv` brings in documents (Markdown, HTML, PDF, text) and
   question-and-answer pairs (CSV, YAML, JSONL): files or addresses.
3. `mentor train`, then `mentor serve`.

`knowledge/sources/` and `knowledge/pairs/` hold what was brought in; `config.yml`, `domain.yml` and
`bot/data/` say how the mentor converses; `.mentor/` is its own.
"""


def new(
    folder: Annotated[
        Path, typer.Argument(metavar="DIR", help="A folder that is empty or not there yet.")
    ],
) -> None:
    """Make a home for other knowledge: the conversational skeleton, and nothing known yet."""
    create(folder.expanduser().resolve())
    typer.echo(f'Made {folder}. Next: export MENTOR_HOME="{folder.resolve()}"')


def create(root: Path) -> Home:
    """Write the skeleton of a home.

    Raises:
        SettingError: the folder holds something, or cannot be written.
    """
    try:
        if root.exists() and any(root.iterdir()):
            raise SettingError(
                f"{root} is not empty; name a folder that is empty or not there yet."
            )
        home = Home(root)
        for folder in (home.sources, home.pairs):
            folder.mkdir(parents=True)
        _copy_skeleton(root)
        (root / "README.md").write_text(README.format(root=root), encoding="utf-8")
    except OSError as problem:
        raise SettingError(f"{root} cannot be made: {problem.strerror}.") from None
    return home


def _copy_skeleton(root: Path) -> None:
    for name in SKELETON:
        source = REPOSITORY / name
        if source.is_dir():
            shutil.copytree(source, root / name)
        else:
            shutil.copy(source, root / name)
