"""A query to ranked passages."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from knowledge.finding import Query
from knowledge.language.terms import Gazetteer
from knowledge.passages import Passage
from knowledge.search.engine import Engine
from knowledge.search.features import FEATURES
from knowledge.search.linear import Array
from knowledge.search.retriever import Candidates, Ranking
from knowledge.search.withheld import NOTHING, Withheld
from knowledge.views import views_of
from tests import tea
from tests.fakes import StemEncoder

PASSAGES = tea.passages()
PLACE = {passage.key: place for place, passage in enumerate(PASSAGES)}


@pytest.fixture(scope="module")
def engine() -> Engine:
    return tea.engine(PASSAGES)


def query(text: str, passages: tuple[Passage, ...] = PASSAGES) -> Query:
    terms = dict.fromkeys(match.term for match in Gazetteer.of(passages).find(text))
    return Query(text, text, tuple(terms))


def candidates(engine: Engine, text: str, withheld: Withheld = NOTHING) -> Candidates:
    vector = StemEncoder().encode(text)
    return engine.retriever.candidates(query(text, engine.passages), vector, withheld)


def features(found: Candidates, place: int) -> dict[str, float]:
    (row,) = np.flatnonzero(found.passages == place)
    return dict(zip(FEATURES, found.features[row].tolist(), strict=True))


def keys(ranking: Ranking) -> list[str]:
    return [PASSAGES[place].key for place in ranking.passages]


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("What is a gaiwan?", "Gaiwan"),
        ("wulong", "Oolong (wulong)"),
        ("shelf life of tea", "How long does tea keep?"),
        ("which kinds of tea are there?", "Kinds of tea"),
        ("does hot water draw bitterness", "Brewing"),
    ],
)
def test_the_right_passage_is_best(engine: Engine, text: str, key: str) -> None:
    assert keys(candidates(engine, text).ranked(tea.RANKER))[0] == key


def test_candidates_and_features_are_aligned(engine: Engine) -> None:
    found = candidates(engine, "green tea")
    assert len(set(found.passages.tolist())) == len(found.passages)
    assert found.features.shape == (len(found.passages), len(FEATURES))
    assert np.isfinite(found.features).all()
    green = features(found, PLACE["Green tea"])
    assert green["key_named"] == green["about"] == green["coverage"] == 1
    assert features(found, PLACE["Gaiwan"])["about"] == 0


def test_a_ranking_keeps_each_score_with_its_passage(engine: Engine) -> None:
    found = candidates(engine, "green tea")
    ranking = found.ranked(tea.RANKER)
    score = dict(zip(found.passages.tolist(), found.features @ tea.RANKER, strict=True))
    assert ranking.scores.tolist() == [score[place] for place in ranking.passages]
    assert ranking.scores.tolist() == sorted(ranking.scores, reverse=True)
    assert sorted(ranking.passages) == sorted(found.passages)


def test_equal_scores_keep_the_order_of_the_sources(engine: Engine) -> None:
    indifferent: Array = np.zeros(len(FEATURES))
    ranking = candidates(engine, "tea").ranked(indifferent)
    assert ranking.passages.tolist() == sorted(ranking.passages)


def test_a_phrasing_word_for_word_is_marked(engine: Engine) -> None:
    place = PLACE["How long does tea keep?"]
    asked = features(candidates(engine, "When does tea expire?"), place)
    near = features(candidates(engine, "tea expire milk"), place)
    assert (asked["is_question"], near["is_question"]) == (1, 0)
    assert asked["dense_question"] == pytest.approx(1, abs=1e-3)
    assert asked["is_pair"] == 1


def test_a_question_for_several_favours_the_whole(engine: Engine) -> None:
    table, row = PLACE["Vessels"], PLACE["Gaiwan"]
    for_several = candidates(engine, "Which vessels are there?")
    for_one = candidates(engine, "the gaiwan vessel")
    names = ("list_for_list", "list_for_single", "part_for_list")
    assert [features(for_several, table)[name] for name in names] == [1, 0, 0]
    assert [features(for_several, row)[name] for name in names] == [0, 0, 1]
    assert [features(for_one, table)[name] for name in names] == [0, 1, 0]


def test_a_passage_without_the_asked_fact_is_marked(engine: Engine) -> None:
    found = candidates(engine, "how much caffeine is in a gaiwan?")
    names = ("How much caffeine is in a cup?", "Gaiwan", "Vessels")
    assert [features(found, PLACE[name])["lacks_fact"] for name in names] == [0, 1, 0]


def test_the_best_sentence_is_named(engine: Engine) -> None:
    found = candidates(engine, "Hotter water draws more bitterness.")
    brewing = tea.passage("Brewing", "paragraph")
    (row,) = np.flatnonzero(found.passages == PASSAGES.index(brewing))
    assert brewing.sentences[found.sentences[row]] == "Hotter water draws more bitterness."


@pytest.mark.parametrize(("n_padding", "told"), [(2, -1), (60, 1)])
def test_what_is_too_long_to_be_told_whole_is_told_from_its_best_sentence(
    n_padding: int, told: int
) -> None:
    small = "and so that it is of the in on at by for with from as to be or an but if then".split()
    text = f"Steam is {' '.join((3 * small)[:n_padding])} hot oxidation. Then it stops."
    found = candidates(tea.engine(tea.passages(f"# Tea\n\n{text}", [])), "does hot steam stop it?")
    assert found.sentences.tolist() == [told]


def test_a_view_left_out_is_as_if_never_taught(engine: Engine) -> None:
    place = PLACE["How long does tea keep?"]
    text = "When does tea expire?"
    view = next(n for n, view in enumerate(views_of(PASSAGES)) if view.text == text)
    found = features(candidates(engine, text, Withheld(views=frozenset([view]))), place)
    assert found["is_question"] == 0
    assert found["dense_question"] < 0.9


def test_a_passage_left_out_is_no_candidate(engine: Engine) -> None:
    place = PLACE["Gaiwan"]
    found = candidates(engine, "What is a gaiwan?", Withheld(passages=frozenset([place])))
    assert place not in found.passages


@pytest.mark.parametrize("text", ["", "?!", "zebra crossing", "čaj 北京", "tea " * 1000])
def test_any_text_can_be_searched(engine: Engine, text: str) -> None:
    assert np.isfinite(candidates(engine, text).features).all()


def test_one_passage_can_be_searched() -> None:
    alone = tea.engine(tea.passages("# T\n\nTea is old.", []))
    assert candidates(alone, "old tea").ranked(tea.RANKER).passages.tolist() == [0]


def test_with_every_passage_left_out_there_are_no_candidates() -> None:
    alone = tea.engine(tea.passages("# T\n\nTea is old.", []))
    assert candidates(alone, "old tea", Withheld(passages=frozenset([0]))).passages.tolist() == []


def test_a_term_that_is_gone_is_overlooked(engine: Engine) -> None:
    gone = Query("mate", "What is mate?", ("Mate",))
    found = engine.retriever.candidates(gone, StemEncoder().encode(gone.text))
    assert len(found.passages)


def test_what_stands_beside_the_passage_told_last(engine: Engine) -> None:
    told = PASSAGES[PLACE["Green tea"]]
    asked = replace(query("black tea"), told=told.id)
    found = engine.retriever.candidates(asked, StemEncoder().encode("black tea"))
    assert features(found, PLACE["Green tea"])["told_again"] == 1
    assert features(found, PLACE["Green tea"])["beside_told"] == 0
    assert features(found, PLACE["Black tea"])["beside_told"] == 1
    assert features(found, PLACE["Gaiwan"])["beside_told"] == 0
    before = candidates(engine, "black tea")
    assert not before.features[:, FEATURES.index("beside_told")].any()


def test_a_passage_is_near_the_question_with_the_one_before_it(engine: Engine) -> None:
    asked, encoder = query("how hot?"), StemEncoder()
    vector, context = encoder.encode("how hot?"), encoder.encode("what is a gaiwan how hot?")
    known = "What is a gaiwan?"
    alone = engine.retriever.candidates(asked, vector)
    both = engine.retriever.candidates(asked, vector, context=lambda: context)
    assert not alone.features[:, FEATURES.index("dense_context")].any()
    column = both.features[:, FEATURES.index("dense_context")]
    assert both.passages[column.argmax()] == PLACE["Gaiwan"]
    itself = engine.retriever.candidates(query(known), encoder.encode(known), context=pytest.fail)
    assert not itself.features[:, FEATURES.index("dense_context")].any()


def test_the_opposite_of_what_is_asked_for_speaks_against_a_passage() -> None:
    guide = "# Tea\n\n## Advantages\n\nIt warms.\n\n## Drawbacks\n\nIt stains.\n"
    passages = tea.passages(guide, [])
    found = candidates(tea.engine(passages), "what are the downsides of tea?")
    place = {passage.key: p for p, passage in enumerate(passages)}
    good, bad = (features(found, place[name]) for name in ("Advantages", "Drawbacks"))
    assert (good["concept_named"], good["concept_opposed"]) == (0, 1)
    assert (bad["concept_named"], bad["concept_opposed"]) == (1, 0)
