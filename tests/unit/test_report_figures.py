"""The report's figures, each on judgements made by hand."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.evaluation import summarise
from bot.judged import Judged
from bot.report.calibration import Bin, expected_calibration_error, reliability
from bot.report.confusion import Confusion, confusions
from bot.report.latency import latency_of
from bot.report.risk import Limits, RiskPoint, risk_curve, thinned, widest_within
from bot.report.tally import Tally, divisions
from bot.report.words import NARROW, counted, interval, milliseconds, percent, shortened, unmarked
from bot.report.worst import worst
from knowledge.mentor import Mentor
from tests.judgements import SMALL, outside, right, row, wrong

# -- coverage and risk


def test_the_curve_has_a_point_for_each_threshold() -> None:
    curve = risk_curve(SMALL)
    assert [p.threshold for p in curve] == [0.95, 0.85, 0.75, 0.65, 0.55, 0.45, 0.25, 0.05]
    inside = [n / 6 for n in (1, 2, 3, 4, 4, 5, 6, 6)]  # 0.55 and 0.05 are to be refused
    assert [p.coverage for p in curve] == pytest.approx(inside)
    assert [p.wrong_rate for p in curve] == pytest.approx(
        [0, 0, 1 / 3, 1 / 4, 2 / 5, 2 / 6, 2 / 7, 3 / 8]
    )


def test_equal_probabilities_are_one_point() -> None:
    assert risk_curve([right(0.5), wrong(0.5)]) == (RiskPoint(0.5, 1.0, 0.5),)


@pytest.mark.parametrize("rows", [(), (outside(), outside(0.9, "answer"))])
def test_without_answerable_questions_there_is_no_curve(rows: tuple[Judged, ...]) -> None:
    assert risk_curve(rows) == ()


@pytest.mark.parametrize(
    ("max_wrong_rate", "threshold"), [(0.0, 0.85), (0.25, 0.65), (0.29, 0.25), (1.0, 0.25)]
)
def test_the_widest_point_within_a_risk(max_wrong_rate: float, threshold: float) -> None:
    found = widest_within(risk_curve(SMALL), max_wrong_rate)
    assert found is not None
    assert found.threshold == threshold


def test_no_point_may_be_within_a_risk() -> None:
    assert widest_within(risk_curve([wrong(0.9)]), 0.5) is None
    assert widest_within((), 0.5) is None


@given(st.integers(0, 400), st.integers(2, 60))
def test_a_thinned_curve_keeps_its_ends(n: int, most: int) -> None:
    curve = tuple(RiskPoint(1 - at / 500, at / 500, 0.1) for at in range(n))
    kept = thinned(curve, most)
    assert len(kept) == min(n, most)
    assert kept[:1] == curve[:1]
    assert kept[-1:] == curve[-1:]


def test_the_last_point_is_what_an_open_gate_gives() -> None:
    opened = risk_curve(SMALL)[-1]
    figures = summarise([row for row in SMALL if row.in_scope])
    assert opened.coverage == 1.0
    assert figures["accuracy"] == pytest.approx(5 / 6, abs=1e-4)


def test_the_limits_are_those_of_the_release(tea_mentor: Mentor) -> None:
    assert Limits.of(tea_mentor.bundle) == Limits(0.6, 0.2, None)
    tea_mentor.bundle.manifest["settings"] = {"max_wrong_rate": 0.05}
    assert Limits.of(tea_mentor.bundle) == Limits(0.6, 0.2, 0.05)


# -- calibration


def test_ranges_hold_what_falls_into_them() -> None:
    rows = [right(0.0), wrong(0.04), right(0.1), right(0.95), wrong(1.0)]
    bins = reliability(rows)
    assert [(bin.lower, bin.upper, bin.n, bin.right) for bin in bins] == [
        (0.0, 0.1, 2, 0.5),
        (0.1, 0.2, 1, 1.0),
        (0.9, 1.0, 2, 0.5),
    ]
    assert [bin.probability for bin in bins] == pytest.approx([0.02, 0.1, 0.975])


def test_the_calibration_error_weighs_ranges_by_their_questions() -> None:
    bins = [Bin(0.0, 0.1, 3, 0.05, 0.25), Bin(0.9, 1.0, 1, 0.95, 0.55)]
    assert expected_calibration_error(bins) == pytest.approx((3 * 0.2 + 0.4) / 4)
    assert expected_calibration_error([]) is None


def test_true_probabilities_have_no_error() -> None:
    rows = [*[right(0.75)] * 3, wrong(0.75), *[outside(0.0)] * 5]
    assert expected_calibration_error(reliability(rows)) == pytest.approx(0.0)


# -- confusion


def test_a_confusion_is_counted_with_its_way_back() -> None:
    rows = [
        *[row("cup", said="pot", question=f"c{n}") for n in range(2)],
        row("pot", said="cup", question="p"),
        row("milk", said="cup", outcome="refusal", question="m"),
        *SMALL[:2],
    ]
    assert confusions(rows) == (
        Confusion("cup", "pot", 2, 1, ("c0", "c1")),
        Confusion("milk", "cup", 1, 0, ("m",)),
    )


def test_equally_frequent_ways_are_one_confusion() -> None:
    (one,) = confusions([row("cup", said="pot"), row("pot", said="cup")])
    assert (one.n, one.n_back) == (1, 1)


def test_questions_to_refuse_count_where_they_were_answered() -> None:
    (one,) = confusions([outside(0.8, "answer", said="pot"), outside(said="pot")])
    assert (one.expected, one.said, one.n) == ("", "pot", 1)


def test_nothing_said_is_no_confusion() -> None:
    assert confusions([row("cup", said="", outcome="refusal")]) == ()


# -- slices


def test_questions_are_divided_by_expectation_slice_and_length() -> None:
    rows = [
        row("cup", said="cup", slice="typo", question="tea cup"),
        row("cup", said="pot", slice="typo", question="out of what does one drink tea but a pot"),
        row("cup", said="cup", outcome="refusal", slice="plain", question="what is a cup"),
        outside(outcome="clarification"),
        outside(),
    ]
    expected, slices, lengths = divisions(rows)
    assert expected.tallies == (Tally("An answer", 1, 1, 0, 1), Tally("A refusal", 1, 0, 1, 0))
    assert [(t.name, t.right, t.n) for t in slices.tallies] == [
        ("typo", 1, 2),
        ("plain", 0, 1),
        ("", 1, 2),
    ]
    assert [(t.name, t.n) for t in lengths.tallies] == [
        ("1 to 3 words", 3),
        ("4 to 7 words", 1),
        ("8 to 12 words", 1),
    ]


def test_without_slices_there_is_no_division_by_them() -> None:
    assert [one.name for one in divisions(SMALL)] == ["What is expected", "Length of the question"]


# -- the worst


def test_the_surest_errors_come_first_answers_and_refusals_in_turn() -> None:
    sure, less = wrong(0.9), wrong(0.6)
    held_back, found_nothing = (
        right(0.2, outcome="refusal"),
        row(outcome="refusal", probability=0.1),
    )
    asked = right(0.4, outcome="clarification")
    rows = [less, asked, found_nothing, right(), outside(), held_back, sure]
    assert worst(rows) == (sure, held_back, less, found_nothing, asked)
    assert worst(rows, 2) == (sure, held_back)


def test_where_nothing_went_wrong_there_is_no_worst() -> None:
    assert worst([right(), outside()]) == ()


# -- latency


def test_latency_is_spread_over_bars_and_none_is_lost() -> None:
    found = latency_of([*range(1, 101), 5000])
    assert found is not None
    assert found.p50 == 51
    assert found.p95 == 96
    assert found.slowest == 5000
    assert sum(found.counts) == 101
    assert len(found.edges) == len(found.counts) + 1
    assert latency_of([]) is None


# -- words


def test_numbers_in_words() -> None:
    shares = [percent(0.934), percent(1.0, digits=0), percent(None)]
    assert shares == [f"93.4{NARROW}%", f"100{NARROW}%", "–"]
    times = [milliseconds(4.24), milliseconds(42.4), milliseconds(None)]
    assert times == [f"4.2{NARROW}ms", f"42{NARROW}ms", "–"]
    counts = [counted(1, "row"), counted(5500, "row"), counted(0, "party", "parties")]
    assert counts == ["1 row", "5,500 rows", "0 parties"]


@pytest.mark.parametrize(
    ("text", "short"),
    [
        ("a  b\nc", "a b c"),
        ("one two three four", "one two…"),
        ("onetwothreefour", "onetwothr…"),
        ("exactly te", "exactly te"),
    ],
)
def test_a_long_text_is_cut_behind_a_word(text: str, short: str) -> None:
    assert shortened(text, 10) == short


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("**Ruby**: made for `Rails`.", "Ruby: made for Rails."),
        ("Two:\n\n- one\n- two", "Two: · one · two"),
        ("- one\n* two - three", "one · two - three"),
        ("2 * 3 - 1", "2 * 3 - 1"),
    ],
)
def test_marks_are_left_out(text: str, plain: str) -> None:
    assert unmarked(text) == plain


@given(st.text(max_size=60), st.integers(2, 40))
def test_a_shortened_text_is_never_longer(text: str, most: int) -> None:
    assert len(shortened(text, most)) <= most


def test_an_interval_is_wide_for_few_and_narrow_for_many() -> None:
    assert interval(0, 0) == (0.0, 1.0)
    assert interval(9, 10) == pytest.approx((0.596, 0.982), abs=0.001)  # by published tables
    assert interval(10, 10)[1] == 1.0
    assert interval(900, 1000)[0] > 0.87
