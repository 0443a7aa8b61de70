"""The texts under which a passage can be found."""

from __future__ import annotations

import pytest

from knowledge.passages import Passage
from knowledge.views import VIEW_KINDS, View, views_of
from tests import tea


def views(passage: Passage) -> set[tuple[str, str]]:
    return {(view.kind, view.text) for view in views_of([passage])}


def texts(guide: str) -> list[str]:
    return [view.text for view in views_of(tea.passages(guide, []))]


def test_views_come_in_the_order_of_their_passages_without_repetition() -> None:
    found = views_of(tea.passages())
    assert [view.passage for view in found] == sorted(view.passage for view in found)
    assert len(set(found)) == len(found)
    assert {view.kind for view in found} <= set(VIEW_KINDS)


def test_every_passage_has_a_view_of_its_whole_text() -> None:
    found = tea.passages()
    whole = {v.passage for v in views_of(found) if v.kind == "text" and v.sentence == -1}
    assert whole == set(range(len(found)))


def test_a_row_is_seen_by_its_name_and_column_by_column() -> None:
    assert views(tea.passage("Green tea")) == {
        ("question", "What is Green tea?"),
        ("text", "Green tea: none, the leaves are steamed. grassy"),
        ("heading", "Kinds of tea: Kind: Green tea: none, the leaves are steamed. grassy"),
        ("text", "Green tea, Oxidation: none, the leaves are steamed"),
        ("text", "Green tea, Taste: grassy"),
    }


def test_a_row_of_two_columns_is_not_seen_twice_the_same() -> None:
    of_kind = [kind for kind, _ in views(tea.passage("Gaiwan"))]
    assert sorted(of_kind) == ["heading", "question", "text"]


def test_a_table_is_seen_by_its_keys() -> None:
    assert ("text", "Vessel: Gaiwan, Yixing pot") in views(tea.passage("Vessels", "table"))
    assert ("question", "Which Vessels are there?") in views(tea.passage("Vessels", "table"))


def test_a_pair_is_seen_by_each_question_and_its_answer() -> None:
    assert views(tea.passage("How long does tea keep?")) == {
        ("question", "How long does tea keep?"),
        ("question", "When does tea expire?"),
        ("question", "What is the shelf life of tea?"),
        ("text", "Dry and dark, tea keeps two years."),
    }


def test_a_paragraph_is_also_seen_sentence_by_sentence() -> None:
    brewing = tea.passage("Brewing", "paragraph")
    single = {v.sentence: v.text for v in views_of([brewing]) if v.sentence >= 0}
    assert single == dict(enumerate(brewing.sentences))


def test_a_paragraph_of_one_sentence_is_its_own_whole() -> None:
    found = views_of(tea.passages("# T\n\nTea is old.", []))
    assert {view.sentence for view in found} == {-1}


def test_a_paraphrase_that_repeats_the_question_is_one_view() -> None:
    pair = tea.pair("How old?", "Very.", ["How old?"])
    assert views_of(tea.passages("", [pair])) == (
        View(0, "question", "How old?"),
        View(0, "text", "Very."),
    )


def test_nothing_has_no_views() -> None:
    assert views_of([]) == ()


@pytest.mark.parametrize(
    "guide",
    [
        "# T\n\n## Kinds\n\n- a cup\n- a pot",  # a list that nothing leads to
        "# T\n\n| | Taste |\n|---|---|\n| Green | grassy |\n| Black | malty |",  # an empty corner
    ],
)
def test_what_has_no_name_is_not_asked_for_by_none(guide: str) -> None:
    assert "Which  are there?" not in texts(guide)


def test_a_heading_is_said_once() -> None:
    assert "Brewing: Tea is poured." in texts("# T\n\n## Brewing\n\nTea is poured.")


def test_a_phrasing_is_seen_as_a_message_is_sought() -> None:
    asked = tea.pair(
        "ok thanks, how long does tea keep?", "A year.", ("keeping tea in a nutshell",), ""
    )
    found = views_of(tea.passages("", [asked]))
    questions = [view.text for view in found if view.kind == "question"]
    assert questions == ["how long does tea keep?", "keeping tea"]


def test_what_only_announces_is_found_by_what_the_text_is_about() -> None:
    found = views_of(
        tea.passages("# Tea\n\nIn this guide, we will look at teapots. It is short.", [])
    )
    assert ("question", "What is this guide about?", 0) in [
        (view.kind, view.text, view.sentence) for view in found
    ]
    told = [view.text for view in found if view.kind != "question"]
    assert told == ["Tea: It is short.", "It is short.", "It is short."]


def test_an_introduction_answers_no_question_about_its_matter() -> None:
    text = "In this guide, we will look at teapots. We will also look at kettles."
    assert texts(f"# Tea\n\n{text}") == ["What is this guide about?"]
