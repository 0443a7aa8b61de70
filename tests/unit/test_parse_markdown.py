"""Markdown: the visible text, its headings, lists and tables."""

from __future__ import annotations

from pathlib import Path

import pytest

from knowledge.document import Document
from knowledge.errors import SourceError
from knowledge.parse import parse_document
from knowledge.parse.markdown import parse_markdown
from tests.parsed import outline


def read(text: str) -> Document:
    return parse_markdown(text, id="tea", title="Tea")


def test_a_guide() -> None:
    text = """# Brewing tea

Good tea needs *fresh* water, `loose` leaves
and [patience](https://tea.example).

## 1. Water

| Tea | Heat |
|-----|-----:|
| **Green** | 75 °C |
| Black \\| dark | 95 °C |

### Soft or hard:

> Soft water
> is best.

Leaves
------

1. Take a spoon
   of leaves.
   - whole
   - broken

     ```sh
     kettle --on
     ```
2. Wait.

Last line\\
after a break.
"""
    document = read(text)
    assert (document.id, document.title, document.url) == ("tea", "Brewing tea", None)
    assert outline(document) == [
        "#",
        "Good tea needs fresh water, loose leaves and patience.",
        "# Water",
        "Tea|Heat",
        "Green|75 °C",
        "Black | dark|95 °C",
        "# Water > Soft or hard",
        "Soft water is best.",
        "# Leaves",
        "- Take a spoon of leaves.",
        "- whole",
        "- broken",
        "`kettle --on`",
        "- Wait.",
        "Last line\nafter a break.",
    ]


def test_the_text_is_what_a_reader_sees() -> None:
    document = read(
        "# Tea\n\nIt is **hot**.\n\n- a\n- b\n\n| x | y |\n|---|---|\n| 1 | 2 |\n\nEnd."
    )
    assert document.text == "Tea\n\nIt is hot.\n\na\nb\n\nx\ty\n1\t2\n\nEnd."


def test_front_matter_gives_title_and_address() -> None:
    text = "---\ntitle: All about tea\nurl: https://tea.example\ntags: [a]\n---\n# Tea\n\nHot.\n"
    document = read(text)
    assert (document.title, document.url) == ("All about tea", "https://tea.example")
    assert outline(document) == ["#", "Hot."]
    assert (
        parse_markdown(text, id="t", title="T", url="https://x.example").url == "https://x.example"
    )


def test_a_line_at_the_start_is_no_front_matter() -> None:
    assert outline(read("---\n\nHot tea.\n\n---\n\nCold tea.\n")) == ["#", "Hot tea.", "Cold tea."]


def test_broken_front_matter_names_its_line(tmp_path: Path) -> None:
    path = tmp_path / "tea.md"
    path.write_text("---\ntitle: Tea\nurl: [\n---\nHot.\n", "utf-8")
    with pytest.raises(SourceError, match="the front matter is not YAML") as raised:
        parse_document(path)
    assert raised.value.path == path
    assert raised.value.line in (3, 4)


def test_without_a_heading_the_file_names_it(tmp_path: Path) -> None:
    path = tmp_path / "green_tea.markdown"
    path.write_text("Hot.\n", "utf-8")
    assert parse_document(path).title == "Green tea"


def test_further_headings_of_the_first_level_are_sections() -> None:
    assert outline(read("# Tea\n\nHot.\n\n# Coffee\n\nAlso hot.\n")) == [
        "#",
        "Hot.",
        "# Coffee",
        "Also hot.",
    ]


def test_a_bold_line_serves_as_a_heading() -> None:
    text = "# Tea\n\n## FAQ\n\n**Is it hot?**\n\nYes.\n\n**Careful, it is hot.**\n\n**Cold?** No.\n"
    assert outline(read(text)) == [
        "# FAQ",
        "# FAQ > Is it hot?",
        "Yes.",
        "Careful, it is hot.",
        "Cold? No.",
    ]


def test_html_inside_is_read_and_images_and_comments_are_not() -> None:
    text = """# Tea

![cup](cup.png)

<!-- not shown -->

<details><summary>Is it hot?</summary>

Yes<br>very.

</details>

<table><tr><th>Tea</th><th>Heat</th></tr><tr><td>Green</td><td>75</td></tr></table>

It is <em>hot</em>.
"""
    assert outline(read(text)) == [
        "# Is it hot?",
        "Yes\nvery.",
        "Tea|Heat",
        "Green|75",
        "It is hot.",
    ]


def test_a_file_without_any_mark_is_read_as_plain_text(tmp_path: Path) -> None:
    path = tmp_path / "tea.md"
    path.write_text("Tea\n\nTeaHeat\nGreenSeventy degrees\nBlackNinety degrees\n", "utf-8")
    document = parse_document(path)
    assert document.title == "Tea"
    assert outline(document) == ["#", "Tea|Heat", "Green|Seventy degrees", "Black|Ninety degrees"]


def test_nothing_but_marks_is_an_error(tmp_path: Path) -> None:
    path = tmp_path / "tea.md"
    path.write_text("# Tea\n\n![cup](cup.png)\n", "utf-8")
    with pytest.raises(SourceError, match="no text was found"):
        parse_document(path)
