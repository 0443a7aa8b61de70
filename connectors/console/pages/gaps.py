"""What is missing, what most people asked first."""

from __future__ import annotations

from collections.abc import Sequence
from urllib.parse import urlencode

from connectors.console.html import Html, el
from connectors.console.pages.layout import (
    Frame,
    button,
    empty,
    form,
    hidden,
    page,
    plural,
    tag,
    when,
)
from knowledge.notebook import Gap

OUTCOMES = {"refusal": "refused", "clarification": "asked back", "unhelpful": "not helpful"}
N_PHRASINGS = 5


def gaps_page(frame: Frame, gaps: Sequence[Gap]) -> Html:
    """Return the list of gaps."""
    lead = (
        "Questions of one meaning that the live release does not answer well. Teach the answer, or "
        "say that it is another phrasing of a pair."
    )
    found = [_gap(frame, gap) for gap in gaps]
    shown = el("ol", found, class_="cards") if found else empty("Every question was answered.")
    return page(frame, "gaps", "Gaps", el("p", lead, class_="lead"), shown)


def _gap(frame: Frame, gap: Gap) -> Html:
    others = gap.phrasings[1:N_PHRASINGS]
    return el(
        "li",
        el(
            "div",
            el("strong", plural(gap.n_people, "person", "people")),
            el("span", f"asked {plural(gap.n_asked, 'time')}, last ", when(gap.newest)),
            [
                tag(f"{OUTCOMES.get(kind, kind)} {number}", "bad" if kind == "refusal" else "open")
                for kind, number in sorted(gap.kinds.items())
            ],
            class_="meta",
        ),
        el("h2", gap.question),
        el("ul", [el("li", text) for text in others], class_="phrasings") if others else None,
        _suggestion(gap),
        _actions(frame, gap),
    )


def _suggestion(gap: Gap) -> Html | None:
    if gap.suggestion is None:
        return None
    found = gap.suggestion
    place = f"{found.title} > {found.section}" if found.section else found.title
    return el(
        "figure",
        el("blockquote", found.text[:600]),
        el("figcaption", f"{place}, may answer it ({found.probability:.0%})"),
    )


def _actions(frame: Frame, gap: Gap) -> Html | None:
    if not frame.may_change:
        return None
    others = gap.phrasings[1:N_PHRASINGS]
    start = {"question": gap.question, "paraphrases": "\n".join(others)}
    with_answer = {**start, "answer": gap.suggestion.text} if gap.suggestion else None
    return el(
        "div",
        el("a", "Teach an answer", href=_teach(start), class_="button primary"),
        el("a", "Teach this passage", href=_teach(with_answer), class_="button")
        if with_answer
        else None,
        _phrasing(frame, gap),
        class_="actions",
    )


def _teach(fields: dict[str, str]) -> str:
    return f"/console/teach?{urlencode(fields)}"


def _phrasing(frame: Frame, gap: Gap) -> Html | None:
    if gap.close is None:
        return None
    return form(
        frame,
        "/console/phrasings",
        hidden("pair_id", gap.close.pair_id),
        hidden("phrasing", gap.question),
        hidden("question_ids", " ".join(gap.question_ids[:200])),
        button(f"Another phrasing of “{gap.close.question}”", busy="Proving it …"),
    )
