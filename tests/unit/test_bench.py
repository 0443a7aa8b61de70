"""What `make bench` makes of its figures."""

from __future__ import annotations

from typing import Any

from tests.bench import plot
from tests.bench.__main__ import ratios

TURNS = {"5": 10.0, "500": 11.0}
LOAD = {"p50_ms": 12.0, "messages_per_second": 50.0}
REPORT: dict[str, Any] = {
    "floor": {"p50_ms": 3.0, "cpu_ms_per_message": 4.0},
    "mentor": {
        "load": {"1": LOAD},
        "turns_ms": TURNS,
        "cpu_ms_per_message": 20.0,
        "memory_mb": 400.0,
    },
}


def served(cpu_ms: float, messages_per_second: float) -> dict[str, dict[str, float]]:
    figures = {"cpu_ms_per_message": cpu_ms, "messages_per_second": messages_per_second}
    return {"1": figures, "16": figures}


def test_two_servers_are_set_against_one() -> None:
    report = REPORT | {"servers": {"1": served(20.0, 50.0), "2": served(21.0, 90.0)}}
    found = ratios(report)
    assert found["two servers' messages a second to one's, 16 clients"] == 1.8
    assert found["two servers' processor time to one's, clients: 1"] == 1.05
    assert "servers: 2, clients: 16" in plot.svg(report)


def test_what_was_left_out_is_no_part_of_the_report() -> None:
    assert not any("two servers" in name for name in ratios(REPORT))
    assert "PostgreSQL" not in plot.svg(REPORT)
