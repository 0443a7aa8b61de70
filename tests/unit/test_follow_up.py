"""Elliptical questions made whole from the conversation, whole ones left alone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest

from knowledge.finding import Candidate, Finding, Outcome, Query, Turn
from knowledge.follow_up import MAX_TURNS_BACK, Conversation, complete, context, readings
from knowledge.language.terms import Gazetteer
from knowledge.passages import Passage
from tests import tea

PASSAGES = tea.passages()
TERMS = Gazetteer.of(PASSAGES)


def query(text: str, terms: Gazetteer = TERMS) -> Query:
    return Query(text, text, tuple(dict.fromkeys(match.term for match in terms.find(text))))


def turn(text: str, key: str = "Green tea", outcome: Outcome = "answer") -> Turn:
    """Return a question that was answered from the passage of a key."""
    best = Candidate(tea.passage(key).id, 1.0)
    return Turn(text, Finding(query(text), outcome, 0.9, (best,)))


def conversation(history: Sequence[Turn], passages: Sequence[Passage] = PASSAGES) -> Conversation:
    by_id = {passage.id: passage for passage in passages}
    return Conversation(
        history,
        terms=Gazetteer.of(passages),
        passage=by_id.get,
        members=lambda id: [passage for passage in passages if passage.parent == id],
    )


def completed(text: str, *history: Turn) -> str:
    found = complete(query(text), conversation(history or [turn("What is green tea?")]))
    return found.text if found else ""


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("and black tea?", "What is Black tea?"),
        ("How about oolong?", "What is Oolong (wulong)?"),
        ("ok, and wulong", "What is Oolong (wulong)?"),
        ("what about the price?", "What is green tea: the price?"),
    ],
)
def test_the_new_thing_takes_the_place_of_its_like(text: str, expected: str) -> None:
    assert completed(text) == expected


def test_the_other_one_is_the_other_that_was_spoken_of() -> None:
    history = [turn("green tea or black tea?"), turn("How does green tea taste?")]
    assert completed("and the other one?", *history) == "How does Black tea taste?"
    assert "Oolong" in completed("and the others?", *history)
    assert "Oolong" in completed("any alternatives?", *history)


def test_of_two_things_just_named_one_is_better() -> None:
    asked = turn("green tea or black tea?")
    said = completed("which of them is stronger?", asked)
    assert said == "Green tea or Black tea: which is stronger?"
    assert not completed("which of them is stronger?").startswith("Green tea or")


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("what comes after that?", "Oolong (wulong)"),
        ("and the next one?", "Oolong (wulong)"),
        ("what is before it?", "Green tea"),
    ],
)
def test_the_entry_beside_the_one_just_told(text: str, key: str) -> None:
    found = complete(query(text), conversation([turn("What is black tea?", "Black tea")]))
    assert found is not None
    assert found.entry == tea.passage(key).id


def test_nothing_comes_after_the_last_entry() -> None:
    last = turn("What is oolong?", "Oolong (wulong)")
    found = complete(query("what comes after that?"), conversation([last]))
    assert found is None or not found.entry


def test_of_two_things_the_one_of_its_table_is_replaced() -> None:
    asked = turn("Which kettle suits green tea?")
    assert completed("and black tea?", asked) == "Which kettle suits Black tea?"


@pytest.mark.parametrize(
    ("last", "text", "expected"),
    [
        ("What is drunk in winter?", "and in summer?", "What is drunk in summer?"),
        ("Which cup is good for guests?", "for children?", "Which cup is good for children?"),
    ],
)
def test_what_stands_behind_a_preposition_is_replaced(last: str, text: str, expected: str) -> None:
    assert completed(text, turn(last)) == expected


def test_the_other_of_two_is_named() -> None:
    asked = turn("What is a gaiwan made of?", "Gaiwan")
    assert completed("and the other one?", asked) == "What is a Yixing pot made of?"


def test_the_others_of_many_are_all_named() -> None:
    said = completed("what about the others?")
    assert "Black tea" in said
    assert "Oolong (wulong)" in said


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("is it bitter?", "is Green tea bitter?"),
        ("what is its taste?", "what is Green tea's taste?"),
        ("is it the same as black tea?", "is Green tea the same as black tea?"),
        ("why is this so dear?", "why is Green tea so dear?"),
    ],
)
def test_a_pronoun_becomes_what_was_spoken_of(text: str, expected: str) -> None:
    assert completed(text) == expected


@pytest.mark.parametrize("text", ["how do I brew {}?", "can I drink {} first?"])
def test_that_behind_a_verb_is_what_was_spoken_of(text: str) -> None:
    assert completed(text.format("that")) == text.format("Green tea")


def test_a_pronoun_may_stand_for_two_things() -> None:
    asked = turn("What do green tea and black tea have in common?")
    assert completed("how are they made?", asked) == "how are Green tea and Black tea made?"


@pytest.mark.parametrize("text", ["why?", "tell me more", "But why", "why not?", "up to how much?"])
def test_what_was_spoken_of_is_added_to_a_bare_question(text: str) -> None:
    assert completed(text) == f"{text.rstrip('?')}: What is green tea?"


def test_bare_questions_do_not_pile_up() -> None:
    asked = turn("why: What is green tea?")
    assert completed("tell me more", asked) == "tell me more: What is green tea?"


@pytest.mark.parametrize(
    "text",
    [
        "What is a kettle?",
        "How is water heated?",
        "Which kinds of tea are there?",
        "In Japan, how do I greet?",
        "Is green tea bitter?",
        "thanks",
        "who are you",
        "how can you help me",
        "and?",
        "",
        "it" * 2000,
    ],
)
def test_what_is_whole_or_nothing_is_left_alone(text: str) -> None:
    assert completed(text) == ""


@pytest.mark.parametrize(
    "text",
    [
        "Is there a vessel that is easy to clean?",
        "how long does it take to become an expert?",
        "How do I get into IT?",
        "what time is it?",
    ],
)
def test_a_word_that_points_at_nothing_said_is_left_alone(text: str) -> None:
    assert completed(text) == ""


def test_a_pair_is_not_spoken_of_by_its_file() -> None:
    asked = turn("How long does it keep?", "How long does tea keep?")
    assert "Questions on tea" not in completed("does it expire?", asked)


def beside_soap(text: str) -> str:
    """Complete a question after one about SOAP, which stands in a table with REST."""
    guide = "# T\n\n| Way | Is |\n|---|---|\n| REST | old |\n| SOAP | older |\n| RPC | oldest |"
    passages = tea.passages(guide, [])
    terms = Gazetteer.of(passages)
    asked = Finding(query("What is SOAP?", terms), "answer", 0.9, (Candidate("tea-3", 1.0),))
    found = complete(query(text, terms), conversation([Turn("What is SOAP?", asked)], passages))
    return found.text if found else ""


@pytest.mark.parametrize("text", ["What is REST?", "is rest an architecture?"])
def test_rest_is_an_architecture(text: str) -> None:
    assert beside_soap(text) == ""


def test_the_rest_may_be_the_architecture() -> None:
    assert beside_soap("What is the REST architecture?") == ""


def test_the_rest_is_what_is_left() -> None:
    assert "RPC" in beside_soap("and the rest?")


@pytest.mark.parametrize(
    "history",
    [
        [],
        [Turn("hello", None)],
        [turn("what is it?")],  # no subject
        [turn("What is the weather?", outcome="refuse")],  # nothing known
        [turn("What is green tea?"), *[Turn("thanks", None)] * MAX_TURNS_BACK],  # too long ago
    ],
)
def test_without_a_subject_nothing_is_added(history: list[Turn]) -> None:
    assert complete(query("and black tea?"), conversation(history)) is None


def test_thanks_in_between_do_not_end_a_subject() -> None:
    asked = [turn("What is green tea?"), Turn("thanks", None)]
    assert completed("and black tea?", *asked) == "What is Black tea?"


def test_a_refused_question_that_named_a_thing_had_a_subject() -> None:
    asked = turn("Who sells green tea?", outcome="refuse")
    assert completed("and black tea?", asked) == "Who sells Black tea?"


@pytest.mark.parametrize("text", ["and black tea?", "and the others?"])
def test_a_conversation_goes_on_over_a_promotion(text: str) -> None:
    gone = Query("What is mate?", "What is mate?", ("Mate",))
    asked = Turn(gone.raw, Finding(gone, "answer", 0.9, (Candidate("gone-1", 1.0),)))
    assert isinstance(completed(text, asked), str)


def entry(text: str, *history: Turn) -> str:
    """Return the key of the entry that a question is led to; "" for none."""
    found = complete(query(text), conversation(history or [turn("What is green tea?")]))
    by_id = {passage.id: passage.key for passage in PASSAGES}
    return by_id.get(found.entry, "") if found else ""


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("and black tea?", "Black tea"),
        ("and the black one?", "Black tea"),
        ("what about wulong", "Oolong (wulong)"),
        ("is black tea the same?", "Black tea"),
        ("is it the same for oolong?", "Oolong (wulong)"),
        ("and the taste?", "Green tea"),
        ("what's the oxidation?", "Green tea"),
    ],
)
def test_a_follow_up_stays_in_the_table_just_answered_from(text: str, key: str) -> None:
    assert entry(text) == key


@pytest.mark.parametrize(
    "text",
    ["and gaiwan?", "and milk?", "is black tea the same as coffee?", "what is the taste of milk?"],
)
def test_what_stands_elsewhere_is_sought_as_ever(text: str) -> None:
    assert entry(text) == ""


def test_another_column_is_asked_of_the_same_row() -> None:
    assert completed("and the taste?") == "Green tea: the taste?"


def test_a_heading_is_no_subject_where_an_entry_was_named_in_return() -> None:
    asked = turn("Which vessels are of porcelain?", "Gaiwan")
    assert completed("is it fragile?", asked) == "is Gaiwan fragile?"


def test_one_at_the_end_is_what_was_spoken_of() -> None:
    assert completed("where can I buy one?", turn("a gaiwan", "Gaiwan")).endswith("buy Gaiwan?")


@pytest.mark.parametrize(
    ("text", "last", "expected"),
    [
        ("and a coffee master?", "what does a tea master do?", "what does a coffee master do?"),
        ("and a master?", "what does a tea do?", "what does a tea do: a master?"),
        ("and which are green?", "which kettles are large?", "which kettles are green?"),
        ("which ones are popular", "which teapots do you sell?", "which teapots are popular"),
    ],
)
def test_a_thing_of_the_same_sort_takes_its_place(text: str, last: str, expected: str) -> None:
    asked = Query(last, last)
    assert completed(text, Turn(last, Finding(asked, "answer", 0.9, ()))) == expected


@pytest.mark.parametrize(
    ("text", "expected", "key"),
    [
        ("what is the first one made of?", "what is Gaiwan made of?", "Gaiwan"),
        ("and the last?", "and Yixing pot?", "Yixing pot"),
        ("what of the third one?", "", ""),
        ("is this the first time?", "", ""),
    ],
)
def test_an_entry_is_named_by_its_place_in_the_list(text: str, expected: str, key: str) -> None:
    asked = "which vessels are there?"
    best = Candidate(next(p.id for p in PASSAGES if p.kind == "table" and p.key == "Vessels"), 1.0)
    told = Turn(asked, Finding(Query(asked, asked), "answer", 0.9, (best,)))
    found = complete(query(text), conversation([told]))
    by_id = {passage.id: passage.key for passage in PASSAGES}
    assert (found.text if found and found.entry else "") == expected
    assert (by_id.get(found.entry, "") if found else "") == key


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("is black tea better?", "Green tea or Black tea: which is better?"),
        ("and is black tea cheaper then", "Green tea or Black tea: which is cheaper?"),
        ("would oolong be less bitter?", "Green tea or Oolong (wulong): which is less bitter?"),
        ("is green tea better?", ""),  # than what?
        ("is football better?", ""),
        ("does black tea come from the other water?", ""),
        ("is black tea better than oolong?", ""),
    ],
)
def test_what_is_called_better_is_set_against_what_was_spoken_of(text: str, expected: str) -> None:
    assert completed(text) == expected


def test_what_names_nothing_known_is_marked_as_another_question() -> None:
    history = [turn("What is green tea?")]
    assert readings(query("and the spoons?"), conversation(history)).is_other
    assert not readings(query("and black tea?"), conversation(history)).is_other
    assert not readings(query("which cups?"), conversation(history)).is_other


def test_a_short_message_is_read_as_a_question_about_what_was_spoken_of() -> None:
    history = [turn("What is green tea?")]
    found = readings(query("which cups?"), conversation(history))
    assert found.texts == ("Green tea: which cups?",)
    opened = readings(query("and the pots?"), conversation(history))
    assert opened.texts[0] == "What is the pots?"
    long = query("which sort of porcelain kettle do monks carry over mountains?")
    assert readings(long, conversation(history)).texts == ()
    assert readings(query("which cups?"), conversation([])).texts == ()


@pytest.mark.parametrize(
    ("text", "leans"),
    [
        ("how long?", True),
        ("what is a gaiwan?", False),
        ("and does the water matter for a taste that is not bitter?", True),
        ("is it good for the heart of old people and children?", True),
        ("which water temperature suits white leaves from China?", False),
    ],
)
def test_a_message_that_leans_on_the_question_before_is_read_with_it(
    text: str, leans: bool
) -> None:
    found = context(query(text), conversation([turn("What is green tea?")]))
    assert found == (f"What is green tea? {text}" if leans else "")


def test_without_a_question_before_there_is_no_context() -> None:
    assert context(query("how long?"), conversation([])) == ""


@pytest.mark.parametrize(
    "text",
    [
        "does black tea have that too?",
        "does black tea do this",
        "ok, can black tea do the same as well?",
    ],
)
def test_the_same_is_asked_of_another_of_its_sort(text: str) -> None:
    history = turn("How long does green tea keep?")
    assert completed(text, history) == "How long does Black tea keep?"


def test_the_same_is_not_asked_of_a_thing_of_another_sort() -> None:
    assert completed("does a gaiwan need it?", turn("What is green tea?")) != "What is Gaiwan?"


def test_a_question_for_one_entry_was_about_the_entry_named_in_return() -> None:
    history = turn("Which vessel suits green tea?", key="Gaiwan")
    assert completed("what is it made of?", history) == "what is Gaiwan made of?"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("where can I find him?", "where can I find Gaiwan?"),
        ("do you have his number?", "do you have Gaiwan's number?"),
        ("what is her number?", "what is Gaiwan's number?"),
        ("where is her office?", "where is Gaiwan's office?"),
        ("what is her town like?", "what is Gaiwan's town like?"),
        ("should I ask her in the morning?", "should I ask Gaiwan in the morning?"),
        ("is he nice", "is Gaiwan nice"),
        ("may I pour water there?", "may I pour water Gaiwan?"),
        ("how many are there?", ""),
    ],
)
def test_people_and_places_are_pointed_at_as_well(text: str, expected: str) -> None:
    assert completed(text, turn("Who brews?", key="Gaiwan")) == expected


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("examples of the second kind", "Black tea"),
        ("what is the former like?", "Green tea"),
        ("and the latter", "Oolong (wulong)"),
        ("and the black one?", "Black tea"),
        ("what about oolong?", "Oolong (wulong)"),
    ],
)
def test_an_entry_of_the_list_just_told_is_meant(text: str, key: str) -> None:
    asked, whole = query("Which kinds of tea are there?"), tea.passage("Kinds of tea", "table")
    history = Turn(asked.raw, Finding(asked, "answer", 0.9, (Candidate(whole.id, 1.0),)))
    told = complete(query(text), conversation([history]))
    assert told is not None
    assert told.entry == tea.passage(key).id


@pytest.mark.parametrize(
    ("last", "expected"),
    [
        ("what is a green tea house?", "how old is green tea house?"),
        ("who are tea masters", "how old is tea masters?"),
        ("what is green tea?", "how old is Green tea?"),  # a term goes by its own name
        ("what is a house for green tea?", "how old is Green tea?"),
    ],
)
def test_where_it_was_asked_what_a_thing_is_that_thing_is_meant(last: str, expected: str) -> None:
    asked = query(last)
    told = Turn(last, Finding(asked, "answer", 0.9, (Candidate(tea.passage("Brewing").id, 1.0),)))
    assert completed("how old is it?", told) == expected


def test_what_is_worth_it_points_at_nothing() -> None:
    assert completed("would a course be worth it?", turn("What is green tea?")) == ""
    assert completed("is it worth it?", turn("What is green tea?")) == "is Green tea worth it?"


def test_those_that_are_not_so_are_the_opposite() -> None:
    asked = turn("which oxidised teas are there?", key="Kinds of tea")
    assert completed("and which ones are not oxidised?", asked) == (
        "which non-oxidised teas are there?"
    )


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("and for children?", "What does a tea course cost for children?"),
        ("What about after dark?", "What does a tea course cost after dark?"),
        ("and up to which height?", ""),
    ],
)
def test_a_phrase_of_another_sort_is_added(text: str, expected: str) -> None:
    last = "What does a tea course cost?"
    assert completed(text, Turn(last, Finding(Query(last, last), "answer", 0.9, ()))) == expected


def test_a_choice_that_names_both_things_is_whole() -> None:
    assert completed("which of them are older? green tea or black tea") == ""


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("and how does the black one taste?", "Black tea"),
        ("can you say more about the one called oolong?", "Oolong (wulong)"),
        ("what is the green one?", ""),  # it was just told
        ("what about the other one?", ""),
        ("is it the best one?", ""),
    ],
)
def test_an_entry_beside_the_told_one_is_named_in_passing(text: str, key: str) -> None:
    found = complete(query(text), conversation([turn("What is green tea?")]))
    assert (found.entry if found else "") == (tea.passage(key).id if key else "")


def test_a_cell_of_the_told_row_is_named_by_its_column() -> None:
    (table,) = [p for p in PASSAGES if p.kind == "table" and p.key == "Vessels"]
    row = replace(tea.passage("Gaiwan"), header=("Vessel", "Country"), cells=("Gaiwan", "China"))
    passages = [row if p.id == row.id else p for p in PASSAGES if p.id != table.id]
    asked = conversation([turn("what is a gaiwan?", key="Gaiwan")], passages)
    found = complete(query("what is this country known for?"), asked)
    assert found is not None
    assert found.text == "what is China known for?"
