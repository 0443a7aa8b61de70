"""The inbox: each job once, in order, and again where its holder died."""

from __future__ import annotations

from dataclasses import replace

import pytest
import sqlalchemy as sql
from sqlalchemy.engine import Engine

from connectors.slack import inbox as module
from connectors.slack.inbox import Inbox
from connectors.slack.job import Job
from connectors.slack.tables import jobs
from tests.clocks import Clocks

JOB = Job("Ev1", "T1:C1:5.1", "ask", "T1:C1:5.1", "C1", "5.1", "5.1", "U1", "what is REST?")


@pytest.fixture
def engine() -> Engine:
    return sql.create_engine("sqlite://", poolclass=sql.pool.StaticPool)


@pytest.fixture
def inbox(engine: Engine) -> Inbox:
    return Inbox(engine)


def test_an_event_is_taken_once(inbox: Inbox, engine: Engine) -> None:
    assert inbox.add(JOB)
    assert not inbox.add(JOB)
    assert not inbox.add(replace(JOB, event_id="Ev2"))  # the message event of a mention
    assert not Inbox(engine).add(JOB)  # after a restart


def test_a_question_takes_the_place_of_what_was_overheard_and_let_pass(inbox: Inbox) -> None:
    assert inbox.is_unanswered(JOB.key)
    inbox.add(replace(JOB, kind="overhear"))
    asked = replace(JOB, event_id="Ev2")
    assert not inbox.is_unanswered(JOB.key)  # it may be answered yet
    assert not inbox.add(asked)
    inbox.finish("Ev1", [])
    assert inbox.is_unanswered(JOB.key)
    assert inbox.add(asked)
    assert not inbox.is_unanswered(JOB.key)
    assert not inbox.add(JOB)  # sent again, late


def test_jobs_of_a_conversation_are_claimed_in_the_order_of_saying(inbox: Inbox) -> None:
    inbox.add(replace(JOB, event_id="Ev2", key="b", ts="6.1", text="second"))
    inbox.add(JOB)
    first = inbox.claim(JOB.conversation)
    assert first is not None
    assert (first.job, first.n_tries, first.may_be_posted) == (JOB, 1, False)
    assert inbox.claim(JOB.conversation) is None  # one at a time
    inbox.finish("Ev1", ["7.1"])
    second = inbox.claim(JOB.conversation)
    assert second is not None
    assert second.job.text == "second"


def test_a_job_whose_holder_died_is_taken_up(inbox: Inbox, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "HOLD_SECONDS", -1.0)
    inbox.add(JOB)
    inbox.claim(JOB.conversation)
    inbox.begin_posting("Ev1")
    assert inbox.waiting() == [JOB.conversation]
    again = inbox.claim(JOB.conversation)
    assert again is not None
    assert (again.n_tries, again.may_be_posted) == (2, True)


@pytest.mark.parametrize("jump", [3600.0, 86_400.0, -3600.0])
def test_a_clock_that_is_set_neither_hands_a_job_out_twice_nor_holds_it_back(
    engine: Engine, jump: float
) -> None:
    clocks = Clocks()
    mine = Inbox(engine, clock=clocks.wall_clock())
    other = Inbox(engine, clock=clocks.wall_clock())
    mine.add(JOB)
    mine.claim(JOB.conversation)
    clocks.set(jump)
    new = replace(JOB, event_id="Ev2", key="b", conversation="T1:C1:6.1")
    other.add(new)
    for _ in range(20):  # while the holder lives
        assert other.waiting() == [new.conversation]
        assert other.claim(JOB.conversation) is None
        clocks.go_on(2)
        mine.hold(["Ev1"])
    clocks.set(jump)
    other.waiting()
    clocks.go_on(3 * module.HOLD_SECONDS)  # now it is dead
    assert other.waiting() == [JOB.conversation, new.conversation]
    assert other.claim(JOB.conversation) is not None


def test_what_is_held_is_left_alone(inbox: Inbox) -> None:
    inbox.add(JOB)
    inbox.claim(JOB.conversation)
    inbox.hold(["Ev1"])
    assert inbox.waiting() == []
    inbox.let_go("Ev1", seconds=-1)
    assert inbox.waiting() == [JOB.conversation]


def test_the_end_keeps_the_answers_and_erases_the_text(inbox: Inbox, engine: Engine) -> None:
    inbox.add(JOB)
    inbox.finish("Ev1", ["7.1", "7.2"])
    assert inbox.answers(JOB.key) == ["7.1", "7.2"]
    inbox.replace_answers(JOB.key, ["7.1"])
    assert inbox.answers(JOB.key) == ["7.1"]
    assert inbox.answers("unknown") == []
    with engine.connect() as connection:
        assert connection.execute(sql.select(jobs.c.job)).scalar() == ""


def test_a_thread_is_the_mentors_once_somebody_asked_there(inbox: Inbox) -> None:
    assert inbox.part_in(JOB.conversation) == ""
    inbox.add(JOB)
    assert inbox.part_in(JOB.conversation) == "asked"


def test_a_thread_answered_unasked_is_so_until_somebody_asks(inbox: Inbox) -> None:
    inbox.add(replace(JOB, kind="overhear"))
    assert inbox.part_in(JOB.conversation) == ""  # it said nothing there
    inbox.finish(JOB.event_id, ["7.1"])
    assert inbox.part_in(JOB.conversation) == "unasked"
    assert inbox.kind_of(JOB.key) == "overhear"
    inbox.add(replace(JOB, event_id="Ev2", key="b"))
    assert inbox.part_in(JOB.conversation) == "asked"
    assert inbox.kind_of("unknown") == ""


def test_the_thread_of_a_shared_answer_is_the_mentors(inbox: Inbox) -> None:
    shared = replace(JOB, event_id="Ev2", key="s", kind="share", conversation="T1:C1:command:U1")
    inbox.add(shared)
    inbox.finish("Ev2", ["7.1"])
    assert inbox.part_in("T1:C1:7.1") == "asked"
    assert inbox.part_in("T1:C2:7.1") == inbox.part_in("T1:C1:7.2") == ""


def test_a_table_of_before_gets_the_column_it_lacks(engine: Engine) -> None:
    with engine.begin() as connection:
        columns = ", ".join(c.name for c in jobs.columns if c.name != "person")
        connection.execute(sql.text(f"CREATE TABLE slack_jobs ({columns}, UNIQUE (key))"))
    assert Inbox(engine).add(JOB)
    assert Inbox(engine).part_in(JOB.conversation) == "asked"


def test_old_jobs_are_erased_at_the_start(
    inbox: Inbox, engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    inbox.add(JOB)
    inbox.finish("Ev1")
    monkeypatch.setattr(module, "KEEP_SECONDS", -1.0)
    assert Inbox(engine).part_in(JOB.conversation) == ""
