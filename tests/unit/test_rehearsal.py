"""Questions whose answer is known, asked before the mentor is let out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pytest

from knowledge.errors import SettingError
from knowledge.finding import Query
from knowledge.parse.pairs import Pair
from knowledge.search.encoder import text_key
from knowledge.search.examples import Examples
from knowledge.search.features import FEATURES
from knowledge.search.gate import SIGNALS
from knowledge.search.prior import Prior, prior
from knowledge.search.rehearsal import (
    MAX_CURVE_POINTS,
    MIN_ANSWERABLE,
    Fitted,
    Rehearsed,
    fit,
    rehearse,
)
from knowledge.views import views_of
from tests import tea
from tests.fakes import StemEncoder

THINGS = [f"{a}{b}olo" for a in "bcdfgh" for b in "aeiou"]  # made-up names, one pair for each
MANY = tuple(
    tea.pair(f"What is {thing}?", f"The {thing} is {thing[::-1]} of {n}.", [f"explain the {thing}"])
    for n, thing in enumerate(THINGS)
)
NONE = Examples(np.zeros((0, len(SIGNALS))), *(np.zeros(0),) * 2, np.zeros(0, np.bool_))
START = Prior(tea.RANKER, NONE)


def rehearsed(
    pairs: Sequence[Pair],
    outside: tuple[str, ...] = tea.OUTSIDE,
    guide: str = tea.GUIDE,
    only: Sequence[str] = (),
) -> list[Rehearsed]:
    passages = tea.passages(guide, pairs)
    views, encoder = views_of(passages), StemEncoder()
    return list(
        rehearse(
            tea.engine(passages, outside),
            views,
            [encoder.encode(view.text) for view in views],
            outside,
            [encoder.encode(text) for text in outside],
            understand=lambda text: Query(text, text),
            only=[text_key(text) for text in only],
        )
    )


def fitted(
    asked: Sequence[Rehearsed],
    *,
    start: Prior = START,
    max_wrong_rate: float = 0.05,
    out_of_scope_share: float = 0.2,
) -> Fitted:
    engine = tea.engine(tea.passages(tea.GUIDE, MANY))
    return fit(
        lambda _: engine.signals,
        asked,
        start=start,
        max_wrong_rate=max_wrong_rate,
        out_of_scope_share=out_of_scope_share,
    )


@pytest.fixture(scope="module")
def many() -> list[Rehearsed]:
    return rehearsed(MANY)


def test_each_phrasing_is_asked_and_a_third_without_their_pair(many: list[Rehearsed]) -> None:
    n_phrasings = 2 * len(MANY)
    assert sum(bool(one.right) for one in many) == n_phrasings
    assert sum(not one.right and one.withheld.outside < 0 for one in many) == n_phrasings // 3
    assert sorted(one.withheld.outside for one in many if one.withheld.outside >= 0) == [0, 1, 2]


def test_a_phrasing_is_not_found_by_itself(many: list[Rehearsed]) -> None:
    known = FEATURES.index("is_question")
    assert not any(one.candidates.features[:, known].any() for one in many)


def test_an_untaught_pair_is_no_candidate(many: list[Rehearsed]) -> None:
    passages = tea.passages(tea.GUIDE, MANY)
    near = [one for one in many if not one.right and one.withheld.outside < 0]
    for one in near:
        keys = {passages[place].key for place in one.candidates.passages}
        assert one.query.text.split()[-1].rstrip("?") not in " ".join(keys)


def test_nothing_is_learnt_where_another_pair_may_answer() -> None:
    told = "The {} holds the leaves while they steep in hot water."
    like = [
        tea.pair(f"What is a {name}?", told.format(name), [f"explain the {name}"])
        for name in ("strainer", "infuser", "sieve")
    ]
    asked = rehearsed([*MANY, *like])
    untaught = [one for one in asked if not one.right and one.withheld.outside < 0]
    passages = tea.passages(tea.GUIDE, [*MANY, *like])
    for one in untaught:
        unsure = {passages[place].key for place in one.unsure}
        about_tea = any(pair.question.split()[-1][:-1] in one.query.text for pair in like)
        assert about_tea == bool(unsure & {pair.question for pair in like})
    some = next(one for one in untaught if not one.unsure)
    best = int(some.candidates.ranked(tea.RANKER).passages[0])
    doubtful = replace(some, unsure=frozenset([best]))
    sure = [one for one in rehearsed(MANY) if not one.unsure]
    assert fitted([*sure, some]).n_rehearsed == fitted([*sure, doubtful]).n_rehearsed + 1


def test_a_pair_of_one_phrasing_has_nothing_to_rehearse() -> None:
    lonely = [tea.pair("What is it?", "A pot."), tea.pair("What else?", "A cup.", ["What else?"])]
    assert {one.query.text for one in rehearsed(lonely)} == set(tea.OUTSIDE)


def test_of_a_tuned_encoder_only_what_it_never_saw_is_asked() -> None:
    some = [pair.question for pair in MANY[::2]]
    asked = {one.query.text for one in rehearsed(MANY, only=some) if one.right}
    assert asked == set(some)


def test_the_same_knowledge_is_rehearsed_the_same(many: list[Rehearsed]) -> None:
    assert [one.query for one in rehearsed(MANY)] == [one.query for one in many]


@pytest.mark.parametrize("guide", ["", tea.GUIDE], ids=["alone", "beside a guide"])
def test_a_home_of_one_pair_can_be_trained(guide: str) -> None:
    assert rehearsed([tea.pair("How old is tea?", "Very.", ["What is the age of tea?"])], (), guide)


def test_the_fit_answers_what_it_knows_within_the_stated_rate(many: list[Rehearsed]) -> None:
    found = fitted(many)
    weights, right = found.examples.weights, found.examples.right
    answered = found.probabilities >= found.gate.thresholds.answer_at
    wrong = (weights * (1 - right))[answered].sum() / weights[answered].sum()
    assert answered[right > 0].mean() > 0.5
    assert wrong <= 0.05
    assert found.report()["wrong_rate"] == pytest.approx(wrong)


def test_the_curve_goes_through_the_chosen_threshold(many: list[Rehearsed]) -> None:
    report = fitted(many).report()
    curve = np.array(report["curve"])
    assert len(curve) <= MAX_CURVE_POINTS + 1
    assert (np.diff(curve[:, 0]) >= 0).all()
    assert (np.diff(curve[:, 2]) <= 0).all()
    assert curve[-1, 0] == pytest.approx(1.0)
    chosen = curve[curve[:, 2] >= report["answer_at"] - 1e-4][-1]  # rounded to four digits
    assert chosen[:2] == pytest.approx([report["answered"], report["wrong_rate"]], abs=1e-3)


@pytest.mark.parametrize("share", [0.1, 0.2, 0.5])
def test_questions_without_an_answer_have_the_stated_share(
    many: list[Rehearsed], share: float
) -> None:
    weights = fitted(many, out_of_scope_share=share).examples.weights
    without = np.array([not one.right for one in many])
    assert weights[without].sum() / weights.sum() == pytest.approx(share)


def test_too_few_questions_leave_the_prior(many: list[Rehearsed]) -> None:
    few = [one for one in many if one.right][: MIN_ANSWERABLE - 1]
    found = fitted(few, start=prior())
    assert found.ranker.tolist() == prior().ranker.tolist()
    assert found.n_rehearsed == 0
    assert len(found.examples.right) == len(prior().examples.right)


def test_the_words_of_a_phrasing_are_not_known_by_itself() -> None:
    told = [tea.pair("How old is the leaf?", "Very.", ["what is the age of quirkleaf"])]
    few = [*told, *MANY]
    asked = next(one for one in rehearsed(few) if "quirkleaf" in one.query.text and one.right)
    assert asked.withheld.lexical is not None
    assert not asked.withheld.lexical.knows("quirkleaf")
    assert asked.withheld.lexical.knows("leaf")


def test_the_stated_rate_is_checked(many: list[Rehearsed]) -> None:
    for asked in (many, []):
        with pytest.raises(SettingError, match="max_wrong_rate"):
            fitted(asked, max_wrong_rate=0)


def test_the_prior_that_ships_names_every_weight_and_answers_some() -> None:
    shipped = prior()
    assert shipped.ranker.shape == (len(FEATURES),)
    assert shipped.examples.signals.shape[1] == len(SIGNALS)
    assert set(np.unique(shipped.examples.right)) == {0, 1}
    assert 0.25 < fitted([], start=shipped).gate.thresholds.answer_at < 1
