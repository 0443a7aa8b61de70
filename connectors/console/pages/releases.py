"""Releases: the list, one with its report, and what would change for people."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from connectors.console.html import Child, Html, el
from connectors.console.pages.curve import curve_section
from connectors.console.pages.layout import Frame, button, empty, form, page, table, tag, when
from knowledge.notebook import Difference, ReleaseSummary


def releases_page(frame: Frame, found: Sequence[ReleaseSummary], *, notice: str = "") -> Html:
    """Return the list of releases."""
    rows: list[Sequence[Child]] = [
        (
            el("a", el("code", one.id), href=f"/console/releases/{one.id}"),
            when(one.created),
            one.cause,
            _state(one),
            _share(one.report.get("answered")),
            _share(one.report.get("wrong_rate")),
        )
        for one in found
    ]
    header = ("Release", "Made", "For", "State", "Answered", "Wrong")
    return page(
        frame,
        "releases",
        "Releases",
        form(
            frame,
            "/console/rollback",
            button("Roll the newest promotion back", kind="danger", busy="Rolling back …"),
            class_="actions",
        ),
        table("Releases, the newest first", header, rows) if rows else empty("There is none yet."),
        notice=notice,
    )


def release_page(frame: Frame, one: ReleaseSummary, *, notice: str = "") -> Html:
    """Return one release with what the gate said."""
    return page(
        frame,
        "releases",
        f"Release {one.id}",
        el("div", _state(one), el("span", one.cause), when(one.created), class_="meta"),
        _actions(frame, one),
        _measured(one.report),
        curve_section(one.report),
        _verdict(one.report.get("gate")),
        notice=notice,
    )


def replay_page(frame: Frame, release: str, live: str, found: Sequence[Difference]) -> Html:
    """Return what two releases say to the same questions."""
    rows: list[Sequence[Child]] = [
        (
            one.question,
            [tag(one.kind_before, "plain"), el("p", one.before)],
            [tag(one.kind_after, "plain"), el("p", one.after)],
        )
        for one in found
    ]
    header = ("Question", f"Live ({live})", f"Release {release}")
    return page(
        frame,
        "releases",
        f"Replay of release {release}",
        el("p", "The last questions of people, where the two answer differently.", class_="lead"),
        table("Differences", header, rows) if rows else empty("Both answer all of them alike."),
    )


def _state(one: ReleaseSummary) -> Html:
    gate = one.report.get("gate")
    if one.live:
        return tag("live", "good")
    if gate and not gate["passed"]:
        return tag("refused", "bad")
    return tag("kept", "plain") if one.kept else tag("report only", "plain")


def _actions(frame: Frame, one: ReleaseSummary) -> Html | None:
    if one.live or not one.kept:
        return None
    return el(
        "div",
        form(
            frame,
            f"/console/releases/{one.id}/promote",
            button("Make it live", kind="primary", busy="Promoting …"),
        ),
        el("a", "Replay", href=f"/console/releases/{one.id}/replay", class_="button"),
        class_="actions",
    )


def _measured(report: dict[str, Any]) -> Html | None:
    known = {
        "answered": "of the rehearsed questions answered",
        "wrong_rate": "of those answers wrong",
        "rehearsed": "questions rehearsed",
    }
    figures = [
        el("div", el("dt", label), el("dd", _figure(report[name])))
        for name, label in known.items()
        if name in report
    ]
    return el("dl", figures, class_="figures") if figures else None


def _verdict(gate: dict[str, Any] | None) -> list[Child]:
    if not gate:
        return [empty("It was the first, so there was nothing to compare it with.")]
    said = "The gate let it through." if gate["passed"] else "The gate refused it."
    rows: list[Sequence[Child]] = [
        (
            score["name"],
            score["n"],
            score["before"],
            score["after"],
            _bar(score),
            score["tolerated"],
        )
        for score in gate["slices"]
    ]
    header = ("Part of the suite", "Asked", "Before", "After", "Change", "Tolerated")
    return [
        el("h2", "The gate"),
        el("p", f"{said} It took {gate['seconds']} s."),
        table("Questions answered well, before and after", header, rows),
        _broken(gate["broken"]),
    ]


def _broken(broken: Sequence[dict[str, Any]]) -> Html:
    if not broken:
        return empty("Nothing broke.")
    rows: list[Sequence[Child]] = [
        (one["slice"], one["question"], one["before"], one["after"]) for one in broken
    ]
    header = ("Part", "Question", "Before", "After")
    return el("section", el("h2", "What broke"), table("What broke", header, rows))


def _bar(score: dict[str, Any]) -> Html:
    """Return the change as a word and a bar; the bar says nothing that the word does not."""
    change = score["after"] - score["before"]
    worse = -change > score["tolerated"]
    kind = "bad" if worse else "good" if change > 0 else "plain"
    meter = el("meter", min=0, max=max(1, score["n"]), value=score["after"], aria_hidden="true")
    return el("span", tag(f"{change:+d}" if change else "±0", kind), meter, class_="change")


def _share(value: object) -> str:
    return f"{value:.1%}" if isinstance(value, float) else ""


def _figure(value: object) -> str:
    return f"{value:.1%}" if isinstance(value, float) else f"{value:,}"
