"""Everyday notions that go by many names, in any field: "pros" are "advantages" and "upsides".

An encoder puts the names of a notion near each other, but also those of its opposite: to it, the
advantages of a thing are as near to its benefits as its drawbacks are.
"""

from __future__ import annotations

from knowledge.language.words import stem, tokens

_NAMES = {
    "for": "advantage benefit pro pros strength upside plus perk merit",
    "against": "drawback disadvantage con cons downside weakness minus risk danger catch complain",
    "steps": "step stage phase path roadmap sequence procedure route",
    "duties": "duty task responsibility",
    "money": "cost price fee charge tariff fare",
    "income": "salary earn wage income pay",
    "tools": "tool software program app equipment gear kit",
    "beginner": "beginner newcomer novice starter newbie rookie",
    "rules": "rule policy guideline regulation",
    "skills": "skill trait ability competency competence",
    "mistakes": "mistake error pitfall blunder",
    "help": "help support assistance contact reach",
    "return": "return refund cancel",
    "reduction": "discount reduction rebate concession",
    "certificate": "certificate certification diploma",
    "jobs": "job role position career profession",
    "deadline": "deadline latest",
    "places": "place location site address",
    "opening": "open opening hours",
}
_OPPOSITES = {"for": "against", "against": "for"}
_CONCEPT = {stem(name): concept for concept, names in _NAMES.items() for name in names.split()}


def concepts_of(text: str) -> frozenset[str]:
    """Return the notions that a text names."""
    found = (_CONCEPT.get(stem(word)) for word in tokens(text))
    return frozenset(concept for concept in found if concept)


def opposites_of(concepts: frozenset[str]) -> frozenset[str]:
    """Return the opposites of notions, where they are not among them."""
    return frozenset(_OPPOSITES[c] for c in concepts if c in _OPPOSITES) - concepts
