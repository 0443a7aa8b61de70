"""The form that teaches a pair, and what stands against it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from connectors.console.html import Child, Html, el
from connectors.console.pages.layout import Frame, button, form, hidden, page, plural, tag
from knowledge.notebook import Collision

SAYS = {
    "same question": "has another answer now",
    "contradicts": "has an answer that yours contradicts",
    "duplicate": "has the same answer already",
    "takes over": "is asked in words that would get your answer",
}
GRAVE = frozenset({"same question", "contradicts"})


@dataclass(frozen=True)
class Draft:
    """A pair as it stands in the form.

    Attributes:
        question: the first of its questions.
        paraphrases: the others, a line each.
        answer: Markdown.
        replaces: the ids of pairs whose place it takes.
        origin: the id of the proposal that it was; "" for none.
    """

    question: str = ""
    paraphrases: str = ""
    answer: str = ""
    replaces: tuple[str, ...] = ()
    origin: str = ""

    @property
    def phrasings(self) -> tuple[str, ...]:
        """The other questions, empty lines left out."""
        return tuple(line.strip() for line in self.paraphrases.splitlines() if line.strip())


def teach_page(
    frame: Frame, draft: Draft, *, problem: str = "", collisions: Sequence[Collision] = ()
) -> Html:
    """Return the form.

    Args:
        frame: for whom.
        draft: what stands in it.
        problem: what is wrong with it.
        collisions: what stands against it, to be decided on.
    """
    if not frame.may_change:
        return page(frame, "teach", "Teach", el("p", "Viewers can look and change nothing."))
    return page(
        frame,
        "teach",
        "Teach",
        el("p", problem, class_="problem", role="alert", id="problem") if problem else None,
        form(
            frame,
            "/console/teach",
            fields(draft, problem=problem),
            _collisions(collisions) if collisions else None,
            _buttons(collisions),
            class_="wide",
        ),
    )


def fields(draft: Draft, *, problem: str = "") -> list[Child]:
    """Return the fields of a pair."""
    described = "problem" if problem else None
    return [
        el("label", "Question", for_="question"),
        el("input", id="question", name="question", value=draft.question, required=True,
           maxlength=500, aria_describedby=described, autocomplete="off"),
        el("label", "Other phrasings", for_="paraphrases"),
        el("p", "One a line. Two or three in people's own words help most.", class_="hint",
           id="paraphrases-hint"),
        el("textarea", draft.paraphrases, id="paraphrases", name="paraphrases", rows=4,
           aria_describedby="paraphrases-hint"),
        el("label", "Answer", for_="answer"),
        el("p", "Markdown. The key fact first; 80 words or fewer.", class_="hint",
           id="answer-hint"),
        el("textarea", draft.answer, id="answer", name="answer", rows=8, required=True,
           maxlength=5000, aria_describedby="answer-hint", data_count="5000"),
        [hidden("replaces", id) for id in draft.replaces],
        hidden("origin", draft.origin) if draft.origin else None,
    ]  # fmt: skip


def _collisions(collisions: Sequence[Collision]) -> Html:
    return el(
        "section",
        el("h2", f"It collides with {plural(len(collisions), 'pair')}"),
        el(
            "p",
            "Nothing is saved yet. Change the pair, put it in another's place, or save it all the "
            "same: the gate refuses it where others would lose their answers.",
        ),
        el("ul", [_collision(one, place) for place, one in enumerate(collisions)], class_="cards"),
        hidden("seen", "yes"),
        class_="collisions",
    )


def _collision(one: Collision, place: int) -> Html:
    box = f"replaces-{place}"
    return el(
        "li",
        el(
            "div",
            tag(one.kind, "bad" if one.kind in GRAVE else "open"),
            el("span", f"{one.similarity:.0%} alike to “{one.phrasing}”"),
            class_="meta",
        ),
        el("h3", f"“{one.question}” {SAYS[one.kind]}"),
        el("blockquote", one.answer),
        el(
            "p",
            el("input", type="checkbox", id=box, name="replaces", value=one.pair_id),
            el("label", "Put mine in its place, with its questions", for_=box),
            class_="check",
        ),
    )


def _buttons(collisions: Sequence[Collision]) -> Html:
    label = "Save all the same" if collisions else "Teach"
    return el(
        "div",
        button(label, kind="danger" if collisions else "primary", busy="Proving it …"),
        el("a", "Leave it", href="/console", class_="button") if collisions else None,
        class_="actions",
    )
