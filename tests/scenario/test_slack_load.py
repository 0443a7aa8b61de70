"""A short form of `make slack-chaos`: each question is answered once, whatever happens."""

from __future__ import annotations

import os
import shutil
import signal
from pathlib import Path

import pytest

from tests import slack_chaos
from tests.scenario.conftest import start
from tests.slack_mock import MockSlack

N_EVENTS = 100


@pytest.mark.timeout(600)
def test_each_question_is_answered_once_whatever_happens(
    home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    own = tmp_path / "home"
    shutil.copytree(home, own, symlinks=True)
    slack = MockSlack()
    for name, value in slack.environment.items():
        monkeypatch.setenv(name, value)
    server = start(own, tmp_path / "output")
    try:
        assert slack.wait(lambda: slack.n_sockets, seconds=20)
        report = slack_chaos.run(
            slack,
            lambda: os.kill(server.children()["server"], signal.SIGKILL),
            n_events=N_EVENTS,
            seconds=120,
        )
    finally:
        server.interrupt()
        slack.stop()
    print(f"\n{report}\n{server.output.read_text('utf-8')[-600:]}")
    assert report.n_kills == 2
    assert report.n_threads > 0
    assert slack_chaos.is_kept(report), report
