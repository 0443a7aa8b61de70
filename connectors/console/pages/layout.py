"""What all pages share: the frame with the way around, forms, small pieces."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from connectors.console.html import Child, Html, el

PAGES = (
    ("gaps", "/console", "Gaps"),
    ("teach", "/console/teach", "Teach"),
    ("pairs", "/console/pairs", "Pairs"),
    ("proposals", "/console/proposals", "Proposals"),
    ("releases", "/console/releases", "Releases"),
    ("conversations", "/console/conversations", "Conversations"),
    ("figures", "/console/figures", "Figures"),
    ("audit", "/console/audit", "Audit"),
)


@dataclass(frozen=True)
class Frame:
    """What a page is drawn for.

    Attributes:
        name: who looks.
        may_change: whether forms are drawn.
        form_token: what every form carries.
        release: the live release; "" where none is.
        can_sign_out: whether there is a session to end.
    """

    name: str
    may_change: bool
    form_token: str
    release: str
    can_sign_out: bool


def page(frame: Frame, here: str, title: str, *content: Child, notice: str = "") -> Html:
    """Return a whole page.

    Args:
        frame: for whom.
        here: the page's key in `PAGES`.
        title: of the page.
        content: its body.
        notice: what has just been done.
    """
    links = [
        el("li", el("a", label, href=href, aria_current="page" if key == here else None))
        for key, href, label in PAGES
    ]
    return document(
        title,
        el("a", "To the content", href="#content", class_="skip"),
        el(
            "header",
            el("p", "Backend Mentor", el("span", " console"), class_="name"),
            el("nav", el("ul", links), aria_label="Console"),
            _who(frame),
        ),
        el(
            "main",
            el("h1", title),
            el("p", notice, class_=_tone(notice), role="status") if notice else None,
            content,
            id="content",
            tabindex="-1",
        ),
    )


def document(title: str, *body: Child) -> Html:
    """Return an HTML document."""
    head = el(
        "head",
        el("meta", charset="utf-8"),
        el("meta", name="viewport", content="width=device-width, initial-scale=1"),
        el("title", f"{title} · Mentor console"),
        el("link", rel="stylesheet", href="/console/console.css"),
        el("script", src="/console/console.js", defer=True),
    )
    return Html(f"<!doctype html>{el('html', head, el('body', body), lang='en')}")


def form(frame: Frame, action: str, *content: Child, class_: str = "") -> Html | None:
    """Return a form that changes something; None for who may not."""
    if not frame.may_change:
        return None
    token = el("input", type="hidden", name="form_token", value=frame.form_token)
    return el("form", token, content, method="post", action=action, class_=class_ or None)


def button(label: str, *, kind: str = "", busy: str = "", **attributes: str) -> Html:
    """Return a form's button.

    Args:
        label: what it does.
        kind: "primary", "danger" or "".
        busy: what it says while the work goes on.
        attributes: its name and value, where the form has several buttons.
    """
    return el(
        "button", label, type="submit", class_=kind or None, data_busy=busy or None, **attributes
    )


def hidden(name: str, value: str) -> Html:
    """Return a hidden field."""
    return el("input", type="hidden", name=name, value=value)


def tag(label: str, kind: str) -> Html:
    """Return a small label; `kind` gives its colour: good, bad, open or plain."""
    return el("span", label, class_=f"tag {kind}")


def empty(sentence: str) -> Html:
    """Return what a page says where there is nothing to show."""
    return el("p", sentence, class_="empty")


def when(moment: datetime | str) -> Html:
    """Return a moment in UTC for people and machines."""
    text = moment if isinstance(moment, str) else moment.isoformat()
    return el("time", text[:16].replace("T", " "), datetime=f"{text[:19]}Z", title="UTC")


def table(caption: str, header: Sequence[Child], rows: Sequence[Sequence[Child]]) -> Html:
    """Return a table in a box that scrolls by itself on a narrow screen."""
    return el(
        "div",
        el(
            "table",
            el("caption", caption),
            el("thead", el("tr", [el("th", cell, scope="col") for cell in header])),
            el("tbody", [el("tr", [el("td", cell) for cell in row]) for row in rows]),
        ),
        class_="scroll",
        role="region",
        aria_label=caption,
        tabindex="0",
    )


def plural(number: int, one: str, many: str = "") -> str:
    """Return a number with its noun."""
    return f"{number:,} {one if number == 1 else many or f'{one}s'}"


def _tone(notice: str) -> str:
    return "notice bad" if "not live" in notice else "notice"


def _who(frame: Frame) -> Html:
    role = "" if frame.may_change else " (viewer)"
    return el(
        "div",
        el("span", frame.name + role),
        el("span", "release ", el("code", frame.release)) if frame.release else None,
        el(
            "form",
            hidden("form_token", frame.form_token),
            button("Sign out"),
            method="post",
            action="/console/sign-out",
        )
        if frame.can_sign_out
        else None,
        class_="who",
    )
