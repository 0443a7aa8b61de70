"""The last questions of people, answered by two releases: what would change."""

from __future__ import annotations

from knowledge.home import Home
from knowledge.mentor import Mentor
from knowledge.notebook import Asked, Difference, Notebook
from knowledge.parse.pairs import question_key
from knowledge.releases import Releases
from knowledge.reply import Reply


def replay(home: Home, release: str, *, limit: int) -> tuple[Difference, ...]:
    """Ask the last questions of the live release and of another; return what differs.

    Args:
        home: whose questions and releases.
        release: the other's id or the beginning of it.
        limit: so many different questions.

    Raises:
        BundleError: when no release is live, or the other cannot be opened.
    """
    releases = Releases(home)
    other = releases.get(release)
    live = releases.promoted()
    before = Mentor.open(releases.bundle(live), release=live.id)
    after = Mentor.open(releases.bundle(other), release=other.id, before=before)
    questions = _different(Notebook.of(home).asked(limit=10 * limit))[:limit]
    found = ((question, before.ask(question), after.ask(question)) for question in questions)
    return tuple(
        Difference(question, one.text, two.text, one.kind, two.kind)
        for question, one, two in found
        if differ(one, two)
    )


def differ(one: Reply, two: Reply) -> bool:
    """Whether two replies tell a person something else; refusals are all the same."""
    if one.kind != two.kind:
        return True
    return one.kind != "refusal" and one.text != two.text


def _different(asked: tuple[Asked, ...]) -> list[str]:
    """Return the questions as they were searched, each once, the newest first."""
    texts = [one.query or one.text for one in asked]
    return list({question_key(text): text for text in reversed(texts)}.values())[::-1]
