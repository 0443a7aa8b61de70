"""Where an answer stands, and the address that jumps to its words."""

from __future__ import annotations

from urllib.parse import unquote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.answer.sources import EDGE_WORDS, MAX_QUOTE_CHARACTERS, jump_to, shorten, source_of
from tests import tea

PAGE = "https://tea.example/guide"


@pytest.mark.parametrize(
    ("quote", "fragment"),
    [
        ("A lidded bowl", "A%20lidded%20bowl"),
        ("well-known, 50 % & more", "well%2Dknown%2C%2050%20%25%20%26%20more"),
        ("a b c d e f g h i j k", "a%20b%20c%20d%20e,g%20h%20i%20j%20k"),
        ("first line\nsecond line", "first%20line"),
        ("Größe", "Gr%C3%B6%C3%9Fe"),
    ],
)
def test_an_address_jumps_to_the_quote(quote: str, fragment: str) -> None:
    assert jump_to(PAGE, quote) == f"{PAGE}#:~:text={fragment}"


def test_a_fragment_of_the_page_is_kept() -> None:
    assert jump_to(f"{PAGE}#vessels", "A bowl") == f"{PAGE}#vessels:~:text=A%20bowl"


@pytest.mark.parametrize("url", ["file:///guide.md", "guide.md", f"{PAGE}#:~:text=bowl"])
def test_an_address_without_a_page_or_with_a_jump_is_left_alone(url: str) -> None:
    assert jump_to(url, "A bowl") == url


@given(st.text(min_size=1, max_size=400))
def test_a_fragment_holds_the_edges_of_the_quote_and_no_sign_of_its_own(quote: str) -> None:
    _, _, told = jump_to(PAGE, quote).partition(":~:text=")
    assert set(told) <= set("%,._~") | set("0123456789") | set(map(chr, range(65, 123)))
    line = next((line for line in quote.splitlines() if line.strip()), "")
    words = line.split()
    first, _, last = told.partition(",")
    assert unquote(first).split() == (words[:EDGE_WORDS] if last else words)
    assert not last or unquote(last).split() == words[-EDGE_WORDS:]


def test_a_source_says_where_it_stands() -> None:
    row = tea.passage("Gaiwan")
    source = source_of(row, "A lidded bowl")
    assert (source.id, source.title) == (row.id, "The guide to tea")
    assert (source.section, source.quote) == ("Brewing > Vessels", "A lidded bowl")
    assert source.url == "https://tea.example#:~:text=A%20lidded%20bowl"


def test_a_source_without_an_address_has_none() -> None:
    pair = tea.passage("How long does tea keep?")
    assert source_of(pair, "Dry and dark").url is None


@given(st.text("ab é中\n", max_size=700).map(str.strip))
def test_a_shortened_quote_begins_its_source(text: str) -> None:
    short = shorten(text)
    assert text.startswith(short)
    assert len(short) <= MAX_QUOTE_CHARACTERS
    assert short or not text
    assert shorten(short) == short


def test_a_quote_is_cut_behind_a_word() -> None:
    assert shorten("word " * 100).endswith("word")
    assert shorten("a" * 1000) == "a" * MAX_QUOTE_CHARACTERS
