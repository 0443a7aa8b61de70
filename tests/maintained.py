"""A small home that is maintained: the guide to tea, the real encoder, a trained dialogue."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

from knowledge.home import REPOSITORY, Home
from knowledge.parse.pairs import PairSet, write_yaml
from tests import tea

MENTOR = Path(sys.executable).with_name("mentor")
QUESTIONS = """\
- slice: answerable
  turns:
    - {ask: how long can I keep tea?, kind: answer, says: [[two years]]}
- slice: answerable
  turns:
    - {ask: what is a gaiwan made of?, kind: answer, says: [[porcelain]]}
- slice: far
  turns:
    - {ask: who won the football match yesterday?, kind: refusal}
"""


def tea_home(root: Path, state: Path) -> Home:
    """Make a home that knows tea, without a release.

    Args:
        root: an empty folder.
        state: another home's `.mentor`, whose encoder and dialogue models are taken over.
    """
    home = Home(root)
    for name in ("config.yml", "domain.yml", "bot/data"):
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).symlink_to(REPOSITORY / name)
    for folder in (home.sources, home.pairs, home.state, root / "tests" / "questions"):
        folder.mkdir(parents=True)
    (home.sources / "tea.md").write_text(tea.GUIDE, "utf-8")
    pairs = tuple(tea.pair(q, a, also, "Tea") for q, a, also in tea.PAIRS)
    write_yaml(PairSet(pairs, tea.OUTSIDE), home.pairs / "tea.yml")
    (root / "tests" / "questions" / "tea.yml").write_text(QUESTIONS, "utf-8")
    shutil.copytree(state / "encoders", home.state / "encoders")
    shutil.copytree(state / "models", home.state / "models")
    return home


def run(home: Home, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run `mentor` on a home; without a terminal, so that it asks nothing."""
    environment = {**os.environ, "MENTOR_HOME": str(home.root)}
    return subprocess.run(
        [MENTOR, *arguments],
        env=environment,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
    )
