"""The report's sections: a heading, what it shows in a sentence, a plot or a table."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from bot.judged import Judged
from bot.report.calibration import expected_calibration_error, reliability
from bot.report.confusion import confusions
from bot.report.latency import latency_of
from bot.report.markup import Child, Markup, el
from bot.report.plots import latency_plot, reliability_plot, risk_plot
from bot.report.risk import Limits, RiskPoint, risk_curve, thinned, widest_within
from bot.report.tables import (
    confusion_table,
    division_table,
    figures_table,
    shown_of,
    worst_list,
)
from bot.report.tally import divisions
from bot.report.words import counted, milliseconds, percent
from bot.report.worst import worst

N_ROWS = 20  # of a plot's figures
BEHIND_THE_GATE = (
    "A mentor that is asked over HTTP shows only what it let through, so what other thresholds "
    "would give is not to be seen. Ask the search alone (without --server) to see it."
)


@dataclass(frozen=True)
class Section:
    """One section.

    Attributes:
        id: for links.
        title: its heading.
        content: what stands below.
    """

    id: str
    title: str
    content: Child


def risk_section(
    judged: Sequence[Judged], figures: dict[str, Any], limits: Limits | None
) -> Section:
    """Show what answering more would cost, and where the release stands."""
    return Section("risk", "Coverage and risk", _risk(judged, figures, limits))


def _risk(judged: Sequence[Judged], figures: dict[str, Any], limits: Limits | None) -> Child:
    if limits is None:
        return _said(BEHIND_THE_GATE)
    curve = risk_curve(judged)
    if not curve:
        return _said("No question has an answer, so there is no coverage to draw.")
    live = RiskPoint(limits.answer_at, figures["coverage"], figures["wrong_rate"] or 0.0)
    says = (
        f"The live threshold {percent(limits.answer_at)} gives a coverage of "
        f"{percent(live.coverage)} at {percent(live.wrong_rate)} wrong answers."
    )
    rows = [
        (percent(point.threshold), percent(point.coverage), percent(point.wrong_rate, digits=2))
        for point in thinned(curve, N_ROWS)
    ]
    return [
        _said(
            "The lower the threshold, the more is answered (to the right) and the more of it is "
            f"wrong (upwards). {says} {_room(curve, limits)}"
        ),
        risk_plot(curve, live=live, limits=limits, says=says),
        figures_table("Thresholds", ("answers from", "coverage", "wrong"), rows),
    ]


def _room(curve: Sequence[RiskPoint], limits: Limits) -> str:
    if limits.max_wrong_rate is None:
        return ""
    stated = percent(limits.max_wrong_rate)
    widest = widest_within(curve, limits.max_wrong_rate)
    if widest is None:
        return f"No threshold keeps the {stated} that you allow on these questions."
    return (
        f"Within the {stated} that you allow, these questions would bear a coverage of "
        f"{percent(widest.coverage)} (answering from {percent(widest.threshold)}); training chose "
        "on its own questions and leaves room for chance."
    )


def calibration_section(judged: Sequence[Judged], limits: Limits | None) -> Section:
    """Show whether the probabilities are true."""
    seen = judged if limits else [row for row in judged if row.answered]
    bins = reliability(seen)
    error = expected_calibration_error(bins)
    if error is None:
        return Section("calibration", "Calibration", _said("There is no probability to check."))
    says = f"Probability and truth are {percent(error)} apart on the mean (calibration error)."
    rows = [
        (
            f"{percent(bin.lower, digits=0)} to {percent(bin.upper, digits=0)}",
            f"{bin.n:,}",
            percent(bin.probability),
            percent(bin.right),
        )
        for bin in bins
    ]
    content = [
        _said(
            "Where the gate says 80 %, eight in ten should be right: on the dashed line. Above it "
            "the mentor is too modest, below it too sure of itself. The larger a point, the more "
            f"questions. {says}"
        ),
        None if limits else _said("Only what the running mentor answered is counted."),
        reliability_plot(bins, says=says),
        figures_table("Calibration", ("probability", "questions", "mean", "right"), rows),
    ]
    return Section("calibration", "Calibration", content)


def slices_section(judged: Sequence[Judged]) -> Section:
    """Show what became of each sort of question."""
    content = [
        _said(
            "Wrongly answered is what people hold against a mentor; wrongly refused is what they "
            "would have liked to know; asked back is a second chance."
        ),
        division_table(divisions(judged)),
    ]
    return Section("slices", "Slices", content)


def confusion_section(judged: Sequence[Judged]) -> Section:
    """Show which answers are taken for which."""
    found = confusions(judged)
    if not found:
        return Section("confusion", "Confusion", _said("No answer was taken for another."))
    n = sum(pair.n + pair.n_back for pair in found)
    rest = len(found) - len(shown_of(found))
    content = [
        _said(
            f"{counted(n, 'question')} found another answer than the expected one, the gate left "
            "aside, or were answered where nothing answers them. Pairs that come up often may say "
            "the same in two places, or need one more phrasing each."
        ),
        confusion_table(found),
        _said(f"And {counted(rest, 'pair')} more.") if rest > 0 else None,
    ]
    return Section("confusion", "Confusion", content)


def worst_section(judged: Sequence[Judged]) -> Section:
    """Show the questions to look at first."""
    found = worst(judged)
    if not found:
        return Section("worst", "The worst", _said("Nothing went wrong."))
    n_failed = sum(row.failed for row in judged)
    shown = f"The {len(found)} of {counted(n_failed, 'failure')}"
    content = [
        _said(
            f"{shown} where the mentor was the surest of the wrong thing: in turn a wrong answer, "
            "of the highest probability first, and a wrong refusal, of the lowest."
        ),
        worst_list(found),
    ]
    return Section("worst", f"The {len(found)} worst" if len(found) > 1 else "The worst", content)


def latency_section(judged: Sequence[Judged]) -> Section:
    """Show how long replies took."""
    latency = latency_of([row.latency_ms for row in judged])
    if latency is None:
        return Section("latency", "Latency", _said("Nothing was measured."))
    says = (
        f"The median is {milliseconds(latency.p50)}, the 95th percentile "
        f"{milliseconds(latency.p95)}, the slowest reply took {milliseconds(latency.slowest)}."
    )
    rows = [
        (f"{left:.1f} to {right:.1f}", f"{n:,}")
        for left, right, n in zip(latency.edges, latency.edges[1:], latency.counts, strict=False)
        if n
    ]
    content = [
        _said(f"{says} The last bar holds all that took longer, too."),
        latency_plot(latency, says=says),
        figures_table("Latency", ("milliseconds", "replies"), rows),
    ]
    return Section("latency", "Latency", content)


def _said(text: str) -> Markup:
    return el("p", text, class_="lead")
