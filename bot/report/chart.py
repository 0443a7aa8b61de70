"""A chart's frame: where a value stands, the axes, the words on them."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from bot.report.markup import Child, Markup, el

WIDTH, HEIGHT = 400, 280  # narrow, so that on a phone the words are not shrunk
LEFT, RIGHT, TOP, BOTTOM = 62, 24, 14, 46

Format = Callable[[float], str]


@dataclass(frozen=True)
class Axis:
    """One axis.

    Attributes:
        label: what it shows.
        high: its end; it begins at 0.
        ticks: where a value is written.
        shown: writes a value.
    """

    label: str
    high: float
    ticks: tuple[float, ...]
    shown: Format


@dataclass(frozen=True)
class Frame:
    """The area of a chart between two axes that begin at 0."""

    x: Axis
    y: Axis

    def across(self, value: float) -> float:
        """Return where a value of x stands; what is beyond the end stands at the end."""
        share = min(max(value / self.x.high, 0.0), 1.0)
        return LEFT + share * (WIDTH - LEFT - RIGHT)

    def up(self, value: float) -> float:
        """Return where a value of y stands; what is beyond the end stands at the end."""
        share = min(max(value / self.y.high, 0.0), 1.0)
        return HEIGHT - BOTTOM - share * (HEIGHT - TOP - BOTTOM)

    def line(self, points: Iterable[tuple[float, float]], class_: str) -> Markup:
        """Return a line through points (x, y)."""
        places = " ".join(f"{self.across(x):.1f},{self.up(y):.1f}" for x, y in points)
        return el("polyline", points=places, class_=class_)

    def area(self, points: Sequence[tuple[float, float]], class_: str) -> Markup:
        """Return the area between points (x, y) and the x axis."""
        ends = [(points[0][0], 0.0), *points, (points[-1][0], 0.0)]
        places = " L".join(f"{self.across(x):.1f},{self.up(y):.1f}" for x, y in ends)
        return el("path", d=f"M{places}Z", class_=class_)

    def dot(self, x: float, y: float, class_: str, *, size: float = 5.0) -> Markup:
        """Return a point."""
        return el("circle", cx=self.across(x), cy=self.up(y), r=size, class_=class_)

    def note(self, x: float, y: float, words: str, *, right: bool, class_: str) -> Markup:
        """Return words beside a point, on its right or on its left."""
        side = 9 if right else -9
        anchor = "start" if right else "end"
        return el(
            "text",
            words,
            x=self.across(x) + side,
            y=self.up(y) - 6,
            text_anchor=anchor,
            class_=f"note {class_}",
        )

    def drawn(self, *marks: Child, says: str) -> Markup:
        """Return the chart.

        Args:
            marks: what stands in it.
            says: the same for those who do not see it.
        """
        return el(
            "svg",
            self._grid(),
            marks,
            class_="chart",
            viewBox=f"0 0 {WIDTH} {HEIGHT}",
            role="img",
            aria_label=says,
        )

    def _grid(self) -> list[Markup]:
        floor, wall = HEIGHT - BOTTOM, WIDTH - RIGHT
        rows = [
            (
                el("line", x1=LEFT, x2=wall, y1=self.up(tick), y2=self.up(tick), class_="grid"),
                _tick(self.y.shown(tick), LEFT - 8, self.up(tick) + 4, "end"),
            )
            for tick in self.y.ticks
        ]
        columns = [
            (
                el(
                    "line",
                    x1=self.across(t),
                    x2=self.across(t),
                    y1=floor,
                    y2=floor + 5,
                    class_="axis",
                ),
                _tick(self.x.shown(t), self.across(t), floor + 19, "middle"),
            )
            for t in self.x.ticks
        ]
        base = el("line", x1=LEFT, x2=wall, y1=floor, y2=floor, class_="axis")
        middle = (TOP + floor) / 2
        names = [
            el("text", self.x.label, x=(LEFT + wall) / 2, y=HEIGHT - 6, text_anchor="middle"),
            el(
                "text",
                self.y.label,
                x=0,
                y=0,
                transform=f"translate(12 {middle:.0f}) rotate(-90)",
                text_anchor="middle",
            ),
        ]
        return [*(mark for row in rows for mark in row), base, *sum(columns, ()), *names]


def _tick(words: str, x: float, y: float, anchor: str) -> Markup:
    return el("text", words, x=x, y=y, text_anchor=anchor, class_="tick")


def ticks_to(high: float, *, most: int = 5) -> tuple[float, ...]:
    """Return round values from 0 to at most `high`, no more than `most` steps."""
    raw = high / most
    power = 10.0 ** math.floor(math.log10(raw))
    step = next(power * by for by in (1, 2, 2.5, 5, 10) if power * by >= raw * (1 - 1e-9))
    return tuple(round(step * place, 12) for place in range(int(high / step + 1e-9) + 1))
