"""`make audit` where the advisory database is away."""

from __future__ import annotations

import os
import subprocess

from knowledge.home import REPOSITORY


def test_without_the_database_it_says_so_in_one_sentence() -> None:
    nowhere = {"HTTPS_PROXY": "http://127.0.0.1:9", "https_proxy": "http://127.0.0.1:9"}
    command = [REPOSITORY / ".ci" / "audit"]
    environment = {**os.environ, **nowhere}
    run = subprocess.run(command, cwd=REPOSITORY, env=environment, capture_output=True, text=True)
    assert run.returncode == 1
    assert run.stdout == ""
    assert run.stderr.startswith("The advisory database at https://pypi.org cannot be reached")
    assert run.stderr.count("\n") == 1
