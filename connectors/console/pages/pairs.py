"""The pairs: looked for, and one of them with its history."""

from __future__ import annotations

from collections.abc import Sequence
from urllib.parse import urlencode

from connectors.console.html import Child, Html, el
from connectors.console.pages.layout import (
    Frame,
    button,
    empty,
    form,
    page,
    plural,
    table,
    tag,
    when,
)
from connectors.console.pages.teach import Draft, fields
from knowledge.notebook import Act, KnownPair, Lesson, PairPage

PAGE_PAIRS = 25
STATES = {
    "refused": "bad",
    "pending": "open",
    "withdrawn": "open",
    "replaced": "plain",
    "retired": "plain",
}


def pairs_page(frame: Frame, found: PairPage, *, search: str, offset: int) -> Html:
    """Return the pairs that have some words."""
    looked = f" with “{search}”" if search else ""
    return page(
        frame,
        "pairs",
        "Pairs",
        el(
            "form",
            el("label", "Words of a question or an answer", for_="q"),
            el("input", id="q", name="q", type="search", value=search),
            button("Search"),
            method="get",
            action="/console/pairs",
            role="search",
            class_="search",
        ),
        el("p", f"{plural(found.n_found, 'pair')}{looked}.", role="status"),
        el("ul", [_row(pair) for pair in found.pairs], class_="cards")
        if found.pairs
        else empty("No pair has these words."),
        _pages(found, search, offset),
    )


def pair_page(
    frame: Frame,
    pair: KnownPair,
    history: Sequence[Act],
    versions: Sequence[Lesson] = (),
    *,
    notice: str = "",
) -> Html:
    """Return one pair with its history and the form that changes it.

    Args:
        frame: for whom.
        pair: which.
        history: what was done to it.
        versions: all that was taught and led to it, the newest first.
        notice: what has just been done.
    """
    # Put back, it stands beside what it was before, a file's pair for instance.
    replaces = () if pair.state == "retired" else (pair.id,)
    draft = Draft(pair.question, "\n".join(pair.paraphrases), pair.answer, replaces)
    acts = [(when(act.at), act.who, act.did, act.detail) for act in history]
    return page(
        frame,
        "pairs",
        pair.question,
        el("div", _tags(pair), class_="meta"),
        _stale(frame, pair),
        form(
            frame,
            "/console/teach",
            fields(draft),
            _buttons(pair),
            class_="wide",
        )
        or _shown(pair),
        el("h2", "History"),
        table("What was done to this pair", ("When", "Who", "Did", "What"), acts)
        if acts
        else empty(f"It stands in {pair.source} and was not changed here."),
        _versions(versions),
        notice=notice,
    )


def _buttons(pair: KnownPair) -> Html:
    label = "Put it back" if pair.state == "retired" else "Save the change"
    return el(
        "div",
        button(label, kind="primary", busy="Proving it …"),
        el("a", "Retire …", href=f"/console/pairs/{pair.id}/retire", class_="button danger")
        if pair.state == "live"
        else None,
        class_="actions",
    )


def _versions(versions: Sequence[Lesson]) -> Html | None:
    rows: list[Sequence[Child]] = [
        (
            when(one.taught_at),
            one.taught_by,
            _state(one),
            " / ".join(one.questions),
            one.answer,
        )
        for one in versions
    ]
    header = ("Taught", "By", "State", "Questions", "Answer")
    return table("Its versions, the newest first", header, rows) if rows else None


def _state(one: Lesson) -> list[Html]:
    """Return the state of a version; a retirement is told from what was taught."""
    return [tag("retired", "plain")] * one.retires + [tag(one.state, STATES.get(one.state, "good"))]


def _row(pair: KnownPair) -> Html:
    return el(
        "li",
        el("div", _tags(pair), class_="meta"),
        el("h2", el("a", pair.question, href=f"/console/pairs/{pair.id}")),
        el("p", pair.answer[:300]),
        el("p", plural(len(pair.paraphrases), "other phrasing"), class_="hint"),
    )


def _tags(pair: KnownPair) -> list[Child]:
    by = f"taught by {pair.taught_by}" if pair.taught_by else pair.source
    return [
        tag(pair.state, STATES.get(pair.state, "good")),
        tag("may be out of date", "open") if pair.stale else None,
        el("span", by),
    ]


def _stale(frame: Frame, pair: KnownPair) -> Html | None:
    if not pair.stale:
        return None
    return el(
        "section",
        el("h2", "It may be out of date"),
        el("p", pair.stale),
        form(frame, f"/console/pairs/{pair.id}/right", button("It is right as it is")),
        class_="collisions",
    )


def _shown(pair: KnownPair) -> Html:
    return el(
        "section",
        el("ul", [el("li", text) for text in pair.paraphrases], class_="phrasings"),
        el("blockquote", pair.answer),
    )


def _pages(found: PairPage, search: str, offset: int) -> Html | None:
    def link(label: str, start: int) -> Html:
        query = urlencode({"q": search, "from": start})
        return el("a", label, href=f"/console/pairs?{query}", class_="button")

    links = [
        link("Earlier", max(0, offset - PAGE_PAIRS)) if offset else None,
        link("More", offset + PAGE_PAIRS) if offset + PAGE_PAIRS < found.n_found else None,
    ]
    return el("nav", links, class_="actions", aria_label="Pages") if any(links) else None
