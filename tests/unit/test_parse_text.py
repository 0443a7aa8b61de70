"""Plain text, read as a person reads it."""

from __future__ import annotations

import json
import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.document import Document
from knowledge.errors import SourceError
from knowledge.parse import parse_document
from knowledge.parse.text import parse_text
from tests.parsed import outline

GOLDEN = Path(__file__).parents[1] / "golden"


def read(text: str) -> Document:
    return parse_text(text, id="notes", title="Notes")


def test_an_article_copied_from_a_browser() -> None:
    golden = json.loads((GOLDEN / "parse_text.json").read_text("utf-8"))
    document = read("\n".join(golden["source"]))
    assert document.title == golden["title"]
    assert outline(document) == golden["outline"]


@pytest.mark.parametrize("between", ["\n", "\n\n", "\n\n\n"])
def test_blank_lines_do_not_change_what_is_read(between: str) -> None:
    golden = json.loads((GOLDEN / "parse_text.json").read_text("utf-8"))
    document = read(between.join(line for line in golden["source"] if line))
    assert document.title == golden["title"]
    assert outline(document) == golden["outline"]


# -- tables whose cells run together

JOINED = {
    "two columns": [
        "Tool|Description",
        "Spade|Turns heavy soil and cuts straight edges.",
        "Hand fork|A short fork for weeding between plants.",
        "Bow saw|Known for fast cuts through green wood.",
    ],
    "three columns": [
        "Shrub|Height|Use Case",
        "Box|One metre|Popular for low hedges.",
        "Yew|Three metres|Widely used for screens, since it keeps its needles.",
        "Rose of Sharon|Two metres|A late bloomer for sunny walls.",
    ],
    "acronyms before an article": [
        "Format|Description",
        "PNG|A picture format without loss.",
        "CSV|A table as plain text.",
        "TIFF/EP|An image format of cameras.",
    ],
    "brackets": [
        "Type|Description",
        "Annual (one season)|Plants that flower once and die.",
        "Perennial (many seasons)|Plants that come back each spring.",
    ],
    "capitals inside names": [
        "Technology|Description",
        "JavaScript|Runs in every browser.",
        "MongoDB|Documents without a schema.",
        "OAuth|An open standard.",
        "PostgreSQL|Databases with transactions.",
        "iPhone|Apple's telephone.",
        "GitHub|Hosting for code.",
    ],
    "names unknown to the document": [
        "Product|Company|What it is",
        "PlantNet|Floristic|A guide to wild flowers.",
        "GrowBox|Kestrivo|A chest for seedlings.",
        "WaterPal|Kestrivo|A timer for hoses.",
    ],
    "numbers": [
        "Status Code|Meaning",
        "200|OK, the request succeeded",
        "404|Not found",
        "500|Internal server error",
    ],
    "numbers in the middle": [
        "Language|Year|Typing",
        "Python|1991|Dynamic",
        "Java|1995|Static",
        "TypeScript|2012|Static",
    ],
    "money": [
        "Experience|Title|Salary",
        "0-2 years|Junior Developer|$60,000",
        "5+ years|Senior Developer|$120,000",
    ],
    "questions as columns": [
        "Method|Safe?|Idempotent?",
        "GET|Yes|Yes",
        "POST|No|No",
        "DELETE|No|Yes",
    ],
    "sentences as cells": [
        "Language|Pros|Cons",
        "Python|Easy to learn, many libraries.|Slow at run time.",
        "Rust|Safe without a garbage collector.|Steep learning curve.",
    ],
    "quotes": [
        "Principle|Idea",
        "DRY|“Don't repeat yourself”: every fact in one place.",
        "KISS|“Keep it simple”: no needless parts.",
    ],
    "a prefix that all rows share": [
        "AWS Service|What it is",
        "EC2|Virtual machines that you rent by the second.",
        "S3|Object storage for files of any size.",
        "Route 53|DNS with health checks.",
    ],
    "plurals of acronyms": [
        "Framework|Maturity|Best For",
        "Cobra|High|Large CLIs",
        "Flaggy|Medium|Small CLIs",
    ],
}


@pytest.mark.parametrize("name", JOINED)
def test_cells_that_run_together_are_parted(name: str) -> None:
    rows = JOINED[name]
    document = read("\n".join(["Title", "", "Text.", "", *(row.replace("|", "") for row in rows)]))
    assert outline(document) == ["#", "Text.", *rows]


def test_small_letters_that_run_together_are_parted_by_words_known_elsewhere() -> None:
    text = """Opening hours

The shop is closed on holidays. Monday to Friday it opens at ten; on Saturday it is open at noon.

DayMorningEvening
Mondayclosedclosed
Fridayopen from tenopen until six
Saturdayopen from noonclosed
"""
    assert outline(read(text))[2:] == [
        "Day|Morning|Evening",
        "Monday|closed|closed",
        "Friday|open from ten|open until six",
        "Saturday|open from noon|closed",
    ]


@pytest.mark.parametrize(
    "text",
    [
        "We use GitHub and MongoDB\nbecause YouTube does not\nfit our needs in this case",
        "JavaScript\nTypeScript\nCoffeeScript",
        "FooBar\nBazQux\nQuuxCorge",
        "The WhiteHouse project\nThis line has nothing that runs on.\nNor has this one.",
    ],
)
def test_what_only_looks_like_run_together_cells_is_no_table(text: str) -> None:
    assert not any("|" in line for line in outline(read(f"Title\n\nText.\n\n{text}\n")))


def test_a_table_ends_where_its_rows_end() -> None:
    text = """Gardening
Tools are few.
ToolUse
SpadeDigs holes.
RakeLevels beds.
Rakes and spades last for decades.
"""
    assert outline(read(text)) == [
        "#",
        "Tools are few.",
        "Tool|Use",
        "Spade|Digs holes.",
        "Rake|Levels beds.",
        "Rakes and spades last for decades.",
    ]


# -- other tables


@pytest.mark.parametrize(
    "table",
    [
        "Plan\tPrice\tUsers\nFree\t0\t3\nTeam\t10\t20",
        "Plan | Price | Users\nFree | 0 | 3\nTeam | 10 | 20",
        "| Plan | Price | Users |\n|---|---|---|\n| Free | 0 | 3 |\n| Team | 10 | 20 |",
        "+------+-------+-------+\n| Plan | Price | Users |\n+======+=======+=======+\n"
        "| Free | 0     | 3     |\n| Team | 10    | 20    |\n+------+-------+-------+",
        "Plan   Price   Users\n----   -----   -----\nFree   0       3\nTeam   10      20",
    ],
)
def test_cells_that_are_apart(table: str) -> None:
    document = read(f"Prices\n\nAll prices are net.\n\n{table}\n")
    assert outline(document)[2:] == ["Plan|Price|Users", "Free|0|3", "Team|10|20"]


def test_a_row_with_missing_and_one_with_too_many_cells() -> None:
    document = read("T\n\nText.\n\na\tb\tc\n1\t2\n1\t2\t3\t4\n5\t6\t7\n")
    assert outline(document)[2:] == ["a|b|c", "1|2|", "1|2|3\t4", "5|6|7"]


def test_two_spaces_after_a_sentence_are_no_table() -> None:
    text = "Bees\n\nThey fly.  They sting.\nThey hum.  They dance.\nThey sleep.  They wake.\n"
    assert not any("|" in line for line in outline(read(text)))


def test_keys_with_values_are_a_table_without_column_names() -> None:
    text = "Hive\n\nBuilt in spring.\n\nWood: pine, untreated\nFrames: ten\nSize: 40 x 50 cm\n"
    document = read(text)
    expected = ["|", "Wood|pine, untreated", "Frames|ten", "Size|40 x 50 cm"]
    assert outline(document)[2:] == expected


def test_one_key_with_a_value_is_a_paragraph() -> None:
    assert outline(read("Hive\n\nText.\n\nNote: bees sting."))[2:] == ["Note: bees sting."]


# -- headings


def test_numbered_headings_are_below_the_unnumbered_one_before_them() -> None:
    text = """Bees

Skills

A keeper needs some skills.

1. Patience

Bees do not hurry.

2. Strength

A full box weighs 25 kg.

2.1 Lifting

Use your knees.

Conclusion

Start small.
"""
    assert outline(read(text)) == [
        "# Skills",
        "A keeper needs some skills.",
        "# Skills > Patience",
        "Bees do not hurry.",
        "# Skills > Strength",
        "A full box weighs 25 kg.",
        "# Skills > Strength > Lifting",
        "Use your knees.",
        "# Conclusion",
        "Start small.",
    ]


def test_capitals_and_underlines_are_headings() -> None:
    text = """HIVE NOTES

SPRING

Check the food.

Feeding
-------

Use sugar water.

SUMMER
Add boxes early.
"""
    document = read(text)
    assert document.title == "HIVE NOTES"
    assert outline(document) == [
        "# SPRING",
        "Check the food.",
        "# SPRING > Feeding",
        "Use sugar water.",
        "# SUMMER",
        "Add boxes early.",
    ]


def test_a_line_with_a_colon_is_a_heading_unless_it_leads_in() -> None:
    text = """Bees

Tools for the First Year:

You need a smoker.

The most important tools include:

- a smoker
- a veil

Further Reading:

Ask your library.
"""
    assert outline(read(text)) == [
        "# Tools for the First Year",
        "You need a smoker.",
        "The most important tools include:",
        "- a smoker",
        "- a veil",
        "# Further Reading",
        "Ask your library.",
    ]


def test_questions_are_sections() -> None:
    text = """Bees

They live in hives.

Frequently Asked Questions (FAQ)

Do bees sting?

Yes, when pressed.

How long does a queen live?

Up to five years

Is honey vegan?
No.

Conclusion

Bees are good.
"""
    assert outline(read(text)) == [
        "#",
        "They live in hives.",
        "# Frequently Asked Questions (FAQ)",
        "# Frequently Asked Questions (FAQ) > Do bees sting?",
        "Yes, when pressed.",
        "# Frequently Asked Questions (FAQ) > How long does a queen live?",
        "Up to five years",
        "# Frequently Asked Questions (FAQ) > Is honey vegan?",
        "No.",
        "# Conclusion",
        "Bees are good.",
    ]


def test_questions_and_answers_with_marks() -> None:
    text = "Q: Do bees sting?\nA: Yes.\n\nQ: Do wasps?\nA: Yes, and often.\n"
    assert outline(read(text)) == ["# Do bees sting?", "Yes.", "# Do wasps?", "Yes, and often."]


def test_a_text_of_questions_alone_has_no_title() -> None:
    document = read("What is tofu?\n\nPressed soy milk.\n\nIs it vegan?\n\nYes.\n")
    assert document.title == "Notes"
    assert outline(document)[0] == "# What is tofu?"


def test_a_heading_has_no_number_and_no_colon() -> None:
    document = read("Title\n\nText.\n\n3.2 Wintering over:\n\nMore text.\n")
    assert document.sections[-1].heading == "Wintering over"


def test_the_last_line_heads_nothing() -> None:
    assert outline(read("Bees\n\nThey fly.\n\nShare this page")) == [
        "#",
        "They fly.",
        "Share this page",
    ]


def test_author_and_date_are_no_headings() -> None:
    text = "Bees\n\nBy Ada Quill\n\nMay 2, 2024\n\n5 min read\n\nThey fly.\n"
    assert outline(read(text)) == ["#", "By Ada Quill", "May 2, 2024", "5 min read", "They fly."]


# -- lists, paragraphs, code


@pytest.mark.parametrize("mark", ["-", "*", "•", "1.", "a)"])
def test_marked_items(mark: str) -> None:
    marks = [mark] if mark[0] not in "1a" else [mark, mark.replace("1", "2").replace("a", "b")]
    text = f"Bees\n\nYou need:\n\n{marks[0]} a veil\n   that closes\n{marks[-1]} a smoker\n"
    assert outline(read(text))[1:] == ["You need:", "- a veil\n   that closes", "- a smoker"]


def test_numbered_items_a_blank_line_apart_are_no_headings() -> None:
    text = (
        "Bees\n\nFirst steps\n\n1. Read a book\n\n2. Find a mentor\n\n3. Buy a hive\n\nBe patient."
    )
    assert outline(read(text)) == [
        "# First steps",
        "- Read a book",
        "- Find a mentor",
        "- Buy a hive",
        "Be patient.",
    ]


def test_items_without_marks() -> None:
    text = "Bees\n\nGood plants include:\n\nClover\n\nLinden\n\nHeather\n\nBad plants\n\nFew.\n"
    assert outline(read(text)) == [
        "#",
        "Good plants include:",
        "- Clover",
        "- Linden",
        "- Heather",
        "# Bad plants",
        "Few.",
    ]


RUN_TOGETHER = """Keeping bees
First steps
A beginner needs little. Most clubs name these:
Reading one good book before the winter is over, however dull its pictures may seem
Finding somebody who has kept bees for years
Visiting a club in spring; the first swarm is a good day for it
Buying a hive
What You Need
Tools
Smoker: calms the bees.
Veil: keeps them off the face.
Clothes
Light colours suit best.
Wool excites the bees.
Boots must be closed. Laces catch the grass.
Good And Bad Sides
For it
Honey keeps for years.
Gardens nearby bear more fruit.
A colony looks after itself in June.
At The Club
Be ready to be asked:
How much time do you have?
Where would the hive stand?
Tell us about your neighbours.
Are you allergic to stings?
Honest answers help more than good ones, since the club has to live with the bees as well as you.
"""


def test_lines_of_one_statement_each_are_items_and_titles_between_them_are_headings() -> None:
    assert outline(read(RUN_TOGETHER)) == [
        "# First steps",
        "A beginner needs little. Most clubs name these:",
        "- Reading one good book before the winter is over, however dull its pictures may seem",
        "- Finding somebody who has kept bees for years",
        "- Visiting a club in spring; the first swarm is a good day for it",
        "- Buying a hive",
        "# What You Need",
        "# Tools",
        "|",
        "Smoker|calms the bees.",
        "Veil|keeps them off the face.",
        "# Clothes",
        "- Light colours suit best.",
        "- Wool excites the bees.",
        "- Boots must be closed. Laces catch the grass.",
        "# Good And Bad Sides",
        "# For it",
        "- Honey keeps for years.",
        "- Gardens nearby bear more fruit.",
        "- A colony looks after itself in June.",
        "# At The Club",
        "# Be ready to be asked",
        "- How much time do you have?",
        "- Where would the hive stand?",
        "- Tell us about your neighbours.",
        "- Are you allergic to stings?",
        "Honest answers help more than good ones, since the club has to live with the bees as well "
        "as you.",
    ]


def test_a_page_with_its_contents_and_headings_right_above_tables() -> None:
    text = """What Is a Bee? A Guide for Beginners
By the Kettleworks Club
Updated 9 February 2026
On this page
What Is a Bee?
Kinds of Bees
Tools You Need
Mistakes
What Is a Bee?
A bee is an insect. It gathers nectar from flowers and brings it to its hive.
Kinds of Bees
KindSize
QueenLarge and long.
WorkerSmall and busy.
Tools You Need
For the hive
ToolUse
SmokerCalms the bees.
VeilKeeps them off the face.
Mistakes
Opening the hive when it rains or when there is a strong wind
Forgetting the smoker at home
Waiting with the winter feed until it is too cold for them to take it
"""
    document = read(text)
    assert document.title == "What Is a Bee? A Guide for Beginners"
    assert [section.path[-1:] for section in document.sections] == [
        (),
        ("On this page",),
        ("What Is a Bee?",),
        ("Kinds of Bees",),
        ("Tools You Need",),
        ("For the hive",),
        ("Mistakes",),
    ]
    lines = outline(document)
    assert lines.count("- Kinds of Bees") == 1
    assert "Queen|Large and long." in lines
    assert "- Forgetting the smoker at home" in lines


@pytest.mark.parametrize(
    "lines",
    [
        ("Mary Ann Smith",),
        ("This is a line. And more of it.",),
        ("Some Titled Line", "a line of words that goes on", "Another sentence stands here.5"),
    ],
)
def test_the_time_to_read_grows_with_the_lines_and_no_faster(lines: tuple[str, ...]) -> None:
    def seconds(n: int) -> float:
        start = time.process_time()
        read("Title\n" + "\n".join(f"{lines[i % len(lines)]}{i}" for i in range(n)))
        return time.process_time() - start

    seconds(300)
    assert seconds(4000) < 12 * max(seconds(1000), 0.05)


def test_items_in_small_letters_below_a_lead_in() -> None:
    text = "Bees\nA good hive:\nis dry and stands in the sun\nhas a lid\nfaces south\n"
    assert outline(read(text))[2:] == [
        "- is dry and stands in the sun",
        "- has a lid",
        "- faces south",
    ]


def test_paragraphs_below_a_heading_are_no_list() -> None:
    text = (
        "Bees\nFirst steps\nRead a book. Find a mentor. Wait.\nBuy a hive. Paint it. Place it.\n"
        "Be patient. Watch. Learn.\n"
    )
    assert not [line for line in outline(read(text)) if line.startswith("-")]


def test_a_wide_row_does_not_hide_where_the_prose_was_broken() -> None:
    text = """Bees

The club meets on the first Wednesday of a month in the old mill. Its door opens at
18:15. Guests are welcome, and we begin with a round of questions, each of which is
answered by whoever knows most about it, or by nobody at all if there is no one who
knows.

Evening        What is on it besides the usual round of questions and the accounts of the year
first          how a colony gets through the winter, and what to do for it in the autumn already
"""
    assert "The club meets" in outline(read(text))[1]
    assert "opens at\n18:15. Guests" in outline(read(text))[1]


def test_a_wrapped_paragraph_is_one_with_its_line_ends() -> None:
    text = """Bees

A colony needs a dry place, morning sun and water nearby, and it should
face to the south so that the bees start flying early in the day. Then
they bring in more.
"""
    (line,) = outline(read(text))[1:]
    assert line.count("\n") == 2


def test_long_lines_are_paragraphs_each() -> None:
    one = "A colony needs a dry place, morning sun and water nearby. " * 3
    text = f"Bees\n{one}\n{one}\n"
    assert outline(read(text)) == ["#", one.strip(), one.strip()]


def test_code_keeps_its_lines() -> None:
    text = "Bees\n\nRun it:\n\n    hive start --port=1\n    hive stop\n\n```\nx = 1\n```\n\nDone.\n"
    assert outline(read(text))[2:] == [
        "`    hive start --port=1\n    hive stop`",
        "`x = 1`",
        "Done.",
    ]


@given(st.text(alphabet=st.sampled_from("aA b1.?:-|\t\n•=“”Q"), max_size=300))
def test_any_text_is_read_and_every_piece_stands_in_it(text: str) -> None:
    document = read(text)
    pieces = "".join(outline(document))
    assert not text.strip() or pieces or document.title


@given(st.lists(st.sampled_from("Foo Bar baz OneTwo THREEFour x. y: - 1. | \t ?".split(" "))))
def test_any_words_are_read(words: list[str]) -> None:
    outline(read(" ".join(words).replace(". ", ".\n").replace("x", "x\n\n")))


# -- what cannot be read


def write(folder: Path, name: str, content: bytes) -> Path:
    path = folder / name
    path.write_bytes(content)
    return path


def test_a_byte_order_mark_and_foreign_line_ends(tmp_path: Path) -> None:
    path = write(tmp_path, "My notes_1.txt", b"\xef\xbb\xbfBees\r\n\r\nThey fly.\r\n")
    document = parse_document(path, url="https://bees.example")
    assert (document.id, document.title, document.url) == (
        "my-notes-1",
        "Bees",
        "https://bees.example",
    )
    assert document.text == "Bees\n\nThey fly.\n"


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (b"", "the file is empty"),
        (b"\xef\xbb\xbf \n", "the file is empty"),
        (b"Bees\nare caf\xe9\n", "notes.txt:2: byte 0xE9 at offset 12 is not UTF-8"),
        (b"PK\x03\x04\x00\x00", "binary content"),
        ("Bees".encode("utf-16"), "the text is UTF-16; save it as UTF-8"),
        (b"-----\n", "no text was found"),
    ],
)
def test_a_text_that_cannot_be_read(tmp_path: Path, content: bytes, problem: str) -> None:
    path = write(tmp_path, "notes.txt", content)
    with pytest.raises(SourceError) as raised:
        parse_document(path)
    assert problem in str(raised.value)
    assert str(raised.value).startswith(str(path))


def test_a_file_over_the_limit(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("knowledge.parse.files.SIZE_LIMIT_BYTES", 3)
    with pytest.raises(SourceError, match="it is larger than"):
        parse_document(write(tmp_path, "notes.txt", b"Bees"))


def test_a_file_that_is_not_there_or_of_another_kind(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="there is no such file"):
        parse_document(tmp_path / "notes.txt")
    with pytest.raises(SourceError, match=r"\.docx is not read; allowed are \.md"):
        parse_document(write(tmp_path, "notes.docx", b"PK"))
    (tmp_path / "folder.txt").mkdir()
    with pytest.raises(SourceError, match="this is a folder"):
        parse_document(tmp_path / "folder.txt")


@pytest.mark.parametrize(
    "content",
    [
        "# Bees\n\nThey fly.\n\n## Food\n\nNectar.\n",
        "<!DOCTYPE html>\n<html><body><h1>Bees</h1><p>They fly.</p><h2>Food</h2><p>Nectar.</p>",
    ],
)
def test_a_text_full_of_marks_is_read_as_what_it_is(tmp_path: Path, content: str) -> None:
    document = parse_document(write(tmp_path, "notes.txt", content.encode()))
    assert document.title == "Bees"
    assert outline(document) == ["#", "They fly.", "# Food", "Nectar."]
