"""Slips mended, names and good words left alone."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.language.spelling import SHORTHAND, Speller

KNOWLEDGE = frozenset(
    "database databases django postgresql encryption security index java plant gems".split()
)
LANGUAGE = frozenset("what is the plan band good ruby rest and are be secure gym".split())


@pytest.fixture
def speller() -> Speller:
    return Speller(KNOWLEDGE, language=LANGUAGE)


@pytest.mark.parametrize(
    ("written", "mended"),
    [
        ("databse", "database"),  # a letter lost
        ("dtaabase", "database"),  # two swapped
        ("Postgressql", "postgresql"),  # one doubled
        ("encrpytoin", "encryption"),  # two slips in ten letters
        ("datbsase", "database"),  # two in eight
        ("jaava", "java"),
        ("plnt", "plant"),  # the vowels left out
    ],
)
def test_a_slip_is_mended(speller: Speller, written: str, mended: str) -> None:
    assert speller.mend(f"What is the {written}?") == f"What is the {mended}?"


@pytest.mark.parametrize(
    "word",
    [
        "plan",  # another word of the language, however near to "plant"
        "securing",  # another word of the language with an ending
        "gyms",
        "JWVA",  # of a name in capitals each letter is meant
        "plnd",  # without vowels: initials, or a word that has just these consonants
        "Database",  # its case is the person's
        "Ruby",
        "jva",  # too short to tell
        "indexq1",  # no plain word
        "zzzzzzzz",  # near nothing
        "kjango",  # the first letter is seldom mistyped
        "строка",
    ],
)
def test_what_is_no_slip_stays(speller: Speller, word: str) -> None:
    assert speller.mend(word) == word


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("whats a db", "what is a database"),
        ("oauth vs jwt pls", "oauth versus jwt please"),
        ("U ok?", "you ok?"),
        ("which pw, dev", "which password, developer"),
    ],
)
def test_shorthand_is_written_out(speller: Speller, written: str, meant: str) -> None:
    assert speller.mend(written) == meant


def test_shorthand_that_the_knowledge_uses_itself_stays() -> None:
    assert Speller({"r"}, language=()).mend("what is r") == "what is r"
    assert Speller({"dev"}, language=()).mend("a dev") == "a dev"
    assert Speller({"dev", "developer"}, language=()).mend("a dev") == "a developer"


def test_without_is_not_read_as_with(speller: Speller) -> None:
    assert speller.mend("django w/o database") == "django without database"


@pytest.mark.parametrize("name", ["B-tree", "N+1", "R&D", "O(n)", "U.S."])
def test_a_letter_inside_a_name_stays(speller: Speller, name: str) -> None:
    assert speller.mend(f"what is the {name} plan") == f"what is the {name} plan"


@pytest.mark.parametrize("text", ["", " ", "?!", "…"])
def test_nothing_to_mend_is_handed_back(speller: Speller, text: str) -> None:
    assert speller.mend(text) == text


def test_without_a_vocabulary_nothing_is_mended() -> None:
    assert Speller((), language=()).mend("databse djagno") == "databse djagno"


def test_equally_near_words_are_chosen_between_the_same_way_always() -> None:
    words = ["indent", "indext", "indexy"]
    found = {Speller(order, language=()).mend("indexx") for order in (words, words[::-1])}
    assert len(found) == 1


KNOWN = st.sampled_from(sorted((KNOWLEDGE | LANGUAGE) - SHORTHAND.keys()))
CASED = st.builds(lambda word, case: case(word), KNOWN, st.sampled_from([str.upper, str.title]))


@given(st.lists(st.one_of(KNOWN, CASED), min_size=1))
def test_known_words_are_left_alone(words: list[str]) -> None:
    text = " ".join(words)
    assert Speller(KNOWLEDGE, language=LANGUAGE).mend(text) == text


@given(st.text("abdejrstv ,.?-é", max_size=40))
def test_what_is_mended_stays_mended(text: str) -> None:
    language = LANGUAGE | {word for phrase in SHORTHAND.values() for word in phrase.split()}
    speller = Speller(KNOWLEDGE, language=language)
    once = speller.mend(text)
    assert speller.mend(once) == once


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("kettlelid", "kettle lid"),
        ("dbindex", "database index"),
        ("how 2 brew", "how to brew"),
        ("algo", "algorithm"),
    ],
)
def test_words_typed_as_one_or_in_part_are_written_out(written: str, meant: str) -> None:
    speller = Speller({"kettle", "lid", "index", "brew", "algorithm"}, language=())
    assert speller.mend(written) == meant


def test_a_word_made_with_a_particle_is_not_taken_apart() -> None:
    speller = Speller({"sides", "kettle"}, language=())
    assert speller.mend("downsides") == "downsides"


def test_a_beginning_of_several_words_stays() -> None:
    speller = Speller({"authentication", "authorisation"}, language=())
    assert speller.mend("auth") == "auth"


def test_a_word_is_mended_towards_another_form_of_one_that_is_known() -> None:
    speller = Speller(["hotels", "buttons"], language=frozenset(["hotel", "button", "hot"]))
    assert speller.mend("hotle limit") == "hotel limit"


def test_a_slip_is_rather_mended_than_parted_into_small_words() -> None:
    speller = Speller(["button"], language=frozenset(["button"]))
    assert speller.mend("the red buton") == "the red button"


@pytest.mark.parametrize(
    ("written", "mended"),
    [
        ("difrence", "difference"),  # as near to "defence", but less like it
        ("phyton", "python"),  # one letter in the wrong place
        ("grafql", "graphql"),  # as it sounds
        ("sesions", "sessions"),
    ],
)
def test_of_words_as_near_the_one_written_more_alike_is_meant(written: str, mended: str) -> None:
    words = "defence difference python graphql session sessions".split()
    assert Speller(words, language=LANGUAGE).mend(written) == mended


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("wats redis used 4", "what is redis used for"),
        ("good 4 what", "good for what"),
        ("tips 4 beginners", "tips for beginners"),
        ("need 2 kno it", "need to know it"),
        ("diff btw a database and django", "difference between a database and django"),
        ("django n java", "django and java"),
        ("what FE devs do", "what frontend developers do"),
        ("what is on layer 4", "what is on layer 4"),
        ("python 2 or 3", "python 2 or 3"),
        ("I need 2 databases", "I need 2 databases"),
        ("the 4 principles", "the 4 principles"),
        ("it is good, 4 of 5", "it is good, 4 of 5"),
        ("chapter n", "chapter n"),
    ],
)
def test_digits_and_letters_for_words_are_written_out_where_they_are_meant(
    written: str, meant: str
) -> None:
    words = [*KNOWLEDGE, "redis", "python", "layer", "principles", "chapter", "n"]
    assert Speller(words, language=LANGUAGE).mend(written) == meant


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("what is a Back-End?", "what is a backend?"),
        ("the back end developer", "the backend developer"),
        ("back end and front end", "backend and front end"),  # as the knowledge writes it
        ("go back, end it", "go back, end it"),
        ("log in now", "log in now"),  # a small word is no part of a name
    ],
)
def test_words_that_the_knowledge_writes_as_one_are_joined(written: str, meant: str) -> None:
    words = "backend developer login front".split()
    assert Speller(words, language=frozenset("back end the now log".split())).mend(written) == meant
