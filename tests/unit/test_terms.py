"""The knowledge's own terms, and how people write them."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.language.terms import Gazetteer, Term, TermMatch
from tests import tea


def gazetteer(*names: str) -> Gazetteer:
    return Gazetteer(Term(name, (place,), "") for place, name in enumerate(names))


def found(names: tuple[str, ...], text: str) -> list[str]:
    return [match.term for match in gazetteer(*names).find(text)]


@pytest.mark.parametrize(
    ("name", "written"),
    [
        ("JSON Web Tokens", "json web token"),
        ("JSON Web Tokens", "JWT"),
        ("Amazon Web Services (AWS)", "amazon web services"),
        ("Amazon Web Services (AWS)", "AWS"),
        ("SSL/TLS", "TLS"),
        ("SSL/TLS", "ssl/tls"),
        ("Front end", "frontend"),
        ("JavaScript", "js"),
        ("Kubernetes", "k8s"),
        ("C++", "c++"),
        ("Node.js", "node.js"),
        ("Čaj", "ČAJ"),
        ("Tokens", "token's"),
    ],
)
def test_a_term_is_found_as_people_write_it(name: str, written: str) -> None:
    text = f"Is {written} any good?"
    assert gazetteer(name).find(text) == (TermMatch(name, 3, 3 + len(written)),)


@pytest.mark.parametrize(
    ("names", "text", "expected"),
    [
        (("Web", "Web server"), "a web server", ["Web server"]),  # the longer one
        (("REST", "GraphQL"), "GraphQL or REST or graphql", ["GraphQL", "REST", "GraphQL"]),
        (("JavaScript", "JS"), "js", ["JS"]),  # a name goes before an abbreviation
        (("C", "C++", "C#"), "C#, C and C++", ["C#", "C", "C++"]),
        (("PostgreSQL",), "post", []),  # too little of it
        (("Java",), "javanese", []),
        (("The of",), "of", []),
        ((), "anything", []),
        (("REST",), "", []),
    ],
)
def test_what_a_text_names(names: tuple[str, ...], text: str, expected: list[str]) -> None:
    assert found(names, text) == expected


def test_a_long_name_is_found_by_most_of_it() -> None:
    assert found(("PostgreSQL", "Redis"), "postgres and redis") == ["PostgreSQL", "Redis"]


@pytest.mark.parametrize("text", ["is postgres any good?", "postgres, is it good?", "a postgres"])
def test_a_name_found_by_its_beginning_has_its_place(text: str) -> None:
    (match,) = gazetteer("PostgreSQL").find(text)
    assert text[match.start : match.end] == "postgres"


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("Integration test", "what is it?"),
        ("DevOps", "what do I need?"),
        ("IaaS", "what is the cloud?"),
        ("URL shortener", "tell us"),
    ],
)
def test_a_small_word_is_no_abbreviation(name: str, text: str) -> None:
    assert found((name,), text) == []


@pytest.mark.parametrize(
    ("name", "written"), [("Amazon Web Services", "AWS"), ("Intrusion Detection System", "IDS")]
)
def test_an_abbreviation_in_s_is_found(name: str, written: str) -> None:
    assert found((name,), written) == [name]


def test_terms_are_what_tables_lists_and_headings_name() -> None:
    terms = Gazetteer.of(tea.passages()).terms
    assert {"Kinds of tea", "Green tea", "Oolong (wulong)", "Kettle", "Gaiwan"} <= set(terms)
    assert "What is matcha?" not in terms  # a question is no name
    assert "How long does tea keep?" not in terms


def test_rows_of_one_table_are_one_group() -> None:
    terms = Gazetteer.of(tea.passages()).terms
    table = tea.passage("Kinds of tea", "table").id
    kinds = [name for name, term in terms.items() if term.group == table]
    assert kinds == ["Green tea", "Black tea", "Oolong (wulong)"]


def test_a_term_knows_the_passages_about_it() -> None:
    passages = tea.passages()
    places = Gazetteer.of(passages).terms["Gaiwan"].passages
    assert [passages[place].key for place in places] == ["Gaiwan"]


def test_a_name_inside_a_sentence_is_a_term_too() -> None:
    terms = Gazetteer.of(tea.passages("# T\n\nWe store it in PostgreSQL, and use Redis.", [])).terms
    assert terms["PostgreSQL"].passages == terms["Redis"].passages == (0,)


def test_a_name_that_has_a_row_is_about_the_row_alone() -> None:
    guide = "# T\n\nThey use Redis a lot.\n\n| Store | Kind |\n|---|---|\n| Redis | memory |"
    passages = tea.passages(guide, [])
    (place,) = Gazetteer.of(passages).terms["Redis"].passages
    assert passages[place].kind == "row"


def test_a_word_used_in_one_name_only_stands_for_it() -> None:
    terms = Gazetteer.of(tea.passages())
    assert [match.term for match in terms.find("is yixing dear?")] == ["Yixing pot"]
    assert [match.term for match in terms.find("is tea dear?")] == []


def test_a_word_of_two_names_stands_for_neither() -> None:
    guide = "# T\n\n| Thing | Use |\n|---|---|\n| Oolong pot | brew |\n| Oolong cup | drink |"
    terms = Gazetteer.of(tea.passages(guide, []))
    assert [match.term for match in terms.find("oolong, pot")] == ["Oolong pot"]
    assert terms.find("oolong") == ()


def test_the_same_knowledge_gives_the_same_gazetteer() -> None:
    names = [f"Name{letter}X" for letter in "ABCDEFGHIJKLMNOP"]
    terms = Gazetteer.of(tea.passages(f"# T\n\nThey are {', '.join(names)}.", [])).terms
    assert list(terms) == names


def test_a_gazetteer_is_kept_as_plain_json() -> None:
    terms = Gazetteer.of(tea.passages())
    kept = Gazetteer.from_dict(json.loads(json.dumps(terms.as_dict())))
    assert kept.terms == terms.terms
    assert kept.find("yixing and wulong") == terms.find("yixing and wulong")


NAMES = ("Green tea", "SSL/TLS", "Redis (cache)", "C++", "Čaj")


@given(st.lists(st.sampled_from([*NAMES, "and", "(", "/", "é", "tea,"]), max_size=8).map(" ".join))
def test_matches_are_words_of_the_text_in_order(text: str) -> None:
    matches = gazetteer(*NAMES).find(text)
    places = [place for match in matches for place in (match.start, match.end)]
    assert places == sorted(places)
    assert all(text[match.start : match.end].strip() for match in matches)


@given(st.sampled_from(NAMES), st.text("xyz ", max_size=10), st.text(" .,?", max_size=5))
def test_a_name_is_found_wherever_it_stands(name: str, before: str, after: str) -> None:
    assert name in found(NAMES, f"{before} {name}{after}")


SMALL = "# Languages\n\n| Name | Use |\n|---|---|\n| Go | servers |\n| Rust | ships |\n| C | all |"
CLAUSES = "# SQL\n\n| Clause | Filters |\n|---|---|\n| WHERE | rows |\n| HAVING | groups |"


@pytest.mark.parametrize(
    ("guide", "text", "names"),
    [
        (SMALL, "What is Go good for?", ["Go"]),
        (SMALL, "what is go good for?", ["Go"]),
        (SMALL, "go vs rust", ["Go", "Rust"]),
        (SMALL, "go", ["Go"]),
        (SMALL, "should I learn C?", ["C"]),
        (SMALL, "where should I go next?", []),
        (SMALL, "Go on, tell me more", []),
        (CLAUSES, "WHERE vs HAVING", ["WHERE", "HAVING"]),
        (CLAUSES, "Where do I begin?", []),
        (CLAUSES, "is there a clause where it is used?", []),
    ],
)
def test_a_name_that_looks_like_a_small_word(guide: str, text: str, names: list[str]) -> None:
    terms = Gazetteer.of(tea.passages(guide, []))
    assert [match.term for match in terms.find(text)] == names


def test_a_whole_text_may_be_a_name() -> None:
    terms = Gazetteer.of(tea.passages(SMALL, []))
    assert terms.is_name("go")
    assert terms.is_name("Rust")
    assert not terms.is_name("where")
    assert not terms.is_name("")
