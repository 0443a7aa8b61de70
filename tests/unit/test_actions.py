"""What each action says, and what it has Rasa remember."""

from __future__ import annotations

import asyncio
import logging
from dataclasses import replace
from typing import Any

import pytest
from rasa_sdk import Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions import answer, language, session, small_talk
from actions.base import APOLOGIES, MentorAction
from actions.services import Services
from knowledge.finding import Finding
from knowledge.passages import Passage
from tests.fakes import FACTS, TOPICS, BrokenRecorder, FakeMentor, FakeRecorder, services

PYTHON_ROW = Passage(
    id="guide-1",
    kind="row",
    title="The guide",
    url=None,
    path=("Languages",),
    key="A web shop",
    text="Python\nDjango makes a web shop.",
    header=("What you want to build", "Language", "Why"),
    cells=("A web shop", "Python", "Django makes a web shop."),
    parent="guide-0",
)
SECRET = "my password is hunter2"


def find(text: str, mentor: FakeMentor | None = None) -> Finding:
    mentor = mentor or FakeMentor()
    query = mentor.understand(text)
    return mentor.search(query, mentor.encode(query.text))


def bot(text: str, kind: str, *suggestions: str) -> dict[str, Any]:
    custom = {"kind": kind, "suggestions": list(suggestions)}
    return {"event": "bot", "text": text, "data": {"custom": custom, "buttons": None}}


def tracker(
    text: str = "",
    *,
    intent: str = "ask",
    before: tuple[dict[str, Any], ...] = (),
    form: str = "",
    slots: dict[str, Any] | None = None,
    release: str = "r1",
    confidence: float = 0.95,
    **parse_data: Any,
) -> Tracker:
    """Return the tracker of a conversation whose last message is `text`."""
    understood = {"name": intent, "confidence": confidence}
    message: dict[str, Any] = {"text": text, "intent": understood, **parse_data}
    if text and "declined" not in parse_data:
        message["knowledge"] = {**find(text.lstrip("\u2060")).as_dict(), "release": release}
    user = {"event": "user", "text": text, "input_channel": "web", "parse_data": message}
    return Tracker(
        sender_id="ann",
        slots=slots or {},
        latest_message=message,
        events=[*before, user],
        paused=False,
        followup_action=None,
        active_loop={"name": form} if form else {},
        latest_action_name="action_listen",
    )


def run(action: MentorAction, tracker: Tracker) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """Return the one message that an action says, and its events."""
    dispatcher = CollectingDispatcher()
    events = asyncio.run(action.run(dispatcher, tracker, {}))
    (message,) = dispatcher.messages
    assert message["custom"]["kind"]
    return message, events


def slots_set(events: list[dict[str, Any]]) -> dict[str, Any]:
    return {event["name"]: event["value"] for event in events if event["event"] == "slot"}


# -- questions


def test_a_question_is_answered_with_its_source_and_recorded() -> None:
    recorder = FakeRecorder()
    action = answer.ActionAnswer(services(recorder=recorder))
    message, events = run(action, tracker("what is OAuth?"))
    assert message["text"] == FACTS["OAuth"]
    assert message["custom"]["kind"] == "answer"
    assert message["custom"]["sources"][0]["quote"] == FACTS["OAuth"]
    assert message["custom"]["question_id"] == "q1"
    assert message["custom"]["release"] == "r1"
    assert events == []
    question, sender, channel, finding, reply = recorder.rows[0]
    assert (question, sender, channel) == ("what is OAuth?", "ann", "web")
    assert finding.outcome == "answer"
    assert reply.text == FACTS["OAuth"]


@pytest.mark.parametrize(
    ("text", "kind"), [("the weather?", "refusal"), ("perhaps OAuth?", "clarification")]
)
def test_refusals_and_clarifications_are_recorded_too(text: str, kind: str) -> None:
    recorder = FakeRecorder()
    message, _ = run(answer.ActionAnswer(services(recorder=recorder)), tracker(text))
    assert message["custom"]["kind"] == kind
    assert [row[4].kind for row in recorder.rows] == [kind]


def test_a_broken_notebook_costs_no_answer(caplog: pytest.LogCaptureFixture) -> None:
    action = answer.ActionAnswer(services(recorder=BrokenRecorder()))
    message, _ = run(action, tracker("what is OAuth?"))
    assert message["text"] == FACTS["OAuth"]
    assert message["custom"]["question_id"] == ""
    assert "OSError" in caplog.text
    assert "OAuth" not in caplog.text


def test_a_finding_of_an_earlier_release_is_searched_again() -> None:
    mentor = FakeMentor(release="r2")
    asked = tracker("what is OAuth?", release="r1")
    message, _ = run(answer.ActionAnswer(services(mentor)), asked)
    assert mentor.asked == ["what is OAuth?"]
    assert message["custom"]["release"] == "r2"


def test_a_finding_of_this_release_is_not_searched_again() -> None:
    mentor = FakeMentor()
    run(answer.ActionAnswer(services(mentor)), tracker("what is OAuth?"))
    assert mentor.encoder.n_encoded == 0


def test_two_things_are_set_side_by_side() -> None:
    action = answer.ActionCompare(services())
    message, _ = run(action, tracker("Django vs Spring", intent="compare"))
    assert FACTS["Django"] in message["text"]
    assert FACTS["Spring"] in message["text"]


def test_a_comparison_of_unknown_things_is_answered_as_ever() -> None:
    action = answer.ActionCompare(services())
    message, _ = run(action, tracker("Django vs Zope", intent="compare"))
    assert message["text"] == FACTS["Django"]


def test_a_way_to_learn_is_looked_for_in_other_words() -> None:
    mentor = FakeMentor(facts={**FACTS, "step by step": "First one language, then Git."})
    action = answer.ActionLearningPath(services(mentor))
    message, _ = run(action, tracker("where do I begin", intent="learning_path"))
    assert message["text"] == "First one language, then Git."


def test_how_to_become_a_chef_is_not_answered_by_how_to_become_a_developer() -> None:
    mentor = FakeMentor(facts={**FACTS, "step by step": "First one language, then Git."})
    chef = tracker("how do I become a chef", intent="learning_path", confidence=0.7)
    message, _ = run(answer.ActionLearningPath(services(mentor)), chef)
    assert message["custom"]["kind"] == "refusal"


def test_without_a_way_to_learn_it_says_so() -> None:
    message, _ = run(answer.ActionLearningPath(services()), tracker("where do I begin"))
    assert message["custom"]["kind"] == "refusal"


def test_a_refusal_is_not_said_twice_in_the_same_words() -> None:
    action, texts = answer.ActionAnswer(services()), []
    before: list[dict[str, Any]] = []
    for _ in range(3):
        message, _ = run(action, tracker("the weather?", before=tuple(before)))
        texts.append(message["text"])
        before.append(bot(message["text"], "refusal"))
    assert len(set(texts)) == 3


def test_the_second_refusal_offers_a_person() -> None:
    again = tracker("the weather?", before=(bot("I do not know.", "refusal"),))
    message, _ = run(answer.ActionAnswer(services()), again)
    assert message["custom"]["suggestions"][-1] == answer.PERSON_REQUEST


def test_an_answer_in_between_begins_the_count_again() -> None:
    before = (bot("No.", "refusal"), bot("OAuth is ...", "answer"))
    message, _ = run(answer.ActionAnswer(services()), tracker("the weather?", before=before))
    assert message["text"] == "I do not know that (0)."


def test_refusals_before_a_restart_do_not_count() -> None:
    before = (bot("No.", "refusal"), {"event": "restart"})
    message, _ = run(answer.ActionAnswer(services()), tracker("the weather?", before=before))
    assert message["text"] == "I do not know that (0)."


@pytest.mark.parametrize("why", ["empty", "too_long"])
def test_a_message_that_cannot_be_read_is_declined_politely(why: str) -> None:
    recorder = FakeRecorder()
    action, texts = answer.ActionAnswer(services(recorder=recorder)), []
    before: list[dict[str, Any]] = []
    for _ in range(3):
        text = "x" * 20_000 if why == "too_long" else ""
        message, _ = run(action, tracker(text, declined=why, before=tuple(before)))
        assert message["custom"]["kind"] == "refusal"
        texts.append(message["text"])
        before.append(bot(message["text"], "refusal"))
    assert len(set(texts)) == 3
    assert ("sentence or two" in texts[0]) == (why == "too_long")
    assert recorder.rows == []


def test_a_question_inside_the_form_shows_the_way_back() -> None:
    inside = tracker("what is OAuth?", form="language_form")
    message, _ = run(answer.ActionAnswer(services()), inside)
    assert message["text"].startswith(FACTS["OAuth"])
    assert answer.LANGUAGE_QUESTION in message["text"]
    assert message["custom"]["suggestions"][0] == answer.LANGUAGE_QUESTION


# -- small talk


@pytest.mark.parametrize("intent", ["greet", "thanks", "bye", "who_are_you"])
def test_small_talk_has_its_words_in_the_domain(intent: str) -> None:
    message, _ = run(small_talk.ActionSmallTalk(services()), tracker("hi", intent=intent))
    assert message["response"] == f"utter_{intent}"
    assert message["custom"]["kind"] == "smalltalk"


def test_a_greeting_suggests_what_can_be_done() -> None:
    message, _ = run(small_talk.ActionSmallTalk(services()), tracker("hi", intent="greet"))
    assert message["custom"]["suggestions"] == [small_talk.HELP_REQUEST, answer.LANGUAGE_QUESTION]


def test_the_language_form_is_only_suggested_where_the_knowledge_has_languages() -> None:
    mentor = FakeMentor()
    mentor.topics = lambda: ("Beans", "Grinders")  # type: ignore[method-assign]
    message, _ = run(small_talk.ActionHelp(services(mentor)), tracker("help", intent="help"))
    assert message["custom"]["suggestions"] == ["Beans", "Grinders"]


def test_help_names_the_topics_of_the_knowledge() -> None:
    message, _ = run(small_talk.ActionHelp(services()), tracker("help", intent="help"))
    assert all(topic in message["text"] for topic in TOPICS)


def test_a_person_is_named_where_one_is_configured() -> None:
    action = small_talk.ActionHuman(services(contact="#backend-help in Slack"))
    message, _ = run(action, tracker("a person please", intent="human"))
    assert "#backend-help in Slack" in message["text"]


def test_without_a_contact_it_says_so_plainly() -> None:
    message, _ = run(small_talk.ActionHuman(services()), tracker("a person", intent="human"))
    assert message["text"] == small_talk.NO_CONTACT


def test_yes_takes_the_first_option_of_a_clarification() -> None:
    before = (bot("Which?", "clarification", "What is Django?", "What is Spring?"),)
    yes = tracker("yes", intent="affirm", before=before)
    recorder = FakeRecorder()
    message, _ = run(small_talk.ActionAffirm(services(recorder=recorder)), yes)
    assert message["text"] == FACTS["Django"]
    assert [row[0] for row in recorder.rows] == ["What is Django?"]


def test_yes_to_nothing_asks_for_a_question() -> None:
    message, _ = run(small_talk.ActionAffirm(services()), tracker("yes", intent="affirm"))
    assert message["response"] == "utter_affirm"


def test_no_asks_for_other_words() -> None:
    message, _ = run(small_talk.ActionDeny(services()), tracker("no", intent="deny"))
    assert message["response"] == "utter_deny"


def test_stop_inside_the_form_forgets_what_it_was_told() -> None:
    inside = tracker("stop", intent="stop", form="language_form", slots={"goal": "a shop"})
    message, events = run(small_talk.ActionStop(services()), inside)
    assert message["response"] == "utter_form_stopped"
    assert slots_set(events) == {"goal": None, "background": None}


def test_stop_outside_a_form_stops_nothing() -> None:
    message, events = run(small_talk.ActionStop(services()), tracker("stop", intent="stop"))
    assert message["response"] == "utter_nothing_to_stop"
    assert events == []


# -- which language first?


def test_the_form_asks_with_quick_options() -> None:
    message, _ = run(language.ActionAskGoal(services()), tracker("which language?"))
    assert message["text"] == "What would you like to build?"
    assert message["custom"]["kind"] == "dialogue"
    assert message["custom"]["suggestions"] == list(language.GOALS)


def test_the_form_asks_more_gently_the_second_time() -> None:
    again = tracker("...", before=(bot("What would you like to build?", "dialogue"),))
    message, _ = run(language.ActionAskGoal(services()), again)
    assert message["text"].startswith("A few words are enough")


def test_a_form_taken_up_again_says_the_goal_back() -> None:
    again = tracker("which language?", intent="recommend_language", slots={"goal": "a shop"})
    message, _ = run(language.ActionAskBackground(services()), again)
    assert message["text"] == "You want to build: a shop. What do you know already?"


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("a web shop", "a web shop"),
        ("\u2060/etc  for  all", "/etc for all"),
        ("[a shop](http://evil) <b>*now*</b>", "a shop (http://evil) b now /b"),
        ("C# and C++", "C# and C++"),
        ("...", None),
        ("long " * 100, ("long " * 40).strip()),
    ],
)
def test_an_answer_of_the_form_is_kept_in_a_few_words(text: str, kept: str | None) -> None:
    inside = tracker(text, intent="inform", form="language_form")
    inside.events.append({"event": "slot", "name": "goal", "value": text})
    events = language.ValidateLanguageForm().run(None, inside, {})
    assert slots_set(events) == {"goal": kept}


def test_a_declined_answer_of_the_form_is_not_kept() -> None:
    inside = tracker("x" * 20_000, intent="inform", form="language_form", declined="too_long")
    inside.events.append({"event": "slot", "name": "goal", "value": "x" * 20_000})
    assert slots_set(language.ValidateLanguageForm().run(None, inside, {})) == {"goal": None}


def test_an_answer_given_before_is_kept_when_the_form_is_taken_up_again() -> None:
    again = tracker("which language?", intent="recommend_language")
    again.events.append({"event": "slot", "name": "goal", "value": "a web shop"})
    assert slots_set(language.ValidateLanguageForm().run(None, again, {})) == {"goal": "a web shop"}


def test_a_message_that_answers_nothing_is_asked_again() -> None:
    inside = tracker("yes", intent="affirm", form="language_form")
    inside.events.append({"event": "slot", "name": "goal", "value": ""})
    assert slots_set(language.ValidateLanguageForm().run(None, inside, {})) == {"goal": None}


def test_nothing_to_validate_sets_nothing() -> None:
    inside = tracker("what is OAuth?", form="language_form")
    assert language.ValidateLanguageForm().run(None, inside, {}) == []


def test_the_recommendation_is_cited_recorded_and_then_forgotten() -> None:
    recorder = FakeRecorder()
    told = {"goal": "a web shop", "background": "Python"}
    mentor = FakeMentor(passages=(PYTHON_ROW,))
    action = language.ActionRecommendLanguage(services(mentor, recorder=recorder))
    message, events = run(action, tracker("Python", intent="inform", slots=told))
    assert message["text"].startswith("I would start with **Python**.")
    assert "a web shop" in message["text"]
    assert message["custom"]["kind"] == "answer"
    assert message["custom"]["sources"][0]["quote"] == "Django makes a web shop."
    assert slots_set(events) == {"goal": None, "background": None}
    (row,) = recorder.rows
    assert row[0].endswith("To build: a web shop. Known: Python.")


def test_without_a_table_a_general_answer_is_given() -> None:
    mentor = FakeMentor(facts={"programming language": "One is enough to begin with."})
    told = {"goal": "a web shop", "background": "nothing"}
    action = language.ActionRecommendLanguage(services(mentor))
    message, _ = run(action, tracker("nothing", intent="inform", slots=told))
    assert message["text"] == "One is enough to begin with."


def test_a_knowledge_without_languages_recommends_none() -> None:
    mentor = FakeMentor(facts={"espresso": "Espresso is coffee."})
    told = {"goal": "a web shop", "background": "nothing"}
    action = language.ActionRecommendLanguage(services(mentor))
    message, events = run(action, tracker("nothing", intent="inform", slots=told))
    assert message["custom"]["kind"] == "refusal"
    assert "rather not guess" in message["text"]
    assert slots_set(events) == {"goal": None, "background": None}


# -- the thread


def test_a_restart_forgets_the_conversation() -> None:
    message, events = run(session.ActionRestart(services()), tracker("/restart"))
    assert message["response"] == "utter_restarted"
    assert [event["event"] for event in events] == ["restart"]


def test_the_fallback_takes_the_message_back() -> None:
    message, events = run(session.ActionDefaultFallback(services()), tracker("hm"))
    assert message["custom"]["kind"] == "refusal"
    assert [event["event"] for event in events] == ["rewind"]


# -- failures


def failing() -> Services:
    def fail() -> Any:
        raise RuntimeError(SECRET)

    return replace(services(), mentor=fail)


def test_whatever_fails_becomes_one_polite_sentence(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    message, events = run(answer.ActionAnswer(failing()), tracker(SECRET))
    assert message["text"] == APOLOGIES[0]
    assert message["custom"]["kind"] == "refusal"
    assert events == []
    assert "action_answer failed: RuntimeError at" in caplog.text
    assert SECRET not in caplog.text


def test_an_apology_is_not_repeated_word_for_word() -> None:
    again = tracker("x", before=(bot(APOLOGIES[0], "refusal"),))
    message, _ = run(answer.ActionAnswer(failing()), again)
    assert message["text"] == APOLOGIES[1]


def test_a_message_that_is_an_intent_is_answered_without_a_finding() -> None:
    command = tracker("", intent="ask")
    message, _ = run(answer.ActionAnswer(services()), command)
    assert message["text"] == answer.DECLINED["empty"][0]


@pytest.mark.parametrize(
    ("text", "at_least", "is_said"),
    [
        ("what is OAuth?", 0.0, True),
        ("what is OAuth?", 0.5, True),
        ("what is OAuth?", 0.999, False),
        ("the weather?", 0.5, False),
        ("the weather?", 0.0, True),
    ],
)
def test_what_nobody_asked_is_said_and_kept_only_where_it_is_sure(
    text: str, at_least: float, is_said: bool
) -> None:
    recorder = FakeRecorder()
    overheard = tracker(text)
    about = {"metadata": {"min_confidence": at_least}, "input_channel": "slack"}
    overheard.events[-1].update(about)
    dispatcher = CollectingDispatcher()
    action = answer.ActionAnswer(services(recorder=recorder))
    asyncio.run(action.run(dispatcher, overheard, {}))
    assert bool(dispatcher.messages) == bool(recorder.rows) == is_said


@pytest.mark.parametrize(("channel", "person"), [("slack", "T1:U1"), ("rest", "ann")])
def test_a_question_is_the_persons_not_the_threads_where_the_channel_knows(
    channel: str, person: str
) -> None:
    recorder = FakeRecorder()
    asked = tracker("what is OAuth?")
    asked.events[-1].update({"metadata": {"person": "T1:U1"}, "input_channel": channel})
    run(answer.ActionAnswer(services(recorder=recorder)), asked)
    assert recorder.rows[0][1] == person
