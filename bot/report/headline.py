"""The evaluation in two or three sentences."""

from __future__ import annotations

from typing import Any

from bot.report.subject import Subject
from bot.report.words import counted, percent


def headline(subject: Subject, figures: dict[str, Any]) -> str:
    """Return what a maintainer should know who reads no further."""
    judged = subject.judged
    if not judged:
        return "No question was asked: there is nothing to judge."
    told = []
    if subject.conversations is not None:
        met, n = subject.conversations
        told.append(f"{met:,} of {counted(n, 'conversation')} went as expected in every turn.")
    n_inside = sum(row.in_scope for row in judged)
    n_outside = sum(row.out_of_scope for row in judged)
    if n_inside:
        told.append(
            f"Of {counted(n_inside, 'question')} with an answer the mentor answered "
            f"{percent(figures['coverage'])}."
        )
    if n_outside:
        told.append(
            f"Of {counted(n_outside, 'question')} to refuse it held back "
            f"{percent(figures['refusal']['recall'])}."
        )
    return " ".join([*told, _risk(subject, figures["wrong_rate"])]).strip()


def _risk(subject: Subject, wrong_rate: float | None) -> str:
    if wrong_rate is None:
        return "It gave no answer."
    stated = subject.limits.max_wrong_rate if subject.limits else None
    said = f"{percent(wrong_rate)} of the answers that it gave were wrong"
    if stated is None:
        return f"{said}."
    within = "within" if wrong_rate <= stated else "more than"
    return f"{said}, {within} the {percent(stated)} that you allow."
