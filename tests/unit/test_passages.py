"""Documents and pairs to passages: nothing lost, nothing changed."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.document import (
    Block,
    Code,
    Document,
    Listing,
    Paragraph,
    Section,
    Span,
    Table,
    Text,
)
from knowledge.passages import Passage, passages_of, without_signposts
from tests import tea

GOLDEN = json.loads((Path(__file__).parents[1] / "golden" / "passages.json").read_text("utf-8"))
NOWHERE = Span(0, 0)


def document(*sections: Section) -> Document:
    return Document("d", "The title", None, "", sections)


def section(*blocks: Block, heading: str = "") -> Section:
    return Section(heading, (heading,) if heading else (), blocks)


def paragraph(text: str) -> Paragraph:
    return Paragraph(text, NOWHERE)


def listing(*items: str) -> Listing:
    return Listing(tuple(Text(item, NOWHERE) for item in items))


def table(*rows: tuple[str, ...]) -> Table:
    cells = [tuple(Text(cell, NOWHERE) for cell in row) for row in rows]
    return Table(cells[0], tuple(cells[1:]))


def cut(*sections: Section) -> tuple[Passage, ...]:
    return passages_of([document(*sections)], [], sentences=tea.sentences)


def test_the_passages_of_a_small_document_are_pinned() -> None:
    source = "\n".join(GOLDEN["source"])
    pairs = [tea.pair(*words) for words in GOLDEN["pairs"]]
    found = [_filled(passage) for passage in tea.passages(source, pairs)]
    assert json.loads(json.dumps(found)) == GOLDEN["passages"]


def _filled(passage: Passage) -> dict[str, Any]:
    return {name: value for name, value in asdict(passage).items() if value}


def test_a_row_knows_its_table() -> None:
    row = tea.passage("Green tea")
    whole = tea.passage("Kinds of tea", "table")
    assert (row.kind, row.parent, row.header) == ("row", whole.id, whole.header)
    assert row.lead == whole.lead == "The kinds differ in how far the leaves oxidise:"
    assert whole.cells == ("Green tea", "Black tea", "Oolong (wulong)")


def test_a_table_of_one_row_is_that_row_alone() -> None:
    (row,) = cut(section(table(("Kind", "Taste"), ("Green", "grassy"))))
    assert (row.kind, row.parent, row.text) == ("row", "", "grassy")


def test_a_list_of_one_item_is_that_item_alone() -> None:
    (item,) = cut(section(listing("a cup"), heading="Vessels"))
    assert (item.kind, item.parent, item.key) == ("item", "", "Vessels")


@pytest.mark.parametrize(
    ("item", "key"),
    [
        ("Django: a web framework", "Django"),
        ("Ratio 1:2, no more", "Heading"),  # a colon inside a number names nothing
        ("Django:", "Heading"),
        (": a web framework", "Heading"),
        ("a b c d e f g h: eight words are a name", "a b c d e f g h"),
        ("a b c d e f g h i: nine are a sentence", "Heading"),
    ],
)
def test_an_item_is_named_by_what_stands_before_its_colon(item: str, key: str) -> None:
    (passage,) = cut(section(listing(item), heading="Heading"))
    assert passage.key == key


def test_a_line_that_only_leads_to_a_list_is_its_lead_and_no_passage() -> None:
    kinds = [p.kind for p in cut(section(paragraph("You need:"), listing("a cup", "a pot")))]
    assert kinds == ["list", "item", "item"]


@pytest.mark.parametrize(
    ("text", "told"),
    [("You need these", "You need these"), ("Tea is old. You need:", "Tea is old.")],
)
def test_a_paragraph_that_says_more_stays_a_passage(text: str, told: str) -> None:
    first, *rest = cut(section(paragraph(text), listing("a cup", "a pot")))
    assert (first.kind, first.text) == ("paragraph", told)
    assert all(passage.lead == text for passage in rest)


def test_a_lead_serves_only_what_follows_at_once() -> None:
    *_, last = cut(section(paragraph("You need:"), listing("a cup", "a pot"), listing("milk")))
    assert (last.text, last.lead) == ("milk", "")


def test_a_heading_that_asks_is_a_question_of_its_paragraphs() -> None:
    (passage,) = cut(section(paragraph("Powdered leaves."), heading="What is matcha?"))
    assert passage.questions == ("What is matcha?",)


def test_a_paragraph_above_all_headings_goes_by_the_title() -> None:
    (passage,) = cut(section(paragraph("Tea is old.")))
    assert (passage.key, passage.path, passage.section) == ("The title", (), "")


def test_a_pair_is_found_by_all_its_questions() -> None:
    pair = tea.pair("How old?", "Very.", ["What age?"], topic="Age")
    (passage,) = passages_of([], [pair], sentences=tea.sentences)
    assert passage.questions == ("How old?", "What age?")
    assert (passage.id, passage.key, passage.text) == (pair.id, "How old?", "Very.")
    assert passage.path == ("Age",)


def test_a_pair_without_topic_stands_under_no_heading() -> None:
    (passage,) = passages_of([], [tea.pair("How old?", "Very.")], sentences=tea.sentences)
    assert (passage.path, passage.section) == ((), "")


def test_no_sources_make_no_passages() -> None:
    assert passages_of([], [], sentences=tea.sentences) == ()


def test_every_passage_has_its_sentences() -> None:
    brewing = tea.passage("Brewing", "paragraph")
    assert len(brewing.sentences) == 3
    assert all(sentence in brewing.text for sentence in brewing.sentences)


@pytest.mark.parametrize(
    ("key", "kind", "label"),
    [
        ("Green tea", "row", "What is Green tea?"),
        ("Kettle", "item", "What is Kettle?"),
        ("What is matcha?", "paragraph", "What is matcha?"),
        ("Brewing", "paragraph", "Brewing"),
        ("How long does tea keep?", "pair", "How long does tea keep?"),
    ],
)
def test_a_label_leads_to_its_passage(key: str, kind: str, label: str) -> None:
    assert tea.passage(key, kind).label == label


def test_a_long_key_is_its_own_label() -> None:
    key = "the one that you pour slowly over cold leaves"
    assert replace(tea.passage("Green tea"), key=key).label == key


def test_an_item_under_a_heading_that_asks_is_labelled_by_that_question() -> None:
    items = cut(section(listing("a whisk", "a bowl"), heading="What is matcha?"))
    assert {passage.label for passage in items} == {"What is matcha?"}


def test_an_item_above_all_headings_has_a_label_of_its_own() -> None:
    items = cut(section(listing("a whisk", "a bowl")))
    assert "What is ?" not in {passage.label for passage in items}


WORD = st.text("abcdeé中", min_size=1, max_size=4)
WORDS = st.lists(WORD, min_size=1, max_size=4).map(" ".join)
ROW = st.tuples(WORDS, WORDS)
BLOCK = st.one_of(
    WORDS.map(paragraph),
    WORDS.map(lambda text: Code(text, NOWHERE)),
    st.lists(WORDS, min_size=1, max_size=3).map(lambda items: listing(*items)),
    st.lists(ROW, min_size=2, max_size=4).map(lambda rows: table(*rows)),
)
SECTION = st.builds(
    lambda blocks, heading: section(*blocks, heading=heading), st.lists(BLOCK, max_size=4), WORDS
)


def texts(block: Block) -> Iterator[str]:
    if isinstance(block, Listing):
        yield from (item.text for item in block.items)
    elif isinstance(block, Table):
        yield from (cell.text for row in block.rows for cell in row)
    else:
        yield block.text


@given(st.lists(SECTION, max_size=3))
def test_no_word_of_a_document_is_lost_or_made_up(sections: list[Section]) -> None:
    found = cut(*sections)
    source = {text for part in sections for block in part.blocks for text in texts(block)}
    told = {p.text for p in found if p.kind in ("paragraph", "code", "item")}
    told |= {cell for p in found if p.kind == "row" for cell in p.cells}
    assert told == source
    wholes = {p.id for p in found if p.kind in ("table", "list")}
    assert {p.parent for p in found} - {""} == wholes
    assert len({p.id for p in found}) == len(found)


PARTS = (
    Section("Water", ("Brewing", "Water"), (paragraph("Soft."),)),
    Section("Why soft?", ("Brewing", "Why soft?"), (paragraph("It is."),)),
    Section("Pots", ("Brewing", "Pots"), (paragraph("Clay."),)),
    Section("Clay", ("Brewing", "Pots", "Clay"), (paragraph("Red."),)),
)


@pytest.mark.parametrize(
    ("told", "lead", "text"),
    [
        ("It is easy. You need:", "You need:", "It is easy."),
        ("It is easy. Here are the steps.", "Here are the steps.", ""),
    ],
)
def test_a_section_that_announces_its_parts_is_a_list_of_them(
    told: str, lead: str, text: str
) -> None:
    head = section(paragraph(told), heading="Brewing")
    before, whole, *rest = cut(head, *PARTS)
    assert before.text == (text or told)
    assert (whole.kind, whole.key, whole.lead) == ("list", "Brewing", lead)
    assert whole.text == lead.rstrip(":")
    assert whole.cells == ("Water", "Pots")
    assert [passage.kind for passage in rest] == ["paragraph"] * 4


def test_parts_that_are_not_announced_are_no_list() -> None:
    head = section(paragraph("It is easy."), heading="Brewing")
    assert {passage.kind for passage in cut(head, *PARTS)} == {"paragraph"}
    alone = cut(section(paragraph("You need:"), heading="Brewing"), PARTS[0])
    assert [passage.kind for passage in alone] == ["paragraph"] * 2


def test_a_table_of_contents_is_no_knowledge() -> None:
    contents = section(listing("Water", "Pots", "About"))
    told = without_signposts(cut(contents, *PARTS))
    assert [passage.text for passage in told] == ["Soft.", "It is.", "Clay.", "Red."]


def test_of_a_list_only_the_items_that_name_a_place_go() -> None:
    mixed = section(listing("Water", "A cup of clay.", "A spoon."), heading="Needed")
    told = without_signposts(cut(mixed, *PARTS))
    whole, *items = [passage for passage in told if passage.path == ("Needed",)]
    assert whole.cells == ("Water", "A cup of clay.", "A spoon.")
    assert [item.text for item in items] == ["A cup of clay.", "A spoon."]


def test_announced_parts_are_no_table_of_contents() -> None:
    head = section(paragraph("You need:"), heading="Brewing")
    told = without_signposts(cut(head, *PARTS))
    assert told[0].cells == ("Water", "Pots")


def test_a_paragraph_that_ends_with_a_colon_leads_to_the_next() -> None:
    found = tea.passages("# Tea\n\nIt is old. A monk wrote:\n\nPour slowly.\n\nDrink.", [])
    assert [(passage.lead, passage.text) for passage in found] == [
        ("", "It is old."),
        ("A monk wrote:", "Pour slowly."),
        ("", "Drink."),
    ]


def test_a_colon_at_the_end_of_a_section_leads_nowhere() -> None:
    (found,) = tea.passages("# Tea\n\nIt is old. A monk wrote:", [])
    assert found.text == "It is old. A monk wrote:"
