"""The plots: what stands where, and the files that pin it."""

from __future__ import annotations

from pathlib import Path
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.evaluation import summarise
from bot.report.calibration import reliability
from bot.report.chart import BOTTOM, HEIGHT, LEFT, RIGHT, TOP, WIDTH, Axis, Frame, ticks_to
from bot.report.latency import latency_of
from bot.report.markup import Markup
from bot.report.plots import count_bar, latency_plot, reliability_plot, risk_plot, tally_bar
from bot.report.risk import Limits, RiskPoint, risk_curve
from bot.report.tally import Tally
from tests.judgements import SMALL

GOLDEN = Path(__file__).parents[1] / "golden" / "report"
LIMITS = Limits(0.5, 0.3, 0.3)
FRAME = Frame(Axis("x", 1.0, (0.0, 1.0), str), Axis("y", 0.5, (0.0, 0.5), str))


def small_risk_plot() -> Markup:
    figures = summarise(SMALL)
    live = RiskPoint(0.5, figures["coverage"], figures["wrong_rate"])
    return risk_plot(risk_curve(SMALL), live=live, limits=LIMITS, says="How it went.")


@pytest.mark.parametrize(
    ("name", "drawn"),
    [
        ("risk", small_risk_plot()),
        ("reliability", reliability_plot(reliability(SMALL), says="How true it was.")),
        ("tally", tally_bar(Tally("An answer", 5, 2, 1, 2))),
    ],
)
def test_a_plot_is_drawn_as_before(name: str, drawn: Markup) -> None:
    golden = (GOLDEN / f"{name}.svg").read_text("utf-8")
    assert drawn.replace("><", ">\n<") + "\n" == golden


def test_a_plot_is_well_formed_and_says_what_it_shows() -> None:
    latency = latency_of([1.0, 2.0, 3.0, 50.0])
    assert latency is not None
    for drawn in (small_risk_plot(), latency_plot(latency, says="How long it took.")):
        root = ElementTree.fromstring(drawn)
        assert root.attrib["role"] == "img"
        assert root.attrib["aria-label"].startswith("How")


def test_the_limit_and_the_live_threshold_are_marked() -> None:
    drawn = small_risk_plot()
    for words in ("you allow 30.0", "live: from 50"):
        assert words in drawn
    assert 'class="limit"' in drawn
    limits = Limits(0.5, 0.3, None)
    live = RiskPoint(0.5, 0.5, 0.5)
    unstated = risk_plot(risk_curve(SMALL), live=live, limits=limits, says="x")
    assert "you allow" not in unstated
    assert 'class="limit"' not in unstated


def test_a_value_stands_where_the_axes_say() -> None:
    assert (FRAME.across(0.0), FRAME.across(1.0)) == (LEFT, WIDTH - RIGHT)
    assert (FRAME.up(0.0), FRAME.up(0.5)) == (HEIGHT - BOTTOM, TOP)


@given(st.floats(-9, 9), st.floats(-9, 9))
def test_nothing_stands_outside_the_frame(x: float, y: float) -> None:
    assert LEFT <= FRAME.across(x) <= WIDTH - RIGHT
    assert TOP <= FRAME.up(y) <= HEIGHT - BOTTOM


@pytest.mark.parametrize(
    ("high", "ticks"),
    [
        (1.0, (0.0, 0.2, 0.4, 0.6, 0.8, 1.0)),
        (0.16, (0.0, 0.05, 0.1, 0.15)),
        (0.02, (0.0, 0.005, 0.01, 0.015, 0.02)),
        (61.0, (0.0, 20.0, 40.0, 60.0)),
    ],
)
def test_ticks_are_round(high: float, ticks: tuple[float, ...]) -> None:
    assert ticks_to(high) == ticks


@given(st.floats(0.001, 100_000))
def test_ticks_are_few_and_within(high: float) -> None:
    ticks = ticks_to(high)
    assert 2 <= len(ticks) <= 6
    assert ticks[-1] <= high * (1 + 1e-6)


@given(*[st.integers(0, 50)] * 4)
def test_the_parts_of_a_bar_fill_it(right: int, wrong: int, asked: int, refused: int) -> None:
    parts = list(ElementTree.fromstring(tally_bar(Tally("s", right, wrong, asked, refused))))
    assert len(parts) == sum(map(bool, (right, wrong, asked, refused)))
    total = sum(float(part.attrib["width"]) for part in parts)
    assert total == pytest.approx(100.0 if parts else 0.0, abs=0.05)


def test_a_bar_of_a_count_is_a_share_of_the_most() -> None:
    assert 'width="25"' in count_bar(1, 4)
    assert 'width="0"' in count_bar(0, 0)
