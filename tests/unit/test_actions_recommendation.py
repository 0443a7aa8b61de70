"""A language for a person, from whatever tables the knowledge has."""

from __future__ import annotations

import pytest

from actions import recommendation
from knowledge.passages import Passage
from tests.fakes import StemEncoder

GOALS = ("What you want to build", "Language to start with", "Why")
BACKGROUNDS = ("What you know already", "Language to start with", "Why")
USES = ("Framework", "Language", "Use Case")


def row(header: tuple[str, ...], *cells: str) -> Passage:
    return Passage(
        id=f"guide-{header[0]}-{cells[0]}",
        kind="row",
        title="The guide",
        url=None,
        path=("Languages",),
        key=cells[0],
        text="\n".join(cells[1:]),
        header=header,
        cells=cells,
        parent=header[0],
    )


GUIDE = (
    row(GOALS, "A website", "Python", "Python with Django brings the database ready-made."),
    row(GOALS, "Enterprise systems", "Java", "Java is at home in banks and large companies."),
    row(GOALS, "Not sure yet", "Python", "Python serves most goals, so little is lost."),
    row(BACKGROUNDS, "Nothing yet", "Python", "Python is easy to read for beginners."),
    row(BACKGROUNDS, "HTML and JavaScript", "JavaScript", "Node.js reuses what you know."),
    row(("Kind", "Taste"), "Green tea", "A website of grass"),
)
ARTICLE = (
    row(USES, "Django", "Python", "Popular for building secure web applications."),
    row(USES, "Spring", "Java", "Used for developing enterprise applications."),
)


def recommend(passages: tuple[Passage, ...], goal: str, background: str) -> list[tuple[str, str]]:
    told = {"goal": goal, "background": background}
    reasons = recommendation.reasons(passages, StemEncoder().encode, told)
    return [(reason.passage.key, reason.language) for reason in reasons]


def test_what_is_known_and_what_is_wanted_each_give_a_reason() -> None:
    found = recommend(GUIDE, "enterprise systems", "some HTML and JavaScript")
    assert found == [("HTML and JavaScript", "JavaScript"), ("Enterprise systems", "Java")]


@pytest.mark.parametrize(
    "background", ["Nothing yet", "I have never programmed", "no", "I'm a beginner", "None."]
)
def test_whoever_knows_nothing_is_recognised(background: str) -> None:
    assert recommend(GUIDE, "a website", background)[0] == ("Nothing yet", "Python")


def test_what_no_row_is_like_gives_no_reason() -> None:
    assert recommend(ARTICLE, "knitting patterns", "knitting") == []


def test_a_table_without_languages_is_not_looked_at() -> None:
    assert recommend(GUIDE[-1:], "a website", "nothing") == []


def test_without_tables_for_the_purpose_any_table_with_languages_is_looked_at() -> None:
    assert recommend(ARTICLE, "secure web applications", "nothing") == [("Django", "Python")]


def test_a_knowledge_without_tables_recommends_nothing() -> None:
    assert recommend((), "a website", "nothing") == []


def test_two_languages_come_in_their_order_with_their_reasons_and_sources() -> None:
    told = {"goal": "enterprise systems", "background": "HTML and JavaScript"}
    reasons = recommendation.reasons(GUIDE, StemEncoder().encode, told)
    assert recommendation.text(reasons) == (
        "I would start with **JavaScript**, and look at **Java** next.\n"
        "\n"
        "- With what you know (HTML and JavaScript): JavaScript. Node.js reuses what you know.\n"
        "- For what you want to build (enterprise systems): Java. "
        "Java is at home in banks and large companies."
    )
    assert [reason.source().quote for reason in reasons] == [
        "Node.js reuses what you know.",
        "Java is at home in banks and large companies.",
    ]


def test_a_row_of_another_table_names_what_it_is_about() -> None:
    told = {"goal": "secure web applications", "background": "nothing"}
    (reason,) = recommendation.reasons(ARTICLE, StemEncoder().encode, told)
    assert reason.words().endswith("Python. Django: Popular for building secure web applications.")
