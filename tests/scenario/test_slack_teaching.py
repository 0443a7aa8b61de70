"""Maintainers teach from Slack: "Save as Q&A", `/mentor review`, the Home tab."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest

from knowledge.notebook import Collision, Gap, Suggestion
from tests.fake_maintenance import KNOWN
from tests.scenario.echo import Mentor, answered, mentor
from tests.slack_mock import BOT, TEAM, MockSlack

GAP = Gap(
    id="0123456789abcdef0123456789abcdef",
    question="How do I deploy on a Friday?",
    phrasings=("How do I deploy on a Friday?", "friday deploys ok?"),
    question_ids=("q1", "q2"),
    n_people=2,
    n_asked=2,
    kinds={"refusal": 2},
    newest=datetime(2026, 1, 1),
    suggestion=Suggestion("p1", "The guide", "Deploying", "Deploy early in the day.", 0.3),
    close=KNOWN,
)


@pytest.fixture
def teachable(
    slack: MockSlack, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> Iterator[Mentor]:
    """A mentor with U1 and the members of a group as maintainers."""
    slack.groups["S1"] = ["U5"]
    more = {"SLACK_MAINTAINERS": "U1, S1"}
    with mentor(monkeypatch, tmp_path, **slack.environment, **more) as running:
        assert slack.wait(lambda: slack.n_sockets)
        yield running


def window(slack: MockSlack, words: str) -> dict[str, str]:
    """Wait until the open window says these words; return what stands in its fields."""
    assert slack.wait(lambda: slack.windows and words in shown(slack)), slack.windows
    inputs = [block for block in slack.window["blocks"] if block["type"] == "input"]
    return {block["block_id"]: block["element"].get("initial_value", "") for block in inputs}


def shown(slack: MockSlack) -> str:
    return json.dumps(slack.window, ensure_ascii=False)


def test_a_reply_is_saved_as_the_answer_to_its_thread(slack: MockSlack, teachable: Mentor) -> None:
    ts = slack.say(f"<@{BOT}> refuse: how do I deploy &lt;x&gt;?", user="U2")
    answered(slack, ts)
    reply = slack.say("*Run* `make deploy`, see <https://a.org|the docs>", thread_ts=ts)
    slack.use_shortcut("mentor_save", reply)
    fields = window(slack, KNOWN.question)
    assert fields["question"] == "refuse: how do I deploy <x>?"
    assert fields["answer"] == "**Run** `make deploy`, see [the docs](https://a.org)"
    slack.submit(question="How do I deploy?", phrasings="deploying how\n\nHow do I deploy?")
    assert "/mentor review" in shown(slack)
    (proposal,) = teachable.notebook.proposals()
    assert (proposal.question, proposal.paraphrases) == ("How do I deploy?", ("deploying how",))
    assert proposal.answer == fields["answer"]
    assert proposal.proposed_by == f"{TEAM}:U1"
    assert proposal.origin == f"https://acme.slack.com/archives/C1/p{reply.replace('.', '')}"


def test_a_thread_is_saved_with_its_newest_reply_of_another(
    slack: MockSlack, teachable: Mentor
) -> None:
    ts = slack.say("How do we deploy?", user="U2")
    slack.say("With care.", thread_ts=ts, user="U3")
    slack.say("Thanks!", thread_ts=ts, user="U2")
    slack.use_shortcut("mentor_save", ts, user="U5")
    fields = window(slack, KNOWN.question)
    assert (fields["question"], fields["answer"]) == ("How do we deploy?", "With care.")


def test_enter_in_the_question_looks_again_and_keeps_what_was_written(
    slack: MockSlack, teachable: Mentor
) -> None:
    ts = slack.say("We deploy with care.")
    slack.use_shortcut("mentor_save", ts)
    fields = window(slack, "Question")
    assert (fields["question"], fields["answer"]) == ("", "We deploy with care.")
    slack.press_in_window("question", question="How do we deploy?", answer="Changed.")
    fields = window(slack, KNOWN.question)
    assert (fields["question"], fields["answer"]) == ("How do we deploy?", "Changed.")


def test_an_empty_field_is_said_at_the_field(slack: MockSlack, teachable: Mentor) -> None:
    slack.use_shortcut("mentor_save", slack.say("What is it?"))
    window(slack, KNOWN.question)
    answer = slack.submit(answer="  ")
    assert answer == {
        "response_action": "errors",
        "errors": {"answer": "Write what the mentor is to say."},
    }
    assert teachable.notebook.proposals() == ()


def test_others_are_told_who_may_teach(slack: MockSlack, teachable: Mentor) -> None:
    slack.use_shortcut("mentor_save", slack.say("What is it?"), user="U9")
    window(slack, "Only maintainers teach me")
    slack.windows.clear()
    slack.command("review", user="U9")
    window(slack, "Only maintainers teach me")


def test_review_walks_through_what_waits(slack: MockSlack, teachable: Mentor) -> None:
    notebook, maintenance = teachable.notebook, teachable.maintenance
    for n in (1, 2, 3):
        notebook.propose(f"Question {n}?", f"Answer {n}.", proposed_by=f"{TEAM}:U2")
    maintenance.open_gaps = [GAP]
    maintenance.against = (
        Collision("takes over", "pair-9", "What is SOAP?", "An XML protocol.", "x", 0.8),
    )
    slack.command("Review ", user="U5")
    assert window(slack, "3 proposed pairs")["question"] == "Question 1?"
    assert "Who asks this would get the new answer" in shown(slack)
    assert "<@U2>" in shown(slack)

    slack.submit(user="U5")  # approved as it stands
    assert window(slack, "2 proposed pairs")["question"] == "Question 2?"
    assert "as well as before" in shown(slack)
    assert maintenance.taught[-1]["by"] == f"{TEAM}:U5"

    slack.submit(user="U5", answer="A better answer.")  # approved, changed
    assert window(slack, "1 proposed pair*")["question"] == "Question 3?"
    assert maintenance.taught[-1]["answer"] == "A better answer."

    slack.press_in_window("mentor_decline", user="U5")
    fields = window(slack, "2 people asked this")
    assert fields["question"] == GAP.question
    assert fields["answer"] == "Deploy early in the day."
    assert fields["phrasings"] == "friday deploys ok?"
    maintenance.passes = False
    slack.submit(user="U5", answer="Never on a Friday.")
    window(slack, "Kept, not live")
    assert "Nothing else waits" in shown(slack)
    approved = [proposal.question for proposal in notebook.proposals("approved")]
    assert approved == ["Question 1?", "Question 2?"]
    assert [proposal.question for proposal in notebook.proposals("declined")] == ["Question 3?"]
    assert maintenance.taught[-1]["paraphrases"] == ("friday deploys ok?",)


def test_what_is_skipped_does_not_come_again(slack: MockSlack, teachable: Mentor) -> None:
    teachable.maintenance.open_gaps = [GAP]
    id = teachable.notebook.propose("Question 1?", "Answer 1.", proposed_by=f"{TEAM}:U2")
    slack.command("review")
    window(slack, "Question 1?")
    slack.press_in_window("mentor_skip")
    window(slack, "2 people asked this")
    slack.press_in_window("mentor_skip")
    window(slack, "Nothing else waits")
    (waiting,) = teachable.notebook.proposals()
    assert waiting.id == id


def test_a_gap_can_be_another_phrasing(slack: MockSlack, teachable: Mentor) -> None:
    teachable.maintenance.open_gaps = [GAP]
    slack.command("review")
    window(slack, "Same as")
    slack.press_in_window("mentor_phrasing")
    window(slack, "The phrasing is live.")
    about = {"pair_id": "pair-1", "phrasing": GAP.question, "question_ids": ("q1", "q2")}
    assert teachable.maintenance.taught == [{**about, "by": f"{TEAM}:U1"}]


def test_two_maintainers_do_not_decide_twice(slack: MockSlack, teachable: Mentor) -> None:
    id = teachable.notebook.propose("Question 1?", "Answer 1.", proposed_by=f"{TEAM}:U2")
    slack.command("review")
    window(slack, "Question 1?")
    teachable.notebook.decide(id, state="declined", by="somebody")
    slack.submit()
    window(slack, "Somebody else has decided")
    assert teachable.maintenance.taught == []


def test_who_closes_the_window_is_written_to(slack: MockSlack, teachable: Mentor) -> None:
    teachable.notebook.propose("Question 1?", "Answer 1.", proposed_by=f"{TEAM}:U2")
    slack.command("review")
    window(slack, "Question 1?")
    slack.on_answer = slack.windows.clear
    slack.submit()
    assert slack.wait(lambda: slack.answers(channel="DU1"))
    assert "as well as before" in slack.answers(channel="DU1")[0]["text"]
    slack.refused.clear()  # views.update: not_found


def test_the_home_tab_shows_maintainers_what_waits(slack: MockSlack, teachable: Mentor) -> None:
    teachable.maintenance.open_gaps = [GAP]
    teachable.notebook.propose("Question 1?", "Answer 1.", proposed_by=f"{TEAM}:U2")
    for user in ("U1", "U9"):
        slack.deliver({"type": "app_home_opened", "user": user, "tab": "home", "channel": "D1"})
    assert slack.wait(lambda: "1 proposed pair and 1 question" in json.dumps(slack.homes.get("U1")))
    assert slack.wait(lambda: "U9" in slack.homes)
    assert "For maintainers" not in json.dumps(slack.homes["U9"])
    slack.press_at_home("mentor_answer_gap")
    assert window(slack, "2 people asked this")["question"] == GAP.question
    slack.submit(answer="Never.")
    window(slack, "as well as before")
    assert slack.wait(lambda: "0 questions without" in json.dumps(slack.homes["U1"]))
    slack.windows.clear()
    slack.press_at_home("mentor_review")
    window(slack, "Question 1?")
