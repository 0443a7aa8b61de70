"""One passage to words, with quotes that stand in the source."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.answer.compose import (
    MAX_ENTRIES,
    MAX_LIST_SOURCES,
    MAX_LIST_WORDS,
    Composed,
    compose,
    describe,
    joined,
)
from knowledge.parse.markdown import parse_markdown
from knowledge.passages import MAX_TOLD_WORDS, Passage
from tests import tea


def composed(passage: Passage, query: str = "", sentence: int = -1) -> Composed:
    members = [other for other in tea.passages() if other.parent == passage.id]
    return compose(passage, query=query, sentence=sentence, members=members)


def from_guide(guide: str, kind: str) -> tuple[Passage, list[Passage]]:
    """Return a guide's first passage of a kind, and its members."""
    found = tea.passages(f"# T\n\n{guide}", [])
    passage = next(p for p in found if p.kind == kind)
    return passage, [p for p in found if p.parent == passage.id]


def paragraph(*sentences: str) -> Passage:
    return from_guide(" ".join(sentences), "paragraph")[0]


@pytest.mark.parametrize(
    ("key", "kind", "text"),
    [
        ("Gaiwan", "row", "**Gaiwan**: A lidded bowl of porcelain."),
        (
            "Green tea",
            "row",
            "**Green tea**: Oxidation: none, the leaves are steamed\n\n- Taste: grassy",
        ),
        ("Kettle", "item", "Kettle: heats the water to a set temperature."),
        ("Brewing", "item", "A beginner needs: a cup"),
        ("How long does tea keep?", "pair", "Dry and dark, tea keeps two years."),
        ("What is matcha?", "code", "```\n1 g leaves = 35 ml water\n```"),
    ],
)
def test_each_kind_has_its_words(key: str, kind: str, text: str) -> None:
    assert composed(tea.passage(key, kind)).text == text


def test_the_asked_cell_comes_first() -> None:
    text = composed(tea.passage("Green tea"), query="how does green tea taste?").text
    assert text.startswith("**Green tea**: Taste: grassy\n\n- Oxidation:")


def test_an_empty_cell_is_not_told() -> None:
    row, _ = from_guide("| Kind | Taste | Note |\n|---|---|---|\n| Green | | fresh |", "row")
    assert composed(row).text == "**Green**: Note: fresh"


def test_an_empty_cell_is_told_nowhere() -> None:
    guide = "| Kind | Taste | Note |\n|---|---|---|\n| Green | | fresh |\n| Black | | |"
    table, (green, black) = from_guide(guide, "table")
    assert describe(green) == "Note: fresh."
    assert composed(black).text == "**Black**"
    told = compose(table, query="", sentence=-1, members=[green, black])
    assert told.text == "Kind:\n\n- **Green**: Note: fresh.\n- **Black**"
    assert all(source.quote for source in told.sources)


def test_a_short_table_is_told_with_its_descriptions() -> None:
    assert composed(tea.passage("Vessels", "table")).text == (
        "Vessels:\n\n- **Gaiwan**: A lidded bowl of porcelain.\n"
        "- **Yixing pot**: An unglazed clay pot that keeps the flavour of earlier brews."
    )


def long_table(cell: str, n_rows: int) -> Composed:
    rows = "\n".join(f"| Kind{n} | {cell} |" for n in range(n_rows))
    table, members = from_guide(f"Kinds:\n\n| Kind | Made of |\n|---|---|\n{rows}", "table")
    return compose(table, query="", sentence=-1, members=members)


def test_a_long_table_is_told_with_the_start_of_its_descriptions() -> None:
    told = long_table(f"green leaf; {'and leaf ' * 20}", 4).text
    assert told.splitlines()[2] == "- **Kind0**: green leaf"
    assert len(told.split()) <= MAX_LIST_WORDS


def test_a_description_that_begins_with_a_name_alone_is_told_beyond_it() -> None:
    told = long_table(f"Leaf, the green one of the tea bush; {'and leaf ' * 20}", 4).text
    assert told.splitlines()[2] == "- **Kind0**: Leaf, the green one of the tea bush; …"


def test_a_very_long_table_is_told_by_its_names() -> None:
    told = long_table("leaf " * 20, MAX_ENTRIES).text.splitlines()
    assert told[:2] == ["Kinds:", ""]
    assert told[2:] == [f"- **Kind{n}**" for n in range(MAX_ENTRIES)]


def test_the_asked_column_describes_the_entries_of_a_long_table() -> None:
    rows = "\n".join(f"| Kind{n} | {'leaf ' * 20}| {n} euros |" for n in range(6))
    table, members = from_guide(f"Kinds:\n\n| Kind | Made of | Price |\n|-|-|-|\n{rows}", "table")
    told = compose(table, query="what do the kinds cost?", sentence=-1, members=members)
    assert told.text.splitlines()[2] == "- **Kind0**: 0 euros"


def test_a_list_ends_with_how_much_is_left() -> None:
    items = "\n".join(f"- part {n}" for n in range(MAX_ENTRIES + 3))
    whole, members = from_guide(f"You need:\n\n{items}", "list")
    told = compose(whole, query="", sentence=-1, members=members)
    assert told.text.startswith("You need:\n\n- part 0\n")
    assert told.text.endswith(f"- part {MAX_ENTRIES - 1}\n- and 3 more")
    assert len(told.sources) == MAX_LIST_SOURCES


def test_a_list_that_nothing_leads_to_has_a_first_line_of_words() -> None:
    whole, members = from_guide("- a cup\n- a pot", "list")
    told = compose(whole, query="", sentence=-1, members=members)
    assert not told.text.startswith(":")


def test_a_table_of_one_column_is_told_by_its_names() -> None:
    table, members = from_guide("| Kind |\n|---|\n| Green |\n| Black |", "table")
    told = compose(table, query="", sentence=-1, members=members)
    assert told.text.endswith("- **Green**\n- **Black**")


def test_a_paragraph_is_told_from_its_best_sentence() -> None:
    brewing = tea.passage("Brewing", "paragraph")
    assert composed(brewing, sentence=1).text == " ".join(brewing.sentences[1:])


def test_a_sentence_that_leans_on_another_is_told_with_it() -> None:
    brewing = tea.passage("Brewing", "paragraph")
    assert brewing.sentences[2].startswith("It ")
    assert composed(brewing, sentence=2).text == " ".join(brewing.sentences[1:])


def test_a_paragraph_that_leans_on_nothing_is_told_from_its_start() -> None:
    passage = paragraph("It is old.", "They drink it.")
    assert composed(passage, sentence=1).text == passage.text


def test_a_long_paragraph_ends_with_a_sentence() -> None:
    sentences = [f"Sentence {n} has {'many ' * 20}words." for n in range(6)]
    told = composed(paragraph(*sentences), sentence=1).text
    assert told == " ".join(sentences[1:3])
    assert len(told.split()) <= MAX_TOLD_WORDS


def test_one_long_sentence_is_told_whole() -> None:
    sentence = f"It has {'many ' * 100}words."
    assert composed(paragraph(sentence)).text == sentence


def test_a_long_sentence_is_told_without_what_follows() -> None:
    sentence = f"It has {'many ' * 100}words."
    assert composed(paragraph(sentence, "They are long."), sentence=0).text == sentence


def test_a_long_pair_is_told_whole_and_quoted_in_part() -> None:
    answer = " ".join(f"Sentence {n} has {'many ' * 20}words." for n in range(6))
    (passage,) = tea.passages("", [tea.pair("How?", answer)])
    told = composed(passage)
    assert told.text == answer
    assert answer.startswith(told.sources[0].quote)


@pytest.mark.parametrize("passage", tea.passages(), ids=lambda p: f"{p.kind} {p.key}")
def test_every_quote_stands_in_its_source(passage: Passage) -> None:
    document = parse_markdown(tea.GUIDE, id="tea", title="Tea").text
    source = document + "".join(answer for _, answer, _ in tea.PAIRS)
    for sentence in range(-1, len(passage.sentences)):
        told = composed(passage, query=passage.label, sentence=sentence)
        assert told.text.strip()
        assert all(one.quote and one.quote in source for one in told.sources)
        assert told.sources


SENTENCES = st.lists(
    st.text("ab It", min_size=1, max_size=9).map(lambda text: f"x{text.strip()}."), min_size=1
)


@given(SENTENCES, st.data())
def test_a_paragraph_is_told_verbatim(sentences: list[str], data: st.DataObject) -> None:
    text = " ".join(sentences)
    passage = replace(paragraph("x."), text=text, sentences=tuple(sentences))
    sentence = data.draw(st.integers(-1, len(sentences) - 1))
    told = composed(passage, sentence=sentence).text
    assert told in text
    assert sentences[max(sentence, 0)] in told


@pytest.mark.parametrize(
    ("key", "kind", "said"),
    [
        ("Gaiwan", "row", "A lidded bowl of porcelain."),
        ("Black tea", "row", "Oxidation: full, the leaves turn brown; Taste: malty."),
        ("Kettle", "item", "heats the water to a set temperature."),
        ("What is matcha?", "paragraph", "Matcha is powdered leaves, whisked in a bowl."),
    ],
)
def test_a_thing_is_described_without_its_name(key: str, kind: str, said: str) -> None:
    assert describe(tea.passage(key, kind)) == said


def test_two_answers_are_joined_with_each_source_once() -> None:
    gaiwan, vessels = composed(tea.passage("Gaiwan")), composed(tea.passage("Vessels", "table"))
    both = joined(gaiwan, vessels)
    assert both.text == f"{gaiwan.text}\n\n{vessels.text}"
    assert [source.id for source in both.sources] == [source.id for source in vessels.sources]


def test_what_leads_to_a_paragraph_is_told_with_its_start() -> None:
    passage = replace(paragraph("Pour slowly.", "Then drink."), lead="A monk wrote:")
    assert composed(passage, sentence=0).text == "A monk wrote: Pour slowly. Then drink."
    assert composed(passage, sentence=0).sources[0].quote == passage.text
    assert composed(passage, sentence=1).text == "Then drink."
