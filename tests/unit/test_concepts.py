"""Everyday notions by their many names."""

from __future__ import annotations

import pytest

from knowledge.language.concepts import concepts_of, opposites_of


@pytest.mark.parametrize(
    ("text", "concepts"),
    [
        ("pros of REST?", {"for"}),
        ("Benefits and risks", {"for", "against"}),
        ("the cons", {"against"}),
        ("what would a newbie have to pay?", {"beginner", "income"}),
        ("what is REST?", set()),
    ],
)
def test_a_notion_goes_by_many_names(text: str, concepts: set[str]) -> None:
    assert concepts_of(text) == concepts


def test_the_opposite_of_what_is_asked_alone() -> None:
    assert opposites_of(concepts_of("its advantages")) == {"against"}
    assert not opposites_of(concepts_of("pros and cons"))
    assert not opposites_of(concepts_of("the price"))
