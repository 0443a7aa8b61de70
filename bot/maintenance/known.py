"""The pairs as a maintainer looks for them: what is live, and what was taught and is not."""

from __future__ import annotations

from knowledge.language.words import content_stems
from knowledge.mentor import Mentor
from knowledge.notebook import KnownPair, Lesson, Notebook


def find_pairs(notebook: Notebook, mentor: Mentor, search: str) -> tuple[KnownPair, ...]:
    """Return the pairs that have all words of a search, or all pairs.

    What is not live comes first, then what may be out of date, then what was taught.
    """
    lessons = {lesson.pair: lesson for lesson in notebook.lessons() if not lesson.retires}
    flagged = notebook.flagged()
    live = {
        passage.id: KnownPair(
            id=passage.id,
            question=passage.questions[0],
            paraphrases=passage.questions[1:],
            answer=passage.text,
            source="taught" if passage.id in lessons else passage.section or passage.title,
            taught_by=lessons[passage.id].taught_by if passage.id in lessons else "",
            stale=flagged.get(passage.id, ""),
        )
        for passage in mentor.bundle.passages
        if passage.kind == "pair"
    }
    resting = lessons | {lesson.pair: lesson for lesson in notebook.taught() if lesson.retires}
    others = [_resting(lesson) for lesson in resting.values() if lesson.pair not in live]
    found = sorted(live.values(), key=lambda pair: (not pair.stale, pair.source != "taught"))
    wanted = set(content_stems(search))
    return tuple(pair for pair in [*others, *found] if _has(pair, wanted, search))


def _resting(lesson: Lesson) -> KnownPair:
    return KnownPair(
        id=lesson.pair,
        question=lesson.question,
        paraphrases=lesson.paraphrases,
        answer=lesson.answer,
        source="taught",
        taught_by=lesson.taught_by,
        state="retired" if lesson.retires else lesson.state,
    )


def _has(pair: KnownPair, stems: set[str], search: str) -> bool:
    text = " ".join([pair.question, *pair.paraphrases, pair.answer, pair.id])
    return search.casefold() in text.casefold() or bool(stems and stems <= set(content_stems(text)))
