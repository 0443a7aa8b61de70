"""What speaks for and against the best candidate."""

from __future__ import annotations

import numpy as np
import pytest

from knowledge.finding import Query
from knowledge.passages import Passage
from knowledge.search.engine import Engine
from knowledge.search.gate import MAX_WORDS, SIGNALS
from knowledge.search.retriever import Ranking
from knowledge.search.signals import MAX_MARGIN
from knowledge.search.withheld import Withheld
from tests import tea
from tests.fakes import StemEncoder

PASSAGES = tea.passages()


@pytest.fixture(scope="module")
def engine() -> Engine:
    return tea.engine(PASSAGES)


def ranking(engine: Engine, text: str) -> Ranking:
    query = Query(text, text)
    return engine.retriever.candidates(query, StemEncoder().encode(text)).ranked(tea.RANKER)


def signals(engine: Engine, text: str, *, without: int = -1) -> dict[str, float]:
    vector = StemEncoder().encode(text)
    row = engine.signals.read(
        Query(text, text), vector, ranking(engine, text), Withheld(outside=without)
    )
    return dict(zip(SIGNALS, row.tolist(), strict=True))


def distinct(engine: Engine, text: str) -> list[Passage]:
    found = ranking(engine, text)
    return [engine.passages[found.passages[place]] for place in engine.signals.distinct(found, 5)]


def test_all_signals_are_read(engine: Engine) -> None:
    found = signals(engine, "green tea")
    assert list(found) == list(SIGNALS)
    assert all(np.isfinite(value) for value in found.values())


@pytest.mark.parametrize(
    ("text", "low", "high"),
    [("green tea", 0, 0), ("zebra", 1, 1), ("green zebra", 0.4, 0.9), ("", 0, 0)],
)
def test_unknown_is_the_share_of_words_never_used(
    engine: Engine, text: str, low: float, high: float
) -> None:
    assert low <= signals(engine, text)["unknown"] <= high


def test_words_are_counted_up_to_a_few(engine: Engine) -> None:
    assert signals(engine, "what is it")["n_words"] == 0
    assert signals(engine, "green tea")["n_words"] == 2
    assert signals(engine, "green tea black tea kettle teapot gaiwan whisk")["n_words"] == MAX_WORDS


def test_an_out_of_scope_question_is_near_its_like(engine: Engine) -> None:
    weather = signals(engine, tea.OUTSIDE[0])
    assert weather["outside"] == pytest.approx(1 - weather["dense"], abs=1e-6)
    assert signals(engine, "What is a gaiwan?")["outside"] < 0


def test_a_rehearsed_question_overlooks_itself_for_this_once(engine: Engine) -> None:
    overlooked = signals(engine, tea.OUTSIDE[0], without=0)["outside"]
    again = signals(engine, tea.OUTSIDE[0])["outside"]
    assert overlooked < again == pytest.approx(signals(engine, tea.OUTSIDE[0])["outside"])


@pytest.mark.parametrize("outside", [(), ("What is the weather tomorrow?",)])
def test_few_out_of_scope_questions_are_enough(outside: tuple[str, ...]) -> None:
    few = tea.engine(PASSAGES, outside)
    found = signals(few, "What is the weather tomorrow?", without=0 if outside else -1)
    assert np.isfinite(found["outside"])


def test_the_margin_is_to_another_answer(engine: Engine) -> None:
    text = "whisked leaves, steamed leaves"
    found = ranking(engine, text)
    first, second = engine.signals.distinct(found, 2)
    margin = float(found.scores[first] - found.scores[second])
    assert 0 < margin < MAX_MARGIN
    assert signals(engine, text)["margin"] == pytest.approx(margin)


def test_a_margin_has_a_limit(engine: Engine) -> None:
    alone = tea.engine(tea.passages("# T\n\nTea is old.", []))
    assert signals(engine, "What is a gaiwan?")["margin"] == MAX_MARGIN
    assert signals(alone, "old tea")["margin"] == MAX_MARGIN


def test_a_table_and_its_rows_are_one_answer(engine: Engine) -> None:
    offered = distinct(engine, "gaiwan vessels")
    assert len({passage.parent or passage.id for passage in offered}) == len(offered)


def test_an_answer_that_is_said_twice_is_offered_once() -> None:
    guide = "# T\n\n## Age\n\nTea keeps two years.\n\n## Life\n\nTea keeps two years.\n"
    engine = tea.engine(tea.passages(guide, []))
    assert len(distinct(engine, "how long does tea keep")) == 1
    assert engine.signals.alike(0) == [1]


def test_no_passage_is_like_itself(engine: Engine) -> None:
    assert all(place not in engine.signals.alike(place) for place in range(len(PASSAGES)))


def test_rows_that_share_their_last_column_are_two_answers() -> None:
    guide = """# T

## Vendors

| Vendor | Sells | Opening hours on days of work |
|---|---|---|
| Mei | porcelain gaiwans, whisks, bowls and pots of clay from Yixing | until noon |
| Rui | roasted oolong, matcha and cakes of fermented leaves | until noon |
"""
    passages = tea.passages(guide, [])
    mei, rui = (place for place, p in enumerate(passages) if p.key in ("Mei", "Rui"))
    assert rui not in tea.engine(passages).signals.alike(mei)


def test_a_pair_is_supported_by_the_passage_that_says_the_same() -> None:
    pairs = [
        tea.pair("What is a gaiwan made of?", "A gaiwan is a lidded bowl of porcelain."),
        tea.pair("Who sells tea?", "Grocers and merchants sell it."),
    ]
    known = tea.engine(tea.passages(pairs=pairs))
    supported = known.signals.support(ranking(known, "What is a gaiwan made of?"))
    assert known.passages[supported].key == "Gaiwan"
    assert known.passages[supported].kind == "row"
    assert known.signals.support(ranking(known, "Who sells tea?")) == -1


@pytest.mark.parametrize(
    ("told", "signal"), [("", 0), ("Black tea", 1), ("Green tea", 1), ("Gaiwan", -1)]
)
def test_whether_the_best_stands_where_the_last_answer_came_from(
    engine: Engine, told: str, signal: int
) -> None:
    text, vector = "green tea", StemEncoder().encode("green tea")
    query = Query(text, text, told=tea.passage(told).id if told else "")
    found = engine.retriever.candidates(query, vector).ranked(tea.RANKER)
    assert PASSAGES[found.passages[0]].key == "Green tea"
    row = engine.signals.read(query, vector, found)
    assert row[SIGNALS.index("beside_told")] == signal
