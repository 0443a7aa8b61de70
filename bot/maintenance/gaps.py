"""What is missing: questions that were not answered well, put together by what they mean.

Only what the live release still does not answer is a gap.

    refused, asked back, called unhelpful ─ clusters by meaning ─ the most people first
        ─ for each a passage that may answer, and a pair of which it may be another phrasing
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from bot.maintenance.near import closest
from knowledge.finding import Finding
from knowledge.mentor import Mentor
from knowledge.notebook import Asked, Gap, Notebook, Suggestion
from knowledge.parse.pairs import question_key
from knowledge.search.encoder import Vectors

N_LOOKED_AT = 5_000  # newest questions
N_DIFFERENT = 1_500  # of them, by their words
SAME_MEANING = 0.72  # cosine within a cluster
SUGGEST_AT = 0.1  # probability, below it a passage is no help
COMPLETED_LENGTH = 1.3  # times as long as what was written: the conversation added to it
PHRASING_AT = 0.55  # cosine, from which on a pair is offered


@dataclass(frozen=True)
class Open:
    """Questions of the same words that are not answered well.

    Attributes:
        text: the words, as most wrote them.
        asked: the recorded questions.
        kinds: the outcome of each.
    """

    text: str
    asked: tuple[Asked, ...]
    kinds: tuple[str, ...]

    @property
    def people(self) -> frozenset[str]:
        """Who asked."""
        return frozenset(one.person for one in self.asked)


def gaps(
    notebook: Notebook, mentor: Mentor, *, limit: int, encode: Callable[[str], Vectors]
) -> tuple[Gap, ...]:
    """Return what is missing, what most people asked first.

    Args:
        notebook: what was asked.
        mentor: the live release.
        limit: at most so many.
        encode: a text's vector; worth a cache.
    """
    found = [
        one for one in _by_words(notebook)[:N_DIFFERENT] if still_open(mentor, one.asked, encode)
    ]
    if not found:
        return ()
    n_dims = mentor.encoder.n_dims
    vectors = np.stack([encode(one.text)[:n_dims] for one in found])
    groups = [[found[place] for place in places] for places in clusters(vectors, found)]
    ranked = sorted(groups, key=_importance, reverse=True)
    return tuple(_gap(mentor, group, encode) for group in ranked[:limit])


def clusters(vectors: Vectors, weights: Sequence[Open]) -> list[list[int]]:
    """Put together what means the same: each question to the first asked oftener that it is like.

    Args:
        vectors: *Shape:* (n_questions, n_dims)
        weights: the questions; what more people asked leads.

    Returns:
        Positions, each cluster's leader first.
    """
    order = sorted(range(len(weights)), key=lambda place: _leads(weights[place]))
    leaders: list[int] = []
    members: dict[int, list[int]] = {}
    for place in order:
        cosines = vectors[leaders] @ vectors[place] if leaders else np.zeros(0)
        if len(cosines) and float(cosines.max()) >= SAME_MEANING:
            members[leaders[int(cosines.argmax())]].append(place)
        else:
            leaders.append(place)
            members[place] = [place]
    return list(members.values())


def still_open(mentor: Mentor, asked: Iterable[Asked], encode: Callable[[str], Vectors]) -> bool:
    """Whether the live release still has no other answer than the one that did not help."""
    first = next(iter(asked))
    query = mentor.understand(first.query or first.text)
    finding = mentor.search(query, encode(query.text))
    if finding.outcome != "answer" or not finding.candidates:
        return True
    return first.kind == "answer" and first.best[:1] == (finding.candidates[0].id,)


def words_of(asked: Asked) -> str:
    """Return a question in the person's words, or completed where it says little by itself."""
    is_completed = len(asked.query) > COMPLETED_LENGTH * len(asked.text)
    return asked.query if is_completed or not asked.text else asked.text


def _by_words(notebook: Notebook) -> list[Open]:
    """Return what was not answered well, the same words together, what most asked first."""
    unhelpful = {r.question_id for r in notebook.ratings(limit=N_LOOKED_AT) if not r.helpful}
    groups: dict[str, list[Asked]] = defaultdict(list)
    for one in notebook.asked(limit=N_LOOKED_AT):
        if one.kind in ("refusal", "clarification") or one.id in unhelpful:
            groups[question_key(words_of(one))].append(one)
    found = []
    for asked in groups.values():
        texts = Counter(map(words_of, asked))
        kinds = ["unhelpful" if one.kind == "answer" else one.kind for one in asked]
        found.append(Open(texts.most_common(1)[0][0], tuple(asked), tuple(kinds)))
    return sorted(found, key=lambda one: -len(one.people))


def _leads(one: Open) -> tuple[int, bool, int]:
    """Return what puts a question before others of its cluster: people, then how whole it is."""
    return -len(one.people), not one.text.endswith("?"), len(one.text)


def _importance(group: Sequence[Open]) -> tuple[int, int]:
    people = frozenset().union(*(one.people for one in group))
    return len(people), sum(len(one.asked) for one in group)


def _gap(mentor: Mentor, group: Sequence[Open], encode: Callable[[str], Vectors]) -> Gap:
    leader = group[0]
    asked = [one for member in group for one in member.asked]
    near = closest(mentor, leader.text, limit=1)
    query = mentor.understand(leader.text)
    return Gap(
        id=min(asked, key=lambda one: (one.asked_at, one.id)).id,
        question=leader.text,
        phrasings=tuple(member.text for member in group),
        question_ids=tuple(one.id for one in asked),
        n_people=len({one.person for one in asked}),
        n_asked=len(asked),
        kinds=dict(Counter(kind for member in group for kind in member.kinds)),
        newest=max(one.asked_at for one in asked),
        suggestion=_suggestion(mentor, mentor.search(query, encode(query.text))),
        close=near[0] if near and near[0].similarity >= PHRASING_AT else None,
    )


def _suggestion(mentor: Mentor, finding: Finding) -> Suggestion | None:
    if not finding.candidates or finding.confidence < SUGGEST_AT:
        return None
    best = finding.candidates[0].id
    passage = mentor.bundle.passages[mentor.bundle.places[best]]
    if passage.kind == "pair":
        return None
    text = mentor.text_of(best)
    return Suggestion(best, passage.title, passage.section, text, finding.confidence)
