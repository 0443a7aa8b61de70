"""One probability to an outcome, with thresholds that keep the stated risk."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.errors import SettingError
from knowledge.search.gate import SIGNALS, Gate, Thresholds
from knowledge.search.linear import Array
from tests import tea


def thresholds(
    probabilities: list[float], right: list[int], *, max_wrong_rate: float = 0.05
) -> Thresholds:
    return Thresholds.for_risk(
        np.array(probabilities, np.float64),
        np.array(right, np.float64),
        max_wrong_rate=max_wrong_rate,
        weights=np.ones(len(right)),
    )


def wrong_rate(probabilities: list[float], right: list[int], answer_at: float) -> float:
    given = [r for p, r in zip(probabilities, right, strict=True) if p >= answer_at]
    return 1 - sum(given) / len(given) if given else 0.0


@pytest.mark.parametrize(
    ("probability", "outcome"),
    [
        (1.0, "answer"),
        (0.6, "answer"),
        (0.5999, "clarify"),
        (0.2, "clarify"),
        (0.1999, "refuse"),
        (0.0, "refuse"),
    ],
)
def test_a_threshold_itself_is_enough(probability: float, outcome: str) -> None:
    assert Thresholds(answer_at=0.6, ask_at=0.2).outcome(probability) == outcome


@given(
    st.lists(
        st.tuples(st.integers(0, 10**6), st.booleans()), unique_by=lambda one: one[0], max_size=60
    ),
    st.floats(0.01, 0.9),
)
def test_what_is_answered_keeps_the_stated_rate(
    judged: list[tuple[int, bool]], max_wrong_rate: float
) -> None:
    probabilities = [p / 10**6 for p, _ in judged]
    right = [int(r) for _, r in judged]
    chosen = thresholds(probabilities, right, max_wrong_rate=max_wrong_rate)
    assert wrong_rate(probabilities, right, chosen.answer_at) <= max_wrong_rate + 1e-9
    assert 0 <= chosen.ask_at <= chosen.answer_at <= 1


def test_questions_of_one_probability_are_answered_together() -> None:
    probabilities, right = [0.9] * 40, [1] * 20 + [0] * 20
    chosen = thresholds(probabilities, right, max_wrong_rate=0.1)
    assert wrong_rate(probabilities, right, chosen.answer_at) <= 0.1


def test_more_is_answered_where_more_risk_is_allowed() -> None:
    probabilities = np.linspace(0.99, 0.01, 200).tolist()
    right = [int(n % 10 > 0) if n < 100 else 0 for n in range(200)]  # one in ten wrong, then all
    chosen = [thresholds(probabilities, right, max_wrong_rate=r) for r in (0.02, 0.2, 0.5)]
    assert chosen[0].answer_at > chosen[1].answer_at > chosen[2].answer_at


def test_all_is_answered_where_all_is_right() -> None:
    probabilities = np.linspace(0.9, 0.3, 100).tolist()
    assert thresholds(probabilities, [1] * 100).answer_at == pytest.approx(0.3)


@pytest.mark.parametrize("right", [[], [0] * 50])
def test_nothing_is_answered_where_too_little_speaks_for_it(right: list[int]) -> None:
    probabilities = [0.5 + n / 1000 for n in range(len(right))]
    chosen = thresholds(probabilities, right)
    assert chosen.answer_at == 1.0
    assert chosen.outcome(0.99) == "clarify"


def test_heavier_questions_count_more() -> None:
    probabilities = np.array([0.9 - n / 1000 for n in range(100)])
    right = np.array([float(n != 50) for n in range(100)])

    def answer_at(weights: Array) -> float:
        return Thresholds.for_risk(
            probabilities, right, max_wrong_rate=0.05, weights=weights
        ).answer_at

    assert answer_at(np.where(right, 1.0, 50.0)) > answer_at(np.ones(100))


@pytest.mark.parametrize("rate", [0, 1, -0.1, 2, float("nan")])
def test_a_rate_that_is_none_is_refused(rate: float) -> None:
    with pytest.raises(SettingError, match=rf"max_wrong_rate must be above 0 .* Got {rate}"):
        thresholds([0.5], [1], max_wrong_rate=rate)


def test_a_probability_rises_with_what_speaks_for_it() -> None:
    gate = Gate(tea.stump("dense", [0.1, 0.5], start=-2), Thresholds(0.6, 0.2))
    found = [gate.probability(tea.weights(SIGNALS, dense=d)) for d in (0, 0.2, 1)]
    assert found == sorted(found)
    assert found[1] == pytest.approx(0.5)
    assert 0 < found[0] < found[2] < 1


@pytest.mark.parametrize(
    ("outside", "dense", "is_refused"),
    [(0.4, 0.6, True), (0.02, 0.96, True), (0.0, 1.0, False), (0.3, 0.6, False)],
)
def test_a_question_that_is_listed_as_one_to_refuse_has_no_answer(
    outside: float, dense: float, is_refused: bool
) -> None:
    gate = Gate(tea.stump("dense", [0.1, 0.5], start=2), Thresholds(0.6, 0.2))
    signals = np.array([{"outside": outside, "dense": dense}.get(name, 0.0) for name in SIGNALS])
    assert (gate.probability(signals) == 0) is is_refused
