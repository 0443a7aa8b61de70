"""The page: whole by itself, for every reader, whatever a question says."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timezone
from html.parser import HTMLParser
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.judged import Judged
from bot.report.file import check_place, write_report
from bot.report.markup import VOID, Markup, el, joined
from bot.report.page import page
from bot.report.risk import Limits
from bot.report.subject import Subject
from bot.report.words import NARROW
from knowledge.errors import SettingError
from tests.judgements import SMALL, outside, right, row, wrong

AT = datetime(2026, 3, 1, 12, 30, tzinfo=timezone.utc)
LIMITS = Limits(0.5, 0.3, 0.3)
EVIL = '</style><script>alert(1)</script><img src="https://evil.example/x" onerror=alert(2)>'


def subject(judged: Sequence[Judged] = SMALL, limits: Limits | None = LIMITS) -> Subject:
    return Subject("faq.csv", "r1", judged, limits, AT)


class Reader(HTMLParser):
    """Collects a page's elements, and checks that each one is closed."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.seen: list[tuple[str, dict[str, str | None]]] = []
        self.words: list[str] = []
        self.open: list[str] = []
        self.feed(text)
        self.close()
        assert not self.open

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen.append((tag, dict(attrs)))
        self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if "style" not in self.open:
            self.words.append(data)

    @property
    def text(self) -> str:
        return " ".join(" ".join(self.words).replace(NARROW, " ").split())

    def all(self, tag: str) -> list[dict[str, str | None]]:
        return [attributes for name, attributes in self.seen if name == tag]


def test_the_page_says_first_what_matters() -> None:
    text = Reader(page(subject())).text
    assert (
        "Of 6 questions with an answer the mentor answered 66.7 %. Of 2 questions to refuse it "
        "held back 50.0 %. 40.0 % of the answers that it gave were wrong, more than the 30.0 % "
        "that you allow." in text
    )
    for words in ("Release r1", "8 questions", "01 March 2026, 12:30", "Answers from 50.0 %"):
        assert words in text


def test_each_section_has_its_heading_and_a_link() -> None:
    read = Reader(page(subject()))
    sections = [attributes["id"] for attributes in read.all("section")]
    assert sections == [
        "figures",
        "risk",
        "calibration",
        "slices",
        "confusion",
        "worst",
        "latency",
    ]
    links = [attributes["href"] for attributes in read.all("a")]
    assert links == ["#main", *(f"#{id}" for id in sections)]
    assert len(read.all("h1")) == 1
    assert len(read.all("h2")) == len(sections)


def test_the_key_figures_explain_themselves() -> None:
    text = Reader(page(subject())).text
    for words in (
        "83.3 % of 6 questions with an answer have the expected answer as their best candidate",
        "66.7 % of the questions with an answer were answered",
        "40.0 % of 5 given answers were wrong",
        "You allow 30.0 %: not kept.",
        "50.0 % of 2 questions that nothing answers were not answered",
        "Recall@3 100.0 % of the expected answers",
        "Within the 30.0 % that you allow, these questions would bear a coverage of 100.0 %",
        "apart on the mean (calibration error)",
    ):
        assert words in text


def test_the_page_fetches_nothing_and_runs_nothing() -> None:
    text = page(subject())
    read = Reader(text)
    tags = {tag for tag, _ in read.seen}
    assert not tags & {"script", "link", "img", "iframe", "object", "form", "base"}
    assert not re.search(r"url\(|@import|https?://", text)
    assert not any("src" in attributes for _, attributes in read.seen)
    assert not any(name.startswith("on") for _, attributes in read.seen for name in attributes)
    (policy,) = [meta for meta in read.all("meta") if "http-equiv" in meta]
    assert str(policy["content"]).startswith("default-src 'none'")


@pytest.mark.parametrize("place", ["question", "expected", "said", "slice", "name", "earlier"])
def test_what_people_wrote_is_text(place: str) -> None:
    evil = replace(subject([wrong()]), name=EVIL)
    if place != "name":
        value = (EVIL,) if place == "earlier" else EVIL
        evil = subject([replace(wrong(), **{place: value})])  # type: ignore[arg-type]
    made = page(evil)
    plain = Reader(page(subject([wrong()])))
    read = Reader(made)
    assert "<script" not in made
    assert "<img" not in made
    assert made.count("</style>") == 1
    assert "alert(1)" in read.text
    assert {tag for tag, _ in read.seen} <= {tag for tag, _ in plain.seen}


@given(st.text(), st.text())
def test_markup_gives_the_text_back(text: str, attribute: str) -> None:
    class Words(HTMLParser):
        found = ""
        title: str | None = None

        def handle_data(self, data: str) -> None:
            self.found += data

        def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
            self.title = dict(attrs)["title"]

    words = Words()
    words.feed(el("p", text, title=attribute))
    words.close()
    assert (words.found, words.title) == (text, attribute)


def test_markup_is_taken_as_it_is_and_nothing_else() -> None:
    assert joined(["<", Markup("<b>"), None, 3, [el("i")]]) == "&lt;<b>3<i></i>"
    assert el("line", x1=1.0, x2=0.333, class_="a", hidden=False, open=True) == (
        '<line x1="1" x2="0.33" class="a" open/>'
    )
    assert "script" not in VOID


def test_every_picture_and_table_says_what_it_is() -> None:
    read = Reader(page(subject()))
    pictures = read.all("svg")
    assert pictures
    assert all(p.get("aria-label") or p.get("aria-hidden") == "true" for p in pictures)
    assert len(read.all("caption")) == len(read.all("table"))
    scrolls = [d for d in read.all("div") if d.get("class") == "scrolls"]
    assert all(d.get("tabindex") == "0" and d.get("aria-label") for d in scrolls)
    assert read.all("html") == [{"lang": "en"}]


def test_an_empty_evaluation_is_a_page() -> None:
    read = Reader(page(subject([])))
    assert "No question was asked" in read.text
    assert not read.all("section")


def test_questions_to_refuse_alone_make_a_page() -> None:
    text = Reader(page(subject([outside(), outside(0.7, "answer"), outside()]))).text
    assert "Of 3 questions to refuse it held back 66.7 %." in text
    assert "No question has an answer, so there is no coverage to draw." in text
    assert "Accuracy" not in text
    assert "AUROC" not in text
    assert "a refusal" in text  # what was expected of the one that was answered


def test_one_refusal_alone_has_no_wrong_rate() -> None:
    text = Reader(page(subject([outside()]))).text
    assert "It gave no answer." in text
    assert "Nothing went wrong." in text
    assert "No answer was taken for another." in text


def test_a_running_mentor_shows_only_what_it_let_through() -> None:
    held_back = replace(row(said="I do not know.", outcome="refusal"), only_reply=True)
    made = replace(subject([right(), held_back], limits=None), release="")
    text = Reader(page(made)).text
    assert "shows only what it let through" in text
    assert "Only what the running mentor answered is counted." in text
    assert "Release of the server" in text
    assert "50.0 % of 2 questions with an answer were answered as expected." in text
    assert "the best candidate" not in text.partition("The worst")[2]


def test_conversations_say_how_many_went_well_and_have_no_confusions() -> None:
    turn = replace(wrong(), earlier=("What is tea?",), slice="followup")
    read = Reader(page(replace(subject([turn, right()]), conversations=(1, 2))))
    assert "1 of 2 conversations went as expected in every turn." in read.text
    assert "confusion" not in [section["id"] for section in read.all("section")]
    assert "after: What is tea?" in read.text


def test_the_worst_are_shown_with_all_that_is_known() -> None:
    rows = [
        row("cup", said="pot", question="what to drink from?", probability=0.87, rank=2),
        row("cup", said="cup", question="and a mug?", outcome="refusal", probability=0.12, rank=1),
    ]
    text = Reader(page(subject(rows))).text.partition("The 2 worst")[2]
    assert "what to drink from? wrongly answered probability 87.0 % rank 2 said pot" in text
    assert "wrongly refused probability 12.0 % rank 1" in text
    assert "held back cup (the best candidate, right) expected cup" in text


def test_no_more_than_twenty_are_shown_and_the_rest_is_counted() -> None:
    rows = [wrong(0.5 + n / 100, said=f"s{n}") for n in range(30)]
    read = Reader(page(subject(rows)))
    assert "The 20 of 30 failures" in read.text
    assert "And 22 pairs more." in read.text


def test_a_report_is_written_whole(tmp_path: Path) -> None:
    path = tmp_path / "report.html"
    check_place(path)
    write_report(subject(), path)
    assert path.read_text("utf-8") == page(subject())


def test_a_place_for_no_report_is_told_before_the_work(tmp_path: Path) -> None:
    with pytest.raises(SettingError, match="is a folder; name a file in it"):
        check_place(tmp_path)
    with pytest.raises(SettingError, match="there is no folder"):
        check_place(tmp_path / "absent" / "report.html")
