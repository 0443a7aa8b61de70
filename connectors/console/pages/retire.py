"""Whether a pair is to be known no longer: asked before it is done."""

from __future__ import annotations

from connectors.console.html import Html, el
from connectors.console.pages.layout import Frame, button, empty, form, page, plural
from knowledge.notebook import KnownPair


def retire_page(frame: Frame, pair: KnownPair) -> Html:
    """Return the page that asks."""
    return page(
        frame,
        "pairs",
        "Retire this pair?",
        el("h2", pair.question),
        el("p", f"and {plural(len(pair.paraphrases), 'other phrasing')}", class_="hint"),
        el("blockquote", pair.answer),
        _asked(frame, pair),
    )


def _asked(frame: Frame, pair: KnownPair) -> Html:
    if pair.state != "live":
        return empty("It is not live, so there is nothing to retire.")
    return el(
        "section",
        el(
            "p",
            "The mentor will not give this answer any more; these questions are refused, or "
            "answered from what else it knows. The gate refuses it where other questions would "
            "lose their answers. Nothing is lost: the pair keeps its page and its history, and can "
            "be put back there.",
        ),
        form(
            frame,
            f"/console/pairs/{pair.id}/retire",
            button("Retire it", kind="danger", busy="Proving it …"),
            el("a", "Leave it", href=f"/console/pairs/{pair.id}", class_="button"),
            class_="actions",
        )
        or el("p", "Viewers can look and change nothing."),
        class_="collisions",
    )
