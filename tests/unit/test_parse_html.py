"""Web pages: their own content, and nothing of what the site puts around it."""

from __future__ import annotations

from pathlib import Path

import pytest

from knowledge.document import Document
from knowledge.errors import SourceError
from knowledge.parse import parse_document
from knowledge.parse.html import parse_html
from tests.parsed import outline

PROSE = "Good tea needs fresh water, loose leaves and a little patience from all who drink it."


def read(body: str, head: str = "") -> Document:
    page = f"<!doctype html><html><head>{head}</head><body>{body}</body></html>"
    return parse_html(page, id="page", title="Page")


def main(content: str) -> list[str]:
    return outline(read(f"<main><h1>Tea</h1><p>{PROSE}</p>{content}</main>"))[2:]


def test_only_the_main_content_is_read() -> None:
    document = read(
        f"""
        <a class="skip-link" href="#c">Skip to content</a>
        <div id="cookie-consent"><p>We use cookies.</p><button>OK</button></div>
        <header><nav><ul><li><a href="/">Home</a></li></ul></nav></header>
        <div class="layout has-sidebar"><div class="content">
          <h1>Brewing <em>tea</em> <a class="anchor" href="#h">#</a></h1>
          <p class="byline">By Ada Quill</p>
          <div class="toc"><ul><li><a href="#w">Water</a></li></ul></div>
          <p>{PROSE}</p>
          <h2>Water</h2>
          <p>Soft&nbsp;water is<br>best.<sup><a href="#n1">[1]</a></sup></p>
          <p style="display: none">hidden</p><p hidden>hidden</p><p class="sr-only">hidden</p>
          <h3>Related pages</h3>
          <ul><li><a href="/1">Mugs</a></li><li><a href="/2">Pots</a></li>
              <li><a href="/3">Kettles</a></li></ul>
          <div class="share-buttons"><p>Share</p></div>
          <form><label>Subscribe<input></label></form>
        </div><aside><p>Buy our teapot.</p></aside>
        <div class="sidebar"><p>It is the best teapot.</p></div></div>
        <footer><p>Imprint</p></footer><script>var secret = "script"</script>
        """
    )
    assert document.title == "Brewing tea"
    assert outline(document) == ["#", PROSE, "# Water", "Soft water is\nbest."]


@pytest.mark.parametrize(
    "page",
    [
        f"<main><p>{PROSE}</p></main><p>Around it</p>",
        f"<div role=main><p>{PROSE}</p></div><p>Around it</p>",
        f"<article><p>{PROSE}</p></article><p>Around it</p>",
        f"<div><div><p>{PROSE}</p></div></div><div><p>Around it</p></div>",
        f"<main><article><p>{PROSE}</p></article><p>Around it</p></main>",
    ],
)
def test_how_the_main_content_is_found(page: str) -> None:
    assert outline(read(page)) == ["#", PROSE]


def test_a_form_around_the_whole_page_is_no_form() -> None:
    assert outline(read(f"<form><div><p>{PROSE}</p></div></form>")) == ["#", PROSE]


def test_title_and_address() -> None:
    head = (
        "<title>Brewing tea | Leaf &amp; Kettle</title>"
        '<link rel="canonical" href="https://leaf.example/tea">'
    )
    document = read(f"<p>{PROSE}</p>", head)
    assert (document.title, document.url) == ("Brewing tea", "https://leaf.example/tea")
    given = parse_html(f"{head}<p>{PROSE}", id="p", title="P", url="https://x.example")
    assert given.url == "https://x.example"


def test_a_page_without_title_has_the_files() -> None:
    document = read(f"<p>{PROSE}</p>")
    assert (document.title, document.url) == ("Page", None)


def test_headings_nest_and_a_numbered_one_loses_its_number() -> None:
    content = (
        "<h2>1. Water</h2><p>Soft.</p><h4>Filters:</h4><p>Useful.</p><h2>Leaves</h2><p>Loose.</p>"
    )
    assert main(content) == [
        "# Water",
        "Soft.",
        "# Water > Filters",
        "Useful.",
        "# Leaves",
        "Loose.",
    ]


@pytest.mark.parametrize(
    ("table", "expected"),
    [
        ("<tr><th>A<th>B<tr><td>1<td>2", ["A|B", "1|2"]),
        ("<thead><tr><td>A<td>B</thead><tbody><tr><td>1<td>2", ["A|B", "1|2"]),
        ("<tr><td><b>A</b><td><b>B</b><tr><td>1<td>2", ["A|B", "1|2"]),
        ("<tr><th>A<td>1<tr><th>B<td>2", ["|", "A|1", "B|2"]),
        ("<tr><td><th>B<th>C<tr><th>1<td>2<td>3", ["|B|C", "1|2|3"]),
        ("<tr><th>A<th>B<tr><td colspan=2>all<tr><td>1<td>2", ["A|B", "all|", "1|2"]),
        ("<tr><th>A<th>B<th>C<tr><td>1<td colspan=2>2", ["A|B|C", "1|2|2"]),
        ("<tr><th>A<th>B<tr><td rowspan=2>1<td>2<tr><td>3", ["A|B", "1|2", "1|3"]),
        ("<tr><th>A<th>B<tr><td>1", ["A|B", "1|"]),
        (
            "<tr><td>Tea<td>Price<tr><td>Assam, first flush<td>4 euros<tr><td>Oolong<td>7 euros",
            ["Tea|Price", "Assam, first flush|4 euros", "Oolong|7 euros"],
        ),
        ("<caption>Prices</caption><tr><th>A<th>B<tr><td>1<td>2", ["Prices", "A|B", "1|2"]),
        ("<tr><td><p>One cell that only arranges.</p>", ["One cell that only arranges."]),
    ],
)
def test_tables(table: str, expected: list[str]) -> None:
    assert main(f"<table>{table}</table>") == expected


def test_lists_terms_code_and_quotes() -> None:
    content = """
        <ul><li>Loose leaves<ul><li>whole</li><li>broken</li></ul></li><li><p>Bags</p></li></ul>
        <p>Buy them here:</p>
        <ul><li><a href=1>Riverside</a></li><li><a href=2>Hill</a></li>
            <li><a href=3>Leaf</a></li></ul>
        <dl><dt>Oolong</dt><dt>Wulong</dt><dd>Half fermented.</dd>
            <dt>Is matcha tea?</dt><dd>Yes, ground.</dd></dl>
        <pre><code>kettle --heat 80\nkettle --pour</code></pre>
        <blockquote><p>Tea is patience.</p></blockquote>
    """
    assert main(content) == [
        "- Loose leaves",
        "- whole",
        "- broken",
        "- Bags",
        "Buy them here:",
        "- Riverside",
        "- Hill",
        "- Leaf",
        "|",
        "Oolong|Half fermented.",
        "Wulong|Half fermented.",
        "# Is matcha tea?",
        "Yes, ground.",
        "`kettle --heat 80\nkettle --pour`",
        "Tea is patience.",
    ]


@pytest.mark.parametrize(
    "question",
    [
        "<p><strong>Does it keep?</strong></p><p>A year.</p>",
        "<details><summary>Does it keep?</summary>A year.</details>",
        '<h3><button aria-controls="a">Does it keep?</button></h3><div id="a" hidden>A year.</div>',
        "<dl><dt>Does it keep?</dt><dd>A year.</dd></dl>",
    ],
)
def test_questions_that_a_page_folds_away(question: str) -> None:
    assert main(question) == ["# Does it keep?", "A year."]


def test_text_that_stands_in_no_paragraph() -> None:
    assert main("<div>Loose <i>text</i><br><br>and more<p>A block.</p>rest</div>") == [
        "Loose text",
        "and more",
        "A block.",
        "rest",
    ]


@pytest.mark.parametrize("content", ["<!-- nothing -->", "<html><body></body></html>"])
def test_a_page_without_text(tmp_path: Path, content: str) -> None:
    path = tmp_path / "page.html"
    path.write_text(content, "utf-8")
    with pytest.raises(SourceError):
        parse_document(path)


def test_a_declared_encoding_does_no_harm() -> None:
    text = (
        f'<?xml version="1.0" encoding="iso-8859-1"?><html><body><p>Café. {PROSE}</p></body></html>'
    )
    assert outline(parse_html(text, id="p", title="P")) == ["#", f"Café. {PROSE}"]


@pytest.mark.parametrize("sign", ["\x01", "&#1;", "&#x1f;", "&#xfffe;", "\uffff"])
def test_signs_that_no_page_may_hold_are_left_out(sign: str) -> None:
    page = f"<p>Bees{sign} dance<nav>{sign}menu</nav>{sign} in the{sign} hive.</p>"
    assert parse_html(page, id="bees", title="Bees").text == "Bees dance in the hive."
