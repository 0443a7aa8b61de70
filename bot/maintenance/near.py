"""What is near a new pair among the pairs that are known: the closest, and what collides.

A person seldom asks a question word for word. So each known question is asked as if it had not been
taught: where the new pair then comes nearer than the rest of its own pair, people who ask that
question would get the new answer.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from knowledge.language.lead_in import asked_part
from knowledge.mentor import Mentor
from knowledge.notebook import Close, Collision
from knowledge.parse.pairs import question_key
from knowledge.passages import Passage
from knowledge.search.encoder import Vectors

N_NEAR = 40  # questions of the index that are looked at for each of the new ones
TAKES_OVER_AT = 0.6  # cosine; below it another answer is hardly ever given
SAME_MEANING = 0.85  # cosine of two questions that ask the same
SAME_ANSWER = 0.97
CLOSE_AT = 0.4
_DENIAL = re.compile(r"\b(?:not|no|never|cannot|can't|don't|doesn't|isn't|aren't|without)\b", re.I)
_NUMBER = re.compile(r"\d+(?:\.\d+)?")


@dataclass(frozen=True)
class Known:
    """One question of a known pair, and how near it is to a new one."""

    pair: Passage
    view: int
    text: str
    similarity: float


def closest(mentor: Mentor, question: str, *, limit: int) -> tuple[Close, ...]:
    """Return the pairs nearest to a question, the nearest first."""
    best: dict[str, Known] = {}
    for known in _nearest(mentor, mentor.vector(question)):
        best.setdefault(known.pair.id, known)
    near = [known for known in best.values() if known.similarity >= CLOSE_AT][:limit]
    return tuple(Close(k.pair.id, k.text, k.pair.text, k.similarity) for k in near)


def collisions(
    mentor: Mentor,
    question: str,
    answer: str,
    paraphrases: Sequence[str] = (),
    *,
    replaces: Sequence[str] = (),
) -> tuple[Collision, ...]:
    """Return what stands against a new pair, the gravest first.

    Args:
        mentor: what is known now.
        question: the new pair's.
        answer: the new pair's.
        paraphrases: other phrasings of the new question.
        replaces: the ids of pairs that give way and so cannot collide.
    """
    texts = (question, *paraphrases)
    vectors = mentor.vectors(texts)
    found: dict[tuple[str, str], Collision] = {}
    for text, vector in zip(texts, vectors, strict=True):
        for known in _nearest(mentor, vector):
            if known.pair.id in replaces:
                continue
            collision = _collision(mentor, known, text, answer, vectors)
            if collision:
                found.setdefault((collision.kind, collision.pair_id), collision)
    order = ("same question", "contradicts", "duplicate", "takes over")
    return tuple(sorted(found.values(), key=lambda c: (order.index(c.kind), -c.similarity)))


def _collision(
    mentor: Mentor, known: Known, phrasing: str, answer: str, new: Vectors
) -> Collision | None:
    same_answer = _plain(known.pair.text) == _plain(answer)
    if question_key(known.text) == question_key(asked_part(phrasing)):
        kind = "duplicate" if same_answer else "same question"
    elif same_answer:
        kind = "duplicate"
    elif known.similarity >= SAME_MEANING and _denies(answer, known.pair.text):
        kind = "contradicts"
    elif known.similarity >= TAKES_OVER_AT and _takes_over(mentor, known, new):
        kind = "takes over"
    else:
        return None
    return Collision(
        kind,  # type: ignore[arg-type]
        known.pair.id,
        known.text,
        known.pair.text,
        phrasing,
        known.similarity,
    )


def _takes_over(mentor: Mentor, known: Known, new: Vectors) -> bool:
    """Whether a known question, itself untaught, is nearer to the new pair than to its own."""
    index = mentor.bundle.index
    own = [
        place
        for place, view in enumerate(mentor.bundle.views)
        if view.passage == mentor.bundle.places[known.pair.id] and place != known.view
    ]
    asked, *others = index.vectors_at(np.array([known.view, *own], np.int64))
    nearest_new = float((new @ asked).max())
    return nearest_new > max((float(other @ asked) for other in others), default=-1.0)


def _denies(one: str, other: str) -> bool:
    """Whether two answers to one question cannot both be right: a denial, or other numbers."""
    if bool(_DENIAL.search(one)) != bool(_DENIAL.search(other)):
        return True
    numbers, others = set(_NUMBER.findall(one)), set(_NUMBER.findall(other))
    return bool(numbers and others and not numbers & others)


def _nearest(mentor: Mentor, vector: Vectors) -> list[Known]:
    """Return the known pairs' questions nearest to a vector, the nearest first."""
    bundle = mentor.bundle
    places, cosines = bundle.index.nearest(vector, N_NEAR)
    found = []
    for place, cosine in zip(places.tolist(), np.asarray(cosines).tolist(), strict=True):
        view = bundle.views[place]
        passage = bundle.passages[view.passage]
        if view.kind == "question" and passage.kind == "pair":
            found.append(Known(passage, place, view.text, round(float(cosine), 4)))
    return found


def _plain(text: str) -> str:
    return " ".join(text.casefold().split())
