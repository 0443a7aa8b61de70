"""The figures to remember, each with what it means."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from bot.judged import Judged
from bot.report.markup import Markup, el
from bot.report.risk import Limits
from bot.report.words import counted, interval, milliseconds, percent


def key_figures(judged: Sequence[Judged], figures: dict[str, Any], limits: Limits | None) -> Markup:
    """Return the cards.

    Args:
        judged: what was asked.
        figures: what `summarise` returned for it.
        limits: what the release decides by.
    """
    cards = [
        *_answers(judged, figures),
        *_risk(judged, figures, limits),
        *_refusals(judged, figures),
        *_ranks(figures["retrieval"]),
        *_times(figures["latency_ms"]),
    ]
    return el("ul", cards, class_="cards")


def _answers(judged: Sequence[Judged], figures: dict[str, Any]) -> Iterator[Markup]:
    inside = [row for row in judged if row.in_scope]
    if not inside:
        return
    yield _card(
        "Accuracy",
        percent(figures["accuracy"]),
        f"of {counted(len(inside), 'question')} with an answer {_found(inside)}.",
        _likely(row.right for row in inside),
    )
    yield _card(
        "Coverage",
        percent(figures["coverage"]),
        "of the questions with an answer were answered; on the others the mentor asked back or "
        "refused.",
        _likely(row.answered for row in inside),
    )


def _found(inside: Sequence[Judged]) -> str:
    if any(row.only_reply for row in inside):
        return "were answered as expected"
    return "have the expected answer as their best candidate, whatever the gate then decided"


def _risk(
    judged: Sequence[Judged], figures: dict[str, Any], limits: Limits | None
) -> Iterator[Markup]:
    given = [row for row in judged if row.answered and row.searched]
    if not given:
        return
    rate, stated = figures["wrong_rate"], limits.max_wrong_rate if limits else None
    sentence = f"of {counted(len(given), 'given answer')} were wrong, those to questions that "
    sentence += "it should have refused included."
    kept = None
    if stated is not None:
        kept = rate <= stated
        sentence += f" You allow {percent(stated)}: {'kept' if kept else 'not kept'}."
    state = {None: "", True: "good", False: "bad"}[kept]
    yield _card(
        "Wrong answers",
        percent(rate),
        sentence,
        _likely(not row.right for row in given),
        state=state,
    )


def _refusals(judged: Sequence[Judged], figures: dict[str, Any]) -> Iterator[Markup]:
    outside = [row for row in judged if row.out_of_scope]
    refusal = figures["refusal"]
    if outside:
        yield _card(
            "Out-of-scope held back",
            percent(refusal["recall"]),
            f"of {counted(len(outside), 'question')} that nothing answers were not answered: "
            "refused, or asked back.",
            _likely(not row.answered for row in outside),
        )
    if refusal["precision"] is not None:
        yield _card(
            "Held back rightly",
            percent(refusal["precision"]),
            "of the questions that it did not answer have no answer indeed; the others it should "
            "have answered.",
        )
    if refusal["auroc"] is not None:
        yield _card(
            "AUROC",
            f"{refusal['auroc']:.3f}",
            "is the chance that a question with an answer has a higher probability than one to "
            "refuse: 1 tells the two apart perfectly, 0.5 is guessing.",
        )


def _ranks(retrieval: dict[str, float | None]) -> Iterator[Markup]:
    if retrieval["mrr"] is None:
        return
    yield _card(
        "Recall@3",
        percent(retrieval["recall@3"]),
        "of the expected answers are among the three best candidates, "
        f"{percent(retrieval['recall@1'])} are the best (recall@1). What lies between, asking back "
        "can rescue.",
    )
    yield _card(
        "MRR",
        f"{retrieval['mrr']:.3f}",
        "is the mean reciprocal rank of the expected answer: 1 where it always comes first, 0.5 "
        "where it always comes second.",
    )


def _times(latency: dict[str, float | None]) -> Iterator[Markup]:
    if latency["p50"] is None:
        return
    yield _card(
        "Latency",
        milliseconds(latency["p50"]),
        "is the time that half of the replies took at most; 95 of 100 took at most "
        f"{milliseconds(latency['p95'])}.",
    )


def _card(name: str, value: str, sentence: str, likely: str = "", *, state: str = "") -> Markup:
    return el(
        "li",
        el("h3", name),
        el("p", value, class_=f"value {state}".strip()),
        el("p", sentence),
        el("p", likely, class_="likely") if likely else None,
        class_="card",
    )


def _likely(hits: Iterable[bool]) -> str:
    found = list(hits)
    low, high = interval(sum(found), len(found))
    return f"With other questions of the sort, likely {percent(low)} to {percent(high)}."
