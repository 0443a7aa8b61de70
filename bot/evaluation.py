"""How right, how honest, how fast: questions with known answers put to the mentor.

Rows as in pairs: `question,answer`; an empty answer expects a refusal. Measured are the search and
the gate, each question by itself, without a dialogue around it.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache
from typing import Any

import numpy as np

from bot.judged import Judged
from knowledge.finding import Outcome
from knowledge.language.words import stems
from knowledge.mentor import Mentor
from knowledge.parse.pairs import PairSet
from knowledge.reply import Kind

ENOUGH_SHARED = 0.7  # of the expected answer's words, for passages that no pair names word for word
KIND_OF: dict[Outcome, Kind] = {
    "answer": "answer",
    "clarify": "clarification",
    "refuse": "refusal",
}
Progress = Callable[[float], None]


def evaluate(
    mentor: Mentor,
    questions: PairSet,
    *,
    slice: str = "",
    progress: Progress = lambda share: None,
) -> tuple[Judged, ...]:
    """Put every question and paraphrase to the mentor.

    Args:
        mentor: who is asked.
        questions: what is asked, with its answers.
        slice: what sort of questions these are.
        progress: is told the share done, 0 to 1.
    """
    asked = [
        (q, pair.answer) for pair in questions.pairs for q in (pair.question, *pair.paraphrases)
    ]
    asked += [(question, "") for question in questions.out_of_scope]
    if asked:
        mentor.warm_up()
    judged = []
    for place, (question, expected) in enumerate(asked):
        progress(place / len(asked))
        judged.append(_judge(mentor, question, expected, slice))
    return tuple(judged)


def _judge(mentor: Mentor, question: str, expected: str, slice: str) -> Judged:
    start = time.perf_counter()
    query = mentor.understand(question)
    finding = mentor.search(query, mentor.encode(query.text))
    mentor.reply(finding)
    latency_ms = 1000 * (time.perf_counter() - start)
    texts = [mentor.text_of(candidate.id) for candidate in finding.candidates]
    rank = rank_of(expected, texts) if expected else None
    return Judged(
        question=question,
        expected=expected,
        said=texts[0] if texts else "",
        right=rank == 1,
        outcome=KIND_OF[finding.outcome],
        probability=finding.confidence,
        latency_ms=latency_ms,
        expects="answer" if expected else "refusal",
        rank=rank,
        slice=slice,
    )


def rank_of(expected: str, texts: Iterable[str]) -> int:
    """Return the position of the first text that gives the answer, from 1; 0 where none does."""
    places = enumerate(texts, start=1)
    return next((place for place, said in places if same_answer(said, expected)), 0)


def same_answer(said: str, expected: str) -> bool:
    """Whether a text gives the expected answer: word for word, or most of its words."""
    if _folded(said) == _folded(expected):
        return True
    wanted = _stems(expected)
    return len(wanted) > 3 and len(wanted & _stems(said)) >= ENOUGH_SHARED * len(wanted)


# Thousands of questions share some hundred answers.
@lru_cache(maxsize=20_000)
def _folded(text: str) -> str:
    return " ".join(text.split()).lower()


@lru_cache(maxsize=20_000)
def _stems(text: str) -> frozenset[str]:
    return frozenset(stems(text))


def summarise(judged: Sequence[Judged]) -> dict[str, Any]:
    """Return the figures that `evaluate --json` prints.

    `accuracy` is over the rows with an answer, whatever the gate decided; `coverage` the share of
    those rows that the gate let through; `wrong_rate` the share of wrong ones, out-of-scope rows
    included, in all that it let through; `auroc` that of the gate's probability, rows with an
    answer against out-of-scope rows; `retrieval` where the expected answer stands among the five
    best.
    """
    inside = [row for row in judged if row.in_scope]
    outside = [row for row in judged if row.out_of_scope]
    let_through = [row for row in judged if row.answered and row.searched]
    refused = [row for row in judged if not row.answered and row.searched]
    latencies = [row.latency_ms for row in judged]
    return {
        "questions": len(judged),
        "accuracy": _share(row.right for row in inside),
        "coverage": _share(row.answered for row in inside),
        "wrong_rate": _share(not row.right for row in let_through),
        "refusal": {
            "precision": _share(row.out_of_scope for row in refused),
            "recall": _share(not row.answered for row in outside),
            "auroc": auroc([r.probability for r in inside], [r.probability for r in outside]),
        },
        "latency_ms": {
            "p50": round(float(np.percentile(latencies, 50)), 2) if latencies else None,
            "p95": round(float(np.percentile(latencies, 95)), 2) if latencies else None,
        },
        "retrieval": retrieval([row.rank for row in inside if row.rank is not None]),
    }


def retrieval(ranks: Sequence[int]) -> dict[str, float | None]:
    """Return recall@1, recall@3 and the mean reciprocal rank of ranks from 1; 0 is not found."""
    reciprocal = [1 / rank if rank else 0.0 for rank in ranks]
    return {
        "recall@1": _share(rank == 1 for rank in ranks),
        "recall@3": _share(1 <= rank <= 3 for rank in ranks),
        "mrr": round(sum(reciprocal) / len(reciprocal), 4) if reciprocal else None,
    }


def auroc(higher: Sequence[float], lower: Sequence[float]) -> float | None:
    """Return the chance that one of `higher` is above one of `lower`; ties count half."""
    if not higher or not lower:
        return None
    ordered = np.sort(np.asarray(lower))
    above = np.searchsorted(ordered, higher, "left") + np.searchsorted(ordered, higher, "right")
    return round(float(above.mean() / 2 / len(lower)), 4)


def _share(hits: Iterable[bool]) -> float | None:
    found = list(hits)
    return round(sum(found) / len(found), 4) if found else None
