"""The figures of a run as one SVG: bars of the times and of the throughput, on a common scale."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape
from typing import Any

WIDTH, ROW, LEFT, RIGHT = 760, 26, 210, 90
COLOURS = {"floor": "#9aa5b1", "mentor": "#2266cc", "stock Rasa": "#cc7722"}
FONT = "font-family='system-ui, sans-serif' font-size='13'"


def bars(
    title: str, unit: str, rows: Sequence[tuple[str, str, float]], top: int
) -> tuple[str, int]:
    """Return one group of bars and where it ends.

    Args:
        title: above the group.
        unit: behind each figure.
        rows: label, whose figure, figure.
        top: where the group begins.
    """
    most = max((value for *_, value in rows), default=1.0) or 1.0
    drawn = [f"<text x='10' y='{top + 18}' font-weight='600'>{escape(title)}</text>"]
    y = top + 32
    for label, who, value in rows:
        width = max(1.0, (WIDTH - LEFT - RIGHT) * value / most)
        drawn.append(
            f"<text x='{LEFT - 8}' y='{y + 14}' text-anchor='end'>{escape(label)}</text>"
            f"<rect x='{LEFT}' y='{y}' width='{width:.1f}' height='18' fill='{COLOURS[who]}'/>"
            f"<text x='{LEFT + width + 6:.1f}' y='{y + 14}'>{value:g} {escape(unit)}</text>"
        )
        y += ROW
    return "".join(drawn), y + 10


def svg(report: Mapping[str, Any]) -> str:
    """Return the plot of a report."""
    systems = {name: report[name] for name in ("mentor", "stock Rasa") if name in report}
    parts, y = [], 10
    rows = [("floor, one process", "floor", report["floor"]["p50_ms"])]
    for clients in ("1", "8", "64"):
        rows += [
            (f"{name}, {clients} clients", name, system["load"][clients]["p50_ms"])
            for name, system in systems.items()
            if clients in system["load"]
        ]
    groups: list[tuple[str, str, list[tuple[str, str, float]]]] = [
        ("Time of a message, median", "ms", rows)
    ]
    groups.append(
        (
            "Messages a second",
            "/s",
            [
                (f"{name}, {clients} clients", name, figures["messages_per_second"])
                for name, system in systems.items()
                for clients, figures in system["load"].items()
            ],
        )
    )
    groups.append(
        (
            "Time of the n-th turn of a conversation",
            "ms",
            [
                (f"{name}, turn {turn}", name, value)
                for name, system in systems.items()
                for turn, value in system["turns_ms"].items()
            ],
        )
    )
    groups.append(
        ("Memory", "MB", [(name, name, system["memory_mb"]) for name, system in systems.items()])
    )
    if counted := report.get("servers"):
        groups += [
            (
                f"{what}, PostgreSQL and Redis",
                unit,
                [
                    (f"servers: {n_servers}, clients: {n_clients}", "mentor", figures[name])
                    for n_servers, of in counted.items()
                    for n_clients, figures in of.items()
                ],
            )
            for what, unit, name in (
                ("Messages a second", "/s", "messages_per_second"),
                ("Processor time of a message", "ms", "cpu_ms_per_message"),
            )
        ]
    for title, unit, group in groups:
        drawn, y = bars(title, unit, group, y)
        parts.append(drawn)
    return (
        f"<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 {WIDTH} {y}' {FONT} fill='#1f2933'>"
        f"<rect width='{WIDTH}' height='{y}' fill='white'/>{''.join(parts)}</svg>\n"
    )
