"""PDF: headings by their type, paragraphs by their gaps, tables by their lines."""

from __future__ import annotations

from pathlib import Path

import pytest
from fpdf import FPDF

from knowledge.errors import SourceError
from knowledge.parse import parse_document
from tests.parsed import outline

LONG = (
    "A colony needs a dry place, morning sun and water nearby, and the hive should face to the "
    "south so that the bees start flying early in the day and bring in more than they eat."
)


class Sheet(FPDF):
    """Pages with a running head and a page number."""

    def header(self) -> None:
        self.set_font("Helvetica", size=8)
        self.cell(0, 6, "Beekeeping handbook, 2nd edition", new_x="LMARGIN", new_y="NEXT")

    def footer(self) -> None:
        self.set_y(-15)
        self.set_font("Helvetica", size=8)
        self.cell(0, 6, f"Page {self.page_no()} of 2", align="C")

    def line_of(self, text: str, size: float = 11, style: str = "", after: float = 3) -> None:
        self.set_font("Helvetica", style, size)
        self.multi_cell(0, size / 2, text, new_x="LMARGIN", new_y="NEXT", align="L")
        self.ln(after)


@pytest.fixture
def sheet() -> Sheet:
    page = Sheet()
    page.add_page()
    return page


def saved(sheet: FPDF, folder: Path) -> Path:
    path = folder / "bees.pdf"
    sheet.output(str(path))
    return path


def test_a_handbook(sheet: Sheet, tmp_path: Path) -> None:
    sheet.line_of("Keeping Bees in a Small Garden: A Handbook for the First Two Years", 22, "B")
    sheet.line_of(LONG)
    sheet.line_of("1. Equipment", 16, "B")
    sheet.line_of("You need less than most catalogues suggest:")
    sheet.line_of(f"- {LONG}", after=0)
    sheet.line_of("- a smoker", after=0)
    sheet.line_of("- gloves")
    sheet.line_of("1.1 Tools", 13, "B")
    with sheet.table() as table:
        for row in (("Tool", "Use"), ("Smoker", "Calms the bees before\nthe hive is opened")):
            table.row(row)
    sheet.ln(5)
    sheet.line_of("Do bees sting?", style="B", after=1)
    sheet.line_of("Yes, when pressed.")
    sheet.add_page()
    sheet.line_of("2. Seasons", 16, "B")
    sheet.line_of(LONG)
    document = parse_document(saved(sheet, tmp_path))
    assert document.title == "Keeping Bees in a Small Garden: A Handbook for the First Two Years"
    assert outline(document) == [
        "#",
        LONG,
        "# Equipment",
        "You need less than most catalogues suggest:",
        f"- {LONG}",
        "- a smoker",
        "- gloves",
        "# Equipment > Tools",
        "Tool|Use",
        "Smoker|Calms the bees before the hive is opened",
        "# Equipment > Tools > Do bees sting?",
        "Yes, when pressed.",
        "# Seasons",
        LONG,
    ]


def test_a_paragraph_and_a_table_go_on_over_the_page(sheet: Sheet, tmp_path: Path) -> None:
    sheet.line_of("Bees", 20, "B")
    sheet.line_of("The hive should face to the south so that", after=0)
    sheet.add_page()
    sheet.line_of("the bees start flying early.")
    with sheet.table() as table:
        table.row(("Tool", "Use"))
        table.row(("Smoker", "Calms"))
    sheet.add_page()
    with sheet.table() as table:
        table.row(("Tool", "Use"))
        table.row(("Veil", "Protects"))
    assert outline(parse_document(saved(sheet, tmp_path))) == [
        "#",
        "The hive should face to the south so that the bees start flying early.",
        "Tool|Use",
        "Smoker|Calms",
        "Veil|Protects",
    ]


@pytest.mark.parametrize(
    ("lines", "mended"),
    [
        ("Pollen is a nour-\nishing food.", "Pollen is a nourishing food."),
        ("It is well known, a well-\nknown fact.", "It is well known, a well-known fact."),
        ("Honey and wax-\nMade by bees.", "Honey and wax- Made by bees."),
    ],
)
def test_words_broken_at_the_end_of_a_line(
    sheet: Sheet, tmp_path: Path, lines: str, mended: str
) -> None:
    sheet.line_of(lines)
    sheet.line_of(LONG)
    assert outline(parse_document(saved(sheet, tmp_path)))[-2:] == [mended, LONG]


def test_the_properties_give_a_title(tmp_path: Path) -> None:
    page = FPDF()
    page.set_title("All about bees")
    page.add_page()
    page.set_font("Helvetica")
    page.multi_cell(0, 6, LONG)
    assert parse_document(saved(page, tmp_path)).title == "All about bees"


def test_a_scan_has_no_text(tmp_path: Path) -> None:
    page = FPDF()
    page.add_page()
    page.rect(10, 10, 50, 50, style="F")
    with pytest.raises(SourceError, match="only images; make it searchable"):
        parse_document(saved(page, tmp_path))


def test_an_encrypted_file(tmp_path: Path) -> None:
    page = FPDF()
    page.set_encryption(owner_password="owner", user_password="user")
    page.add_page()
    page.set_font("Helvetica")
    page.cell(0, 6, LONG)
    with pytest.raises(SourceError, match="the PDF is encrypted; save it without a password"):
        parse_document(saved(page, tmp_path))


@pytest.mark.parametrize("content", [b"%PDF-1.7\nnothing else", b"<html>an error page</html>"])
def test_a_damaged_file(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "bees.pdf"
    path.write_bytes(content)
    with pytest.raises(SourceError, match="the PDF is damaged") as raised:
        parse_document(path)
    assert raised.value.path == path


@pytest.mark.timeout(20)
def test_a_reference_that_leads_back_to_itself(tmp_path: Path) -> None:
    path = tmp_path / "bees.pdf"
    path.write_bytes(b"1 0 obj/ 1\xd9R>&#x>endobj\ntrailer<</Root 1 0R>>endobj\n")
    with pytest.raises(SourceError, match="the PDF is damaged"):
        parse_document(path)


def test_half_a_file(sheet: Sheet, tmp_path: Path) -> None:
    sheet.line_of(LONG)
    path = saved(sheet, tmp_path)
    path.write_bytes(path.read_bytes()[:600])
    with pytest.raises(SourceError):
        parse_document(path)
