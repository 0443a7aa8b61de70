"""How right, how honest, how fast: questions with known answers put to the mentor.

Rows as in pairs: `question,answer`; an empty answer expects a refusal. Measured are the search and
the gate, each question by itself, without a dialogue around it.
"""

from __future__ import annotations

import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from knowledge.language.words import stems
from knowledge.mentor import Mentor
from knowledge.parse.pairs import PairSet

ENOUGH_SHARED = 0.7  # of the expected answer's words, for passages that no pair names word for word


@dataclass(frozen=True)
class Judged:
    """One question with what was expected and what came.

    Attributes:
        question: as it was asked.
        expected: the answer's text; "" for out-of-scope.
        said: the text of the best candidate, whatever the gate decided; "" if there was none.
        right: whether that is the expected answer; False for out-of-scope.
        answered: whether the gate let it through.
        probability: the gate's.
        latency_ms: from text to reply.
    """

    question: str
    expected: str
    said: str
    right: bool
    answered: bool
    probability: float
    latency_ms: float


def evaluate(mentor: Mentor, questions: PairSet) -> tuple[Judged, ...]:
    """Put every question and paraphrase to the mentor."""
    mentor.warm_up()
    asked = [
        (q, pair.answer) for pair in questions.pairs for q in (pair.question, *pair.paraphrases)
    ]
    asked += [(question, "") for question in questions.out_of_scope]
    return tuple(_judge(mentor, question, expected) for question, expected in asked)


def _judge(mentor: Mentor, question: str, expected: str) -> Judged:
    start = time.perf_counter()
    query = mentor.understand(question)
    finding = mentor.search(query, mentor.encode(query.text))
    mentor.reply(finding)
    latency_ms = 1000 * (time.perf_counter() - start)
    said = mentor.text_of(finding.candidates[0].id) if finding.candidates else ""
    return Judged(
        question=question,
        expected=expected,
        said=said,
        right=bool(expected) and same_answer(said, expected),
        answered=finding.outcome == "answer",
        probability=finding.confidence,
        latency_ms=latency_ms,
    )


def same_answer(said: str, expected: str) -> bool:
    """Whether a text gives the expected answer: word for word, or most of its words."""
    if " ".join(said.split()).lower() == " ".join(expected.split()).lower():
        return True
    wanted, given = set(stems(expected)), set(stems(said))
    return len(wanted) > 3 and len(wanted & given) >= ENOUGH_SHARED * len(wanted)


def summarise(judged: Sequence[Judged]) -> dict[str, Any]:
    """Return the figures that `evaluate --json` prints.

    `accuracy` is over the rows with an answer, whatever the gate decided; `coverage` the share of
    those rows that the gate let through; `wrong_rate` the share of wrong ones, out-of-scope rows
    included, in all that it let through; `auroc` that of the gate's probability, rows with a right
    best answer against out-of-scope rows.
    """
    inside = [row for row in judged if row.expected]
    outside = [row for row in judged if not row.expected]
    let_through = [row for row in judged if row.answered]
    refused = [row for row in judged if not row.answered]
    latencies = [row.latency_ms for row in judged]
    return {
        "questions": len(judged),
        "accuracy": _share(row.right for row in inside),
        "coverage": _share(row.answered for row in inside),
        "wrong_rate": _share(not row.right for row in let_through),
        "refusal": {
            "precision": _share(not row.expected for row in refused),
            "recall": _share(not row.answered for row in outside),
            "auroc": auroc([r.probability for r in inside], [r.probability for r in outside]),
        },
        "latency_ms": {
            "p50": round(float(np.percentile(latencies, 50)), 2) if latencies else None,
            "p95": round(float(np.percentile(latencies, 95)), 2) if latencies else None,
        },
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
