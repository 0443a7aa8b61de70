"""`make slack-demo`: what its page and its terminal do reaches the mentor and comes back."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from tests.scenario.echo import Mentor, answered, mentor
from tests.slack_demo import ANN, GENERAL, MAX, SETTINGS, DemoSlack, press, shown


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[DemoSlack, Mentor]]:
    slack = DemoSlack()
    home = tmp_path_factory.mktemp("home")
    more = {**slack.environment, **SETTINGS}
    with pytest.MonkeyPatch.context() as patch, mentor(patch, home, **more) as running:
        assert slack.wait(lambda: slack.n_sockets)
        yield slack, running
    slack.stop()
    assert slack.refused == []


def act(slack: DemoSlack, what: str, *, user: str = ANN, **more: Any) -> dict[str, Any]:
    answer = httpx.post(
        f"{slack.address}/demo/do", json={"do": what, "user": user, **more}, timeout=10
    )
    done: dict[str, Any] = answer.json()
    return done


def state(slack: DemoSlack) -> dict[str, Any]:
    found: dict[str, Any] = httpx.get(f"{slack.address}/demo/state").json()
    return found


def said(slack: DemoSlack, text: str) -> dict[str, Any]:
    """Wait for a message that the page shows."""

    def found() -> list[dict[str, Any]]:
        return [m for m in state(slack)["messages"] if m["text"] == text]

    assert slack.wait(found), state(slack)
    return found()[-1]


def test_the_page_is_there(demo: tuple[DemoSlack, Mentor]) -> None:
    page = httpx.get(f"{demo[0].address}/")
    assert page.headers["Content-Type"].startswith("text/html")
    assert "</script>" in page.text


def test_a_question_is_asked_edited_and_deleted(demo: tuple[DemoSlack, Mentor]) -> None:
    slack, _ = demo
    act(slack, "say", channel=GENERAL, text="@mentor a < b?", thread_ts="")
    ts = said(slack, "heard a &lt; b?")["thread_ts"]
    act(slack, "edit", ts=ts, text="@mentor and now?")
    said(slack, "heard @mentor and now?")
    act(slack, "delete", ts=ts)
    assert slack.wait(lambda: not slack.answers(ts))
    assert act(slack, "delete", ts=ts) == {"error": "Slack: message_not_found"}


def test_what_one_person_sees_has_buttons(demo: tuple[DemoSlack, Mentor]) -> None:
    slack, running = demo
    act(slack, "say", channel=GENERAL, text="/mentor what is SQL?", thread_ts="")
    whisper = said(slack, "heard what is SQL?")
    assert (whisper["to"], whisper["whisper"]) == (ANN, True)
    act(slack, "press", ts=whisper["ts"], whisper=True, action_id="mentor_helpful")
    assert [rating.helpful for rating in running.notebook.ratings()] == [True]


def test_windows_are_shown_to_who_opened_them(demo: tuple[DemoSlack, Mentor]) -> None:
    slack, running = demo
    ts = slack.say("We deploy with care.", channel=GENERAL, user=ANN)
    act(slack, "use_shortcut", user=MAX, ts=ts)
    assert slack.wait(lambda: "We deploy with care." in str(state(slack)["window"]))
    assert state(slack)["window"]["for"] == MAX
    assert "question" in act(slack, "submit", user=MAX, written={"question": " "})["errors"]
    act(slack, "submit", user=MAX, written={"question": "How do we deploy?"})
    act(slack, "close", user=MAX)
    assert state(slack)["window"] is None
    (proposal,) = running.notebook.proposals()
    assert proposal.answer == "We deploy with care."
    act(slack, "open_home", user=MAX)
    assert slack.wait(lambda: "1 proposed pair" in str(state(slack)["homes"].get(MAX)))


def test_the_terminal_numbers_the_buttons(demo: tuple[DemoSlack, Mentor]) -> None:
    slack, _ = demo
    ts = slack.say("<@U0MENTOR> what is REST?", channel=GENERAL, user=ANN)
    answered(slack, ts)
    (answer,) = slack.answers(ts)
    assert "[1 What is REST?]\n   [2 Helpful]  [3 Not helpful]" in shown(answer)
    assert press(slack, answer, "1")
    answered(slack, ts, 2)
    assert not press(slack, answer, "9")
    assert not press(slack, answer, "x")
