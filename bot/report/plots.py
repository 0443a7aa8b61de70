"""The plots: each draws one figure and nothing else."""

from __future__ import annotations

from collections.abc import Sequence

from bot.report.calibration import Bin
from bot.report.chart import Axis, Frame, ticks_to
from bot.report.latency import Latency
from bot.report.markup import Markup, el
from bot.report.risk import Limits, RiskPoint, thinned
from bot.report.tally import Tally
from bot.report.words import milliseconds, percent

N_POINTS = 200  # more are not to be seen
NOISE = 0.05  # of the coverage: below, single questions make the wrong rate jump
SHARES = (0.0, 0.2, 0.4, 0.6, 0.8, 1.0)


def risk_plot(curve: Sequence[RiskPoint], *, live: RiskPoint, limits: Limits, says: str) -> Markup:
    """Draw coverage against wrong rate, with the stated limit and where the live release is.

    Args:
        curve: at least one point.
        live: what the live thresholds gave.
        limits: the live thresholds.
        says: the same for those who do not see it.
    """
    stated = limits.max_wrong_rate or 0.0
    high = min(1.0, max(0.02, 2 * stated, 1.6 * live.wrong_rate))
    shown = _within(curve, high)
    frame = Frame(
        Axis("coverage of the answerable questions", 1.0, SHARES, _whole),
        Axis(
            "wrong among the given answers", high, ticks_to(high), _fine if high < 0.1 else _whole
        ),
    )
    places = [(point.coverage, point.wrong_rate) for point in thinned(shown, N_POINTS)]
    # Just below the limit's line the words would stand in it.
    height = stated if 0 <= stated - live.wrong_rate < 0.15 * high else live.wrong_rate
    marks = [
        frame.area(places, "below"),
        frame.line(places, "curve"),
        frame.dot(live.coverage, live.wrong_rate, "live", size=6.0),
        frame.note(
            live.coverage,
            height,
            f"live: from {percent(limits.answer_at, digits=0)}",
            right=live.coverage < 0.5,
            class_="is-live",
        ),
    ]
    return frame.drawn(_limit(frame, limits.max_wrong_rate), marks, says=says)


def _within(curve: Sequence[RiskPoint], high: float) -> Sequence[RiskPoint]:
    """Leave out the noise at the beginning, and what is beyond the plot at the end."""
    shown = [point for point in curve if point.coverage >= NOISE] or list(curve)
    last = max((at for at, point in enumerate(shown) if point.wrong_rate <= high), default=-1)
    return shown[: last + 2]


def _limit(frame: Frame, max_wrong_rate: float | None) -> list[Markup]:
    if max_wrong_rate is None:
        return []
    words = f"you allow {percent(max_wrong_rate)}"
    return [
        frame.line([(0.0, max_wrong_rate), (1.0, max_wrong_rate)], "limit"),
        frame.note(0.0, max_wrong_rate, words, right=True, class_="is-limit"),
    ]


def reliability_plot(bins: Sequence[Bin], *, says: str) -> Markup:
    """Draw what share was right at each probability; the larger a point, the more questions."""
    frame = Frame(
        Axis("probability that the gate gave", 1.0, SHARES, _whole),
        Axis("share that was right", 1.0, SHARES, _whole),
    )
    most = max((bin.n for bin in bins), default=1)
    dots = [
        frame.dot(bin.probability, bin.right, "curve-dot", size=3 + 7 * (bin.n / most) ** 0.5)
        for bin in bins
    ]
    return frame.drawn(
        frame.line([(0.0, 0.0), (1.0, 1.0)], "ideal"),
        frame.note(0.34, 0.26, "ideal", right=True, class_="is-ideal"),
        frame.line([(bin.probability, bin.right) for bin in bins], "curve"),
        dots,
        says=says,
    )


def latency_plot(latency: Latency, *, says: str) -> Markup:
    """Draw how many replies took how long, with the median and the 95th percentile."""
    high, most = latency.edges[-1], max(latency.counts)
    frame = Frame(
        Axis("milliseconds from message to reply", high, ticks_to(high), lambda t: f"{t:g}"),
        Axis("replies", 1.08 * most, _whole_ticks(most), lambda n: f"{n:,.0f}"),
    )
    floor = frame.up(0.0)
    bars = [
        el(
            "rect",
            x=frame.across(left) + 0.75,
            y=frame.up(n),
            width=frame.across(right) - frame.across(left) - 1.5,
            height=floor - frame.up(n),
            class_="bar",
        )
        for left, right, n in zip(latency.edges, latency.edges[1:], latency.counts, strict=False)
        if n
    ]
    lines = [
        (
            frame.line([(at, 0.0), (at, frame.y.high)], "mark"),
            frame.note(
                at,
                height * frame.y.high,
                f"{name} {milliseconds(at)}",
                right=at < 0.6 * high,
                class_="",
            ),
        )
        for name, at, height in (("p50", latency.p50, 0.92), ("p95", latency.p95, 0.8))
    ]
    return frame.drawn(bars, lines, says=says)


def tally_bar(tally: Tally) -> Markup:
    """Draw one sort of questions as a bar in four parts; the table beside it says the numbers."""
    parts, start = [], 0.0
    for name, n in (
        ("right", tally.right),
        ("asked", tally.asked_back),
        ("refused", tally.refused),
        ("wrong", tally.wrong),
    ):
        width = 100.0 * n / tally.n if tally.n else 0.0
        if n:
            parts.append(el("rect", x=start, y=0, width=width, height=12, class_=f"is-{name}"))
        start += width
    return _bar(parts)


def count_bar(n: int, most: int) -> Markup:
    """Draw a number as a bar, `most` being the whole width."""
    width = 100.0 * n / most if most else 0.0
    return _bar([el("rect", x=0, y=0, width=width, height=12, class_="is-count")])


def _bar(parts: Sequence[Markup]) -> Markup:
    return el(
        "svg",
        parts,
        class_="bar-line",
        viewBox="0 0 100 12",
        preserveAspectRatio="none",
        aria_hidden="true",
    )


def _whole_ticks(most: int) -> tuple[float, ...]:
    return tuple(tick for tick in ticks_to(most, most=4) if tick == int(tick))


def _whole(share: float) -> str:
    return percent(share, digits=0)


def _fine(share: float) -> str:
    return percent(share, digits=1)
