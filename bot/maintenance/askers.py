"""Close the loop: who asked what has been taught since is to be told, where they asked."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

from knowledge.home import Home
from knowledge.mentor import Mentor
from knowledge.notebook import Asked, Notebook
from knowledge.notebook.database import now
from knowledge.releases import Releases
from knowledge.reply import Reply

DAYS = 30  # who asked longer ago does not wait any more
N_QUESTIONS = 2_000


def answer_later(home: Home) -> int:
    """Ask again what was not answered and note whom the live release can answer now.

    An answer counts where it was taught after the question: another ranker is no news.

    Returns:
        How many questions have an answer now.
    """
    notebook, releases = Notebook.of(home), Releases(home)
    taught = {lesson.pair: lesson.taught_at for lesson in notebook.taught()}
    waiting = _waiting(notebook) if taught else []
    if not waiting:
        return 0
    live = releases.promoted()
    mentor = Mentor.open(releases.bundle(live), release=live.id)
    told: set[tuple[str, str]] = set()
    n_found = 0
    for asked in waiting:
        for pair, reply in _answers(mentor, asked):
            is_news = pair in taught and taught[pair] > asked.asked_at
            if is_news:
                again = (asked.person, pair) in told
                told.add((asked.person, pair))
                payload = replace(reply, question_id=asked.id).payload()
                words = (asked.id, asked.channel, asked.text, reply.text, payload)
                n_found += notebook.tell_later(*words, told=again) and not again
    return n_found


def _waiting(notebook: Notebook) -> list[Asked]:
    """Return the questions that were not answered well and have no later answer, newest first."""
    unhelpful = {r.question_id for r in notebook.ratings(limit=N_QUESTIONS) if not r.helpful}
    known = notebook.known_to_tell()
    recent = notebook.asked(limit=N_QUESTIONS, since=now() - timedelta(days=DAYS))
    return [
        one
        for one in recent
        if one.id not in known and (one.kind in ("refusal", "clarification") or one.id in unhelpful)
    ]


def _answers(mentor: Mentor, asked: Asked) -> Iterator[tuple[str, Reply]]:
    """Yield the pair that answers a question now, with the reply, if one does."""
    query = mentor.understand(asked.query or asked.text)
    finding = mentor.search(query, mentor.encode(query.text))
    reply = mentor.reply(finding)
    if reply.kind == "answer" and finding.candidates:
        yield finding.candidates[0].id, reply
