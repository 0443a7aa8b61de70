"""What a knowledge says it is about."""

from __future__ import annotations

import pytest

from knowledge.answer.topics import topics_of
from knowledge.passages import Passage


def under(*path: str) -> Passage:
    return Passage("p", "paragraph", "T", None, path, path[-1], "Words.")


@pytest.mark.parametrize(
    "frame",
    ["Conclusion", "Final thoughts on tea", "Frequently Asked Questions (FAQ)", "What is tea?"],
)
def test_a_heading_that_frames_the_text_is_no_topic(frame: str) -> None:
    headings = ("Leaves", "Water", "Pots", "Cups")
    passages = [under(frame), under(frame, "Inside"), *map(under, headings)]
    assert topics_of(passages) == headings


def test_of_few_topics_the_largest_is_named_by_its_parts() -> None:
    passages = [
        under("Leaves"),
        under("Brewing"),
        under("Brewing", "Water"),
        under("Brewing", "Pots"),
        under("Brewing", "Which cup?"),
    ]
    assert topics_of(passages) == ("Leaves", "Water", "Pots")


def test_a_text_without_headings_has_no_topics() -> None:
    assert topics_of([Passage("p", "paragraph", "T", None, (), "", "Words.")]) == ()
