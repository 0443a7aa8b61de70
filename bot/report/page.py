"""The page: one file that stands alone."""

from __future__ import annotations

from pathlib import Path

from bot.evaluation import summarise
from bot.report.headline import headline
from bot.report.key_figures import key_figures
from bot.report.markup import Child, Markup, el
from bot.report.sections import (
    Section,
    calibration_section,
    confusion_section,
    latency_section,
    risk_section,
    slices_section,
    worst_section,
)
from bot.report.subject import Subject
from bot.report.words import counted, percent

STYLE = Path(__file__).with_name("report.css")
# Nothing is fetched, whatever a question says.
POLICY = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"


def page(subject: Subject) -> str:
    """Return the report of an evaluation as HTML."""
    figures = summarise(subject.judged)
    name = f"Evaluation of {subject.name}"
    sections = _sections(subject, figures) if subject.judged else []
    body = el(
        "body",
        el("a", "Skip to the figures", href="#main", class_="skip"),
        el(
            "header",
            el("h1", name),
            el("p", headline(subject, figures), class_="headline"),
            _facts(subject),
        ),
        el("nav", el("ul", map(_link, sections)), aria_label="Sections") if sections else None,
        el("main", map(_section, sections), id="main", tabindex=-1),
        el("footer", el("p", "Made by ", el("code", "mentor evaluate --report"), ".")),
    )
    return "<!doctype html>\n" + el("html", _head(name), body, lang="en") + "\n"


def _sections(subject: Subject, figures: dict[str, object]) -> list[Section]:
    judged, limits = subject.judged, subject.limits
    found = [
        Section("figures", "Key figures", key_figures(judged, figures, limits)),
        risk_section(judged, figures, limits),
        calibration_section(judged, limits),
        slices_section(judged),
    ]
    if subject.conversations is None:  # a conversation expects words, not one answer of many
        found.append(confusion_section(judged))
    return [*found, worst_section(judged), latency_section(judged)]


def _head(name: str) -> Markup:
    return el(
        "head",
        el("meta", charset="utf-8"),
        el("meta", http_equiv="Content-Security-Policy", content=POLICY),
        el("meta", name="viewport", content="width=device-width, initial-scale=1"),
        el("meta", name="color-scheme", content="light dark"),
        el("title", name),
        el("style", Markup(STYLE.read_text("utf-8"))),
    )


def _facts(subject: Subject) -> Markup:
    judged, limits = subject.judged, subject.limits
    facts: list[tuple[str, Child]] = [
        ("Release", el("code", subject.release) if subject.release else "of the server"),
        ("Asked", counted(len(judged), "question")),
        ("On", el("time", f"{subject.at:%d %B %Y, %H:%M}", datetime=subject.at.isoformat())),
    ]
    if limits:
        facts.append(("Answers from", percent(limits.answer_at)))
        facts.append(("Asks back from", percent(limits.ask_at)))
    return el(
        "dl", [el("div", el("dt", name), el("dd", fact)) for name, fact in facts], class_="facts"
    )


def _link(section: Section) -> Markup:
    return el("li", el("a", section.title, href=f"#{section.id}"))


def _section(section: Section) -> Markup:
    heading = el("h2", section.title, id=f"{section.id}-title")
    return el(
        "section",
        heading,
        section.content,
        id=section.id,
        aria_labelledby=f"{section.id}-title",
    )
