"""What answering more would cost: the wrong ones among the answers, at every threshold.

The same in numbers stands below the drawing.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from connectors.console.html import Child, Html, el
from connectors.console.pages.layout import table

WIDTH, HEIGHT = 400, 260  # narrow, so that on a phone the words are not shrunk
LEFT, RIGHT, TOP, BOTTOM = 48, 22, 12, 42
NOISE = 0.05  # of the answered: below, single questions make the wrong rate jump
N_ROWS = 8
HIGHS = (0.02, 0.04, 0.08, 0.1, 0.2, 0.4, 0.6, 0.8, 1.0)  # a quarter of each is round
SHARES = (0.0, 0.25, 0.5, 0.75, 1.0)

Point = Sequence[float]  # answered, wrong, threshold


def curve_section(report: dict[str, Any]) -> Html | None:
    """Return the curve of a release; None where its report holds none.

    Args:
        report: the release's, with `curve`, and with `answered`, `wrong_rate` and `answer_at` of
            the threshold that was chosen.
    """
    points = [point for point in report.get("curve") or () if point[0] >= NOISE]
    if not points:
        return None
    chosen = (report["answered"], report["wrong_rate"], report["answer_at"])
    says = (
        f"From a probability of {chosen[2]:.0%} on it answers: {chosen[0]:.0%} of the rehearsed "
        f"questions, and {chosen[1]:.1%} of those answers are wrong. Were {points[-1][0]:.0%} "
        f"answered, {points[-1][1]:.1%} would be wrong."
    )
    return el(
        "section",
        el("h2", "What answering more would cost"),
        el(
            "figure",
            _drawing(points, chosen, report.get("max_wrong_rate"), says),
            el("figcaption", says),
            class_="chart curve",
        ),
        el("details", el("summary", "The same in numbers"), _table(points)),
    )


@dataclass(frozen=True)
class _Plane:
    """Where values stand: answered from left to right, wrong ones from the bottom to `high`."""

    high: float

    def x(self, answered: float) -> float:
        return round(LEFT + answered * (WIDTH - LEFT - RIGHT), 1)

    def y(self, wrong: float) -> float:
        share = min(wrong / self.high, 1.0)
        return round(HEIGHT - BOTTOM - share * (HEIGHT - TOP - BOTTOM), 1)

    def level(self, wrong: float, kind: str) -> Html:
        """Return a line from side to side."""
        y = self.y(wrong)
        return el("line", x1=self.x(0), y1=y, x2=self.x(1), y2=y, class_=kind)

    def words(
        self, text: str, answered: float, wrong: float, *, dx: int = 0, dy: int = 0, to: str
    ) -> Html:
        """Return words beside a place; `to` is the text's anchor: start, middle or end."""
        x, y = self.x(answered) + dx, self.y(wrong) + dy
        return el("text", text, x=x, y=y, text_anchor=to)


def _drawing(points: Sequence[Point], chosen: Point, allowed: float | None, says: str) -> Html:
    plane = _Plane(_high(points, chosen, allowed))
    path = " ".join(f"{plane.x(point[0])},{plane.y(point[1])}" for point in points)
    marks: list[Child] = [
        _axes(plane),
        _allowed(plane, allowed) if allowed else None,
        el("polyline", points=path, class_="line"),
        _chosen(plane, chosen, allowed or 0.0),
    ]
    return el("svg", marks, viewBox=f"0 0 {WIDTH} {HEIGHT}", role="img", aria_label=says)


def _axes(plane: _Plane) -> list[Child]:
    across = [plane.words(f"{share:.0%}", share, 0, dy=16, to="middle") for share in SHARES]
    up: list[Child] = []
    for share in SHARES[1:]:
        wrong = share * plane.high
        up += [plane.level(wrong, "grid"), plane.words(f"{wrong:.1%}", 0, wrong, dx=-6, to="end")]
    name = plane.words("of the rehearsed questions answered", 0.5, 0, dy=34, to="middle")
    return [plane.level(0, "axis"), across, up, name]


def _allowed(plane: _Plane, allowed: float) -> list[Child]:
    words = plane.words(f"allowed: {allowed:.1%} wrong", 0, allowed, dx=6, dy=-5, to="start")
    return [plane.level(allowed, "allowed"), words]


def _chosen(plane: _Plane, chosen: Point, allowed: float) -> list[Child]:
    answered, wrong, threshold = chosen
    # Above the point, where the curve is not, unless the limit's line is there.
    below = 0 <= allowed - wrong < 0.2 * plane.high
    side, to = (10, "start") if answered < (0.75 if below else 0.5) else (-10, "end")
    down = 20 if below else -8
    words = plane.words(f"chosen: {threshold:.0%}", answered, wrong, dx=side, dy=down, to=to)
    return [el("circle", cx=plane.x(answered), cy=plane.y(wrong), r=6, class_="chosen"), words]


def _high(points: Sequence[Point], chosen: Point, allowed: float | None) -> float:
    """Return the end of the axis of wrong answers."""
    most = max(chosen[1], allowed or 0.0, *(point[1] for point in points))
    return next((high for high in HIGHS if high >= 1.05 * most), 1.0)


def _table(points: Sequence[Point]) -> Html:
    step = max(1, len(points) // N_ROWS)
    rows: list[Sequence[Child]] = [
        (f"{threshold:.0%}", f"{answered:.0%}", f"{wrong:.1%}")
        for answered, wrong, threshold in [*points[:-1:step], points[-1]]
    ]
    header = ("From a probability of", "Answered", "Of these wrong")
    return table("What other thresholds would give", header, rows)
