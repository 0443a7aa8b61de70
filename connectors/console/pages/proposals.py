"""Pairs that somebody proposed."""

from __future__ import annotations

from collections.abc import Sequence
from urllib.parse import urlencode

from connectors.console.html import Html, el
from connectors.console.pages.layout import Frame, button, empty, form, page, when
from knowledge.notebook import Proposal


def proposals_page(frame: Frame, waiting: Sequence[Proposal], *, notice: str = "") -> Html:
    """Return the proposals that wait."""
    found = [_proposal(frame, one) for one in waiting]
    return page(
        frame,
        "proposals",
        "Proposals",
        el("p", "Nobody is answered by a proposed pair before you approve it.", class_="lead"),
        el("ul", found, class_="cards") if found else empty("No proposal waits."),
        notice=notice,
    )


def _proposal(frame: Frame, one: Proposal) -> Html:
    draft = {
        "question": one.question,
        "paraphrases": "\n".join(one.paraphrases),
        "answer": one.answer,
        "origin": one.id,
    }
    return el(
        "li",
        el("div", el("span", f"from {one.proposed_by}, "), when(one.proposed_at), class_="meta"),
        el("h2", one.question),
        el("ul", [el("li", text) for text in one.paraphrases], class_="phrasings")
        if one.paraphrases
        else None,
        el("blockquote", one.answer),
        _origin(one.origin),
        el(
            "div",
            form(
                frame,
                f"/console/proposals/{one.id}/approve",
                button("Approve", kind="primary", busy="Proving it …"),
            ),
            el("a", "Change it first", href=f"/console/teach?{urlencode(draft)}", class_="button"),
            form(frame, f"/console/proposals/{one.id}/decline", button("Decline", kind="danger")),
            class_="actions",
        )
        if frame.may_change
        else None,
    )


def _origin(origin: str) -> Html | None:
    if not origin:
        return None
    if origin.startswith("https://"):
        return el("p", el("a", "Where it comes from", href=origin, rel="noreferrer"), class_="hint")
    return el("p", f"From {origin}", class_="hint")
