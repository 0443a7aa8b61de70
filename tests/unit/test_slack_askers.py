"""Who asked which question, and that they can be forgotten."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from connectors.slack import askers as module
from connectors.slack.askers import Asker, Askers
from connectors.slack.forgetting import forget, hash_of
from connectors.slack.inbox import Inbox
from connectors.slack.job import Job
from connectors.slack.teller import tell
from knowledge.home import Home
from knowledge.notebook import Notebook, ToTell

JOB = Job("Ev1", "T1:C1:5.1", "ask", "T1:C1:5.1", "C1", "5.1", "5.1", "U1", "what is REST?")
ASKER = Asker("T1:C1:5.1", "U1", "T1:C1:5.1", "C1", "5.1", False)


@pytest.fixture
def notebook(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Notebook:
    monkeypatch.delenv("DATABASE_URL", raising=False)
    monkeypatch.setenv("MENTOR_HOME", str(tmp_path))
    return Notebook.of(Home(tmp_path))


@pytest.fixture
def askers(notebook: Notebook) -> Askers:
    return Askers(notebook.engine, hashed=lambda person: hash_of(notebook, person))


def test_the_asker_of_a_question_is_known(askers: Askers) -> None:
    askers.note(JOB, ["q1", "q2", "q1", ""])
    assert askers.who("q1") == askers.who("q2") == ASKER
    assert askers.who("q3") is None


def test_what_is_asked_anew_is_not_asked_any_more(askers: Askers) -> None:
    askers.note(JOB, ["q1"])
    askers.note(replace(JOB, key="edit"), ["q2"], key=JOB.key)
    assert askers.who("q1") is None
    assert askers.who("q2") == ASKER
    askers.note(JOB, [])
    assert askers.who("q2") is None


def test_old_ones_are_erased_at_the_start(
    askers: Askers, notebook: Notebook, monkeypatch: pytest.MonkeyPatch
) -> None:
    askers.note(JOB, ["q1"])
    monkeypatch.setattr(module, "KEEP_SECONDS", -1.0)
    assert Askers(notebook.engine).who("q1") is None


def test_a_person_is_forgotten_and_others_are_not(askers: Askers, notebook: Notebook) -> None:
    inbox = Inbox(notebook.engine, hashed=lambda person: hash_of(notebook, person))
    other = replace(JOB, event_id="Ev2", key="b", user="U2", conversation="T1:C1:9.1")
    for job, id in ((JOB, "q1"), (other, "q2")):
        inbox.add(job)
        askers.note(job, [id])
    assert list(forget("T1:U1").values()) == [1, 1]
    assert askers.who("q1") is None
    assert inbox.kind_of(JOB.key) == ""
    assert askers.who("q2") is not None
    assert inbox.kind_of("b") == "ask"
    assert list(forget("T1:U1").values()) == [0, 0]


def test_who_asked_privately_is_told_privately() -> None:
    answered = ToTell("q1", "what?", "This.", {"kind": "answer"})
    public = tell(answered, ASKER)
    assert (public.channel, public.thread_ts, public.target) == ("C1", "5.1", ASKER.key)
    assert public.reply == {"text": "This.", "custom": {"kind": "answer"}}
    private = tell(answered, replace(ASKER, is_private=True))
    assert (private.channel, private.thread_ts, private.target) == ("", "", "")
    assert tell(replace(answered, question_id="q2"), ASKER).key == public.key  # asked twice
