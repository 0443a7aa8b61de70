"""What a knowledge is about, in its own headings: what is named where a question has no answer."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable

from knowledge.passages import Passage

N_TOPICS = 8
MIN_TOPICS = 4  # with fewer, the largest is named by its parts

# Headings that frame a text and say nothing of what it is about.
_FRAME = re.compile(
    r"(?:the )?(?:conclusions?|summary|introduction|overview|final (?:thoughts?|words?)|closing"
    r"|faqs?|frequently asked|references|further reading|(?:table of )?contents|appendix"
    r"|acknowledge?ments|see also|recap|key takeaways|disclaimer|about (?:the author|this|us)"
    r"|related|getting help|licen[cs]e|changelog|notes?$|resources?$|links?$)\b",
    re.IGNORECASE,
)


def topics_of(passages: Iterable[Passage]) -> tuple[str, ...]:
    """Return the headings that hold most, in the order of the sources; at most `N_TOPICS`."""
    paths = [named for passage in passages if (named := _named(passage.path))]
    counts = Counter(path[0] for path in paths)
    if counts and len(counts) < MIN_TOPICS:
        largest = counts.most_common(1)[0][0]
        parts = {path[1] for path in paths if path[0] == largest and len(path) > 1}
        if len(parts) > 1:
            paths = [path[1:] if path[0] == largest else path for path in paths]
            counts = Counter(path[0] for path in paths if path)
    most = {topic for topic, _ in counts.most_common(N_TOPICS)}
    return tuple(topic for topic in counts if topic in most)


def _named(path: tuple[str, ...]) -> tuple[str, ...]:
    """Return the headings above a passage down to the first that names no topic."""
    for depth, heading in enumerate(path):
        if heading.endswith("?") or _FRAME.match(heading):
            return path[:depth]
    return path
