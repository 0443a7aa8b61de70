"""Figures over time: answered, refused, helpful, by channel."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import date, timedelta

from connectors.console.html import Child, Html, el
from connectors.console.pages.layout import Frame, empty, page, table
from knowledge.notebook import Figure

KINDS = (("answer", "answered"), ("clarification", "asked back"), ("refusal", "refused"))
N_DAYS = 30
HEIGHT, WIDTH, BAR = 160, 720, 18


def figures_page(frame: Frame, figures: Sequence[Figure], *, today: date) -> Html:
    """Return the figures of the last days.

    Args:
        frame: for whom.
        figures: the counts of those days.
        today: the last of them.
    """
    days = [str(today - timedelta(days=back)) for back in range(N_DAYS - 1, -1, -1)]
    total = Counter(dict.fromkeys(dict(KINDS), 0))
    for one in figures:
        total[one.kind] += one.n
    return page(
        frame,
        "figures",
        "Figures",
        el("p", f"The last {N_DAYS} days, in UTC.", class_="lead"),
        _totals(total),
        _chart(days, figures) if figures else empty("Nothing was asked."),
        _by_channel(figures),
        _by_day(days, figures),
    )


def _totals(total: Counter[str]) -> Html:
    asked = sum(total[kind] for kind, _ in KINDS)
    rated = total["helpful"] + total["unhelpful"]
    shown = [
        ("questions", f"{asked:,}"),
        ("answered", _share(total["answer"], asked)),
        ("refused", _share(total["refusal"], asked)),
        ("called helpful", _share(total["helpful"], rated)),
    ]
    return el(
        "dl",
        [el("div", el("dt", label), el("dd", value)) for label, value in shown],
        class_="figures",
    )


def _chart(days: Sequence[str], figures: Sequence[Figure]) -> Html:
    """Draw a bar a day; the table below says the same in words."""
    counts = _counted(figures)
    most = max([sum(counts[day, kind] for kind, _ in KINDS) for day in days] + [1])
    bars: list[Child] = []
    for place, day in enumerate(days):
        left, top = place * WIDTH // len(days), float(HEIGHT)
        for kind, label in KINDS:
            height = HEIGHT * counts[day, kind] / most
            top -= height
            if height:
                title = el("title", f"{day}: {counts[day, kind]} {label}")
                bars.append(
                    el("rect", title, x=left, y=f"{top:.1f}", width=BAR, height=f"{height:.1f}",
                       class_=kind)
                )  # fmt: skip
    legend = [el("li", el("span", class_=f"swatch {kind}"), label) for kind, label in KINDS]
    drawing = el(
        "svg", bars, viewBox=f"0 0 {WIDTH} {HEIGHT}", role="img",
        aria_label="Questions a day by how they went; the table below has the numbers",
    )  # fmt: skip
    return el(
        "figure",
        drawing,
        el("figcaption", f"{days[0]} to {days[-1]}, at most {most} a day", el("ul", legend)),
        class_="chart",
    )


def _by_channel(figures: Sequence[Figure]) -> Html | None:
    counts: Counter[tuple[str, str]] = Counter()
    for one in figures:
        counts[one.channel, one.kind] += one.n
    channels = sorted({channel for channel, _ in counts})
    rows: list[Sequence[Child]] = []
    for channel in channels:
        asked = sum(counts[channel, kind] for kind, _ in KINDS)
        rated = counts[channel, "helpful"] + counts[channel, "unhelpful"]
        shares = [_share(counts[channel, kind], asked) for kind, _ in KINDS]
        rows.append((channel, asked, *shares, _share(counts[channel, "helpful"], rated)))
    header = ("Channel", "Questions", *(label for _, label in KINDS), "helpful")
    return table("By channel", header, rows) if rows else None


def _by_day(days: Sequence[str], figures: Sequence[Figure]) -> Html | None:
    counts = _counted(figures)
    kinds = [kind for kind, _ in KINDS] + ["helpful", "unhelpful"]
    rows: list[Sequence[Child]] = [
        (day, *(counts[day, kind] for kind in kinds))
        for day in reversed(days)
        if any(counts[day, kind] for kind in kinds)
    ]
    header = ("Day", *(label for _, label in KINDS), "helpful", "not helpful")
    return table("By day", header, rows) if rows else None


def _counted(figures: Sequence[Figure]) -> Counter[tuple[str, str]]:
    counts: Counter[tuple[str, str]] = Counter()
    for one in figures:
        counts[one.day, one.kind] += one.n
    return counts


def _share(part: int, whole: int) -> str:
    return f"{part / whole:.0%}" if whole else "–"
