"""A bare `rasa train` over the shipped knowledge, and conversations with what it trained."""

from __future__ import annotations

import logging
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from rasa.utils.log_utils import configure_structlog

from actions import answer, language, services
from knowledge import live
from knowledge.build import build
from knowledge.home import REPOSITORY, Home
from tests.dialogue import Dialogue, Said
from tests.fakes import FakeRecorder

# Rasa says it of every domain that has slots.
pytestmark = pytest.mark.filterwarnings("ignore:Slot auto-fill has been removed:UserWarning")

FILES = ("config.yml", "domain.yml", "bot/data", "knowledge/sources", "knowledge/pairs")
LANGUAGE = "which language should I learn first?"


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Home:
    """A home with the shipped files and its knowledge built, but nothing promoted."""
    root = tmp_path_factory.mktemp("home")
    for name in FILES:
        source, target = REPOSITORY / name, root / name
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copytree(source, target) if source.is_dir() else shutil.copy(source, target)
    exported = REPOSITORY / ".mentor" / "encoders"  # by content hash; a minute of torch less
    if exported.is_dir():
        shutil.copytree(exported, root / ".mentor" / "encoders")
    home = Home(root)
    build(home, report=lambda stage, share: None)
    return home


@pytest.fixture(scope="module")
def trained(home: Home) -> subprocess.CompletedProcess[str]:
    environment = {
        **os.environ,
        "MENTOR_HOME": str(home.root),
        "RASA_TELEMETRY_ENABLED": "false",
        "TF_CPP_MIN_LOG_LEVEL": "3",
    }
    rasa = Path(sys.executable).with_name("rasa")
    return subprocess.run(
        [rasa, "train"], cwd=home.root, env=environment, capture_output=True, text=True
    )


@pytest.fixture(scope="module")
def recorder() -> FakeRecorder:
    return FakeRecorder()


@pytest.fixture(scope="module")
def dialogue(
    home: Home, trained: subprocess.CompletedProcess[str], recorder: FakeRecorder
) -> Iterator[Dialogue]:
    configure_structlog(logging.ERROR)
    (model,) = (home.root / "models").glob("*.tar.gz")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("MENTOR_HOME", str(home.root))
        talk = Dialogue(
            model,
            services.Services(
                mentor=lambda: live.current(home),
                recorder=lambda: recorder,
                contact=lambda: "#backend-help",
            ),
        )
        yield talk
        talk.close()


@pytest.fixture
def say(dialogue: Dialogue, request: pytest.FixtureRequest) -> Any:
    """Return a way to talk as a person of this test's own."""

    def one(text: str) -> list[Said]:
        return dialogue.say(text, sender=request.node.name)

    return one


def only(said: list[Said]) -> Said:
    (one,) = said
    return one


def test_a_bare_rasa_train_works_and_leaves_the_configuration_alone(
    home: Home, trained: subprocess.CompletedProcess[str]
) -> None:
    assert trained.returncode == 0, trained.stderr
    assert "Finished training component 'LinearIntentClassifier'" in trained.stdout + trained.stderr
    assert len(list((home.root / "models").glob("*.tar.gz"))) == 1
    for name in ("config.yml", "domain.yml"):
        assert (home.root / name).read_bytes() == (REPOSITORY / name).read_bytes()


def test_the_test_stories_go_as_written(dialogue: Dialogue, home: Home, tmp_path: Path) -> None:
    measured = dialogue.tested(home.root / "bot" / "data", tmp_path)
    failed = tmp_path / "failed_test_stories.yml"
    assert measured["actions"]
    assert measured["report"]["conversation_accuracy"]["accuracy"] == 1.0, failed.read_text()


def test_a_greeting(say: Any) -> None:
    assert only(say("hello")).kind == "smalltalk"


def test_a_question_is_answered_with_its_source_and_recorded(
    say: Any, recorder: FakeRecorder
) -> None:
    said = only(say("what is OAuth good for?"))
    assert said.kind == "answer"
    assert "authori" in said.text.lower()
    assert said.custom["sources"][0]["quote"]
    assert said.custom["question_id"] == f"q{len(recorder.rows)}"


def test_a_follow_up_is_understood_from_the_conversation(say: Any, dialogue: Dialogue) -> None:
    say("what is OAuth good for?")
    assert only(say("thanks!")).kind == "smalltalk"
    assert "JWT" in only(say("is it the same as JWT?")).text
    sender = "test_a_follow_up_is_understood_from_the_conversation"
    assert "OAuth" in dialogue.understood(sender=sender)["knowledge"]["query"]["text"]


def test_a_comparison_shows_both_sides(say: Any) -> None:
    text = only(say("Django vs Spring")).text
    assert "Django" in text
    assert "Spring" in text


def test_two_questions_are_both_answered_though_one_compares(say: Any) -> None:
    said = only(say("what is OAuth good for, and is it the same as JWT?"))
    assert said.kind == "answer"
    assert "OAuth" in said.text
    assert "JWT" in said.text


def test_what_nobody_taught_it_is_refused_in_changing_words(say: Any) -> None:
    said = [only(say(text)) for text in ("how long do I boil an egg?",) * 3]
    assert {one.kind for one in said} == {"refusal"}
    assert len({one.text for one in said}) == 3
    assert answer.PERSON_REQUEST in said[-1].custom["suggestions"]


def test_a_person_is_named(say: Any) -> None:
    assert "#backend-help" in only(say("let me talk to a human")).text


def test_help_names_topics(say: Any, home: Home) -> None:
    assert live.current(home).topics()[0] in only(say("what can you do?")).text


def test_the_language_form_twice_in_a_row(say: Any) -> None:
    asked = only(say(LANGUAGE))
    assert (asked.kind, asked.text) == ("dialogue", "What would you like to build?")
    assert asked.custom["suggestions"] == list(language.GOALS)
    assert only(say("Enterprise software")).text == "What do you know already?"
    first = only(say("Some HTML and CSS"))
    assert first.kind == "answer"
    assert "JavaScript" in first.text
    assert "Java is at home" in first.text or "Java with Spring" in first.text
    assert len(first.custom["sources"]) == 2
    assert only(say("recommend a language")).text == "What would you like to build?"
    assert only(say("A startup product")).text == "What do you know already?"
    assert "Python" in only(say("I have never programmed")).text


def test_the_form_is_left_by_a_question_and_taken_up_again(say: Any) -> None:
    say(LANGUAGE)
    say("a web shop")
    left = only(say("what is Django, by the way?"))
    assert left.kind == "answer"
    assert "Python" in left.text
    assert left.custom["suggestions"][0] == answer.LANGUAGE_QUESTION
    again = only(say(answer.LANGUAGE_QUESTION))
    assert again.text == "You want to build: a web shop. What do you know already?"
    assert only(say("nothing yet")).text.startswith("I would start with **Python**")


def test_the_form_is_left_by_stop_and_begins_afresh(say: Any) -> None:
    say(LANGUAGE)
    say("a web shop")
    assert only(say("stop")).kind == "dialogue"
    assert only(say("thanks")).kind == "smalltalk"
    assert only(say(LANGUAGE)).text == "What would you like to build?"


def test_small_talk_inside_the_form_is_answered_and_the_question_put_again(say: Any) -> None:
    say(LANGUAGE)
    talk, question = say("thank you")
    assert talk.kind == "smalltalk"
    assert question.text == "What would you like to build?"
    assert only(say("a blog")).text == "What do you know already?"


@pytest.mark.parametrize(
    "text",
    ["yes", "...", "", LANGUAGE, "x" * 20_000],
    ids=["yes", "dots", "empty", "again", "long"],
)
def test_what_answers_nothing_inside_the_form_is_asked_again(say: Any, text: str) -> None:
    say(LANGUAGE)
    assert only(say(text)).text.endswith("What would you like to build?")
    assert only(say("a blog")).text == "What do you know already?"


def test_goodbye_ends_the_form(say: Any) -> None:
    say(LANGUAGE)
    assert only(say("goodbye")).kind == "smalltalk"
    assert only(say("hello")).kind == "smalltalk"


def test_messages_that_cannot_be_read_are_declined(say: Any) -> None:
    assert "empty" in only(say("")).text
    assert "at once" in only(say("why " * 5_000)).text


def test_a_guarded_slash_is_no_command(say: Any, dialogue: Dialogue) -> None:
    say("\u2060/restart")
    kept = dialogue.understood(sender="test_a_guarded_slash_is_no_command")
    assert kept["intent"]["name"] != "restart"
    assert kept["knowledge"]["query"]["raw"] == "/restart"


def test_rasas_own_restart_forgets_and_says_so(say: Any, dialogue: Dialogue) -> None:
    say(LANGUAGE)
    assert only(say("/restart")).kind == "smalltalk"
    tracker = dialogue.tracker(sender="test_rasas_own_restart_forgets_and_says_so")
    assert tracker.active_loop_name is None
    assert only(say("a web shop")).kind != "dialogue"
