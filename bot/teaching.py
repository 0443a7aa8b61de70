"""A maintainer's word: a pair kept, proved, and live.

    checked ─ kept as pending ─ a release of the live one and this pair ─ the gate
        ─ passed: live, the pair active       (a release with a ranker of its own follows)
        ─ refused: the pair kept as refused, and what broke

Whoever teaches holds the training lock until the lesson is settled.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict

from bot.maintenance.checked import CheckedPair, checked_pair
from bot.maintenance.examinee import Examinee
from bot.maintenance.lock import training
from bot.maintenance.promotion import promote
from bot.maintenance.settings import ReleaseSettings
from bot.maintenance.suite import suite
from bot.maintenance.trial import Trial, nearest
from bot.train import train
from knowledge.build import Report, build_content
from knowledge.bundle import Bundle
from knowledge.content import read_content
from knowledge.errors import BundleError
from knowledge.extend import can_extend, extend
from knowledge.home import Home
from knowledge.notebook import Lesson, Notebook, Result, Verdict
from knowledge.parse.pairs import pair_id
from knowledge.releases import Release, Releases
from knowledge.settings import Settings


def teach(
    home: Home,
    question: str,
    answer: str,
    *,
    also: Sequence[str] = (),
    taught_by: str,
    replaces: Sequence[str] = (),
    report: Report = lambda stage, share: None,
) -> Result:
    """Keep a pair and make it live where the gate lets it through.

    Args:
        home: whose mentor learns.
        question: what people ask.
        answer: what the mentor is to say.
        also: other phrasings of the question.
        taught_by: who says so.
        replaces: the ids of pairs whose place it takes.
        report: is told the stages of the work.

    Raises:
        KnowledgeError: when the pair is not usable, and nothing is kept; or when the home cannot be
            trained, and the pair waits for the next training.
    """
    pair = checked_pair(question, answer, also)
    return _kept(home, pair, by=taught_by, replaces=replaces, retires=False, report=report)


def retire(
    home: Home,
    question: str,
    answer: str,
    *,
    also: Sequence[str] = (),
    retired_by: str,
    report: Report = lambda stage, share: None,
) -> Result:
    """Take a pair away where the gate lets it, whatever files and lessons it was made of.

    Args:
        home: whose pair.
        question: the first of its questions.
        answer: its answer.
        also: its other questions.
        retired_by: who says so.
        report: is told the stages of the work.

    Raises:
        KnowledgeError: when the home cannot be trained.
    """
    pair = CheckedPair(question, answer, tuple(also))
    ids = [pair_id(text, answer) for text in (question, *also)]
    return _kept(home, pair, by=retired_by, replaces=ids, retires=True, report=report)


def _kept(
    home: Home,
    pair: CheckedPair,
    *,
    by: str,
    replaces: Sequence[str],
    retires: bool,
    report: Report,
) -> Result:
    """Keep what a maintainer says as pending and have it proved."""
    notebook = Notebook.of(home)
    id = notebook.teach(
        pair.question,
        pair.answer,
        paraphrases=pair.paraphrases,
        taught_by=by,
        replaces=replaces,
        state="pending",
        retires=retires,
    )
    notebook.note(by, "retired" if retires else "taught", id, pair.question)
    lesson = next(
        one
        for one in notebook.lessons(state="pending")
        if one.pair == id and one.retires == retires
    )
    with training(home):
        return prove(home, lesson, report=report)


def prove(home: Home, lesson: Lesson, *, report: Report = lambda stage, share: None) -> Result:
    """Make a release with a pending lesson and let the gate decide; the caller holds the lock."""
    releases = Releases(home)
    try:
        live = releases.promoted()
        before = Bundle(releases.bundle(live))
    except BundleError:  # the first release, or one of another version
        release = train(home, by=lesson.taught_by, report=report)
        return _result(lesson, release, Verdict(True), live=True)
    release, verdict = _candidate(home, lesson, live, before, report)
    notebook = Notebook.of(home)
    if not verdict.passed:
        notebook.settle(lesson.id, "refused")
        return _result(lesson, release, verdict, live=False)
    for replaced in lesson.replaces:
        notebook.unflag(replaced)
    promoted = ReleaseSettings.read(home).promote
    if promoted:
        promote(home, release, by=lesson.taught_by)
        if release.lessons is not None and lesson.id not in release.lessons:
            notebook.settle(lesson.id, "replaced")  # an earlier release says the same without it
        report("Done", 1.0)
    return _result(lesson, release, verdict, live=promoted)


def _candidate(
    home: Home, lesson: Lesson, live: Release, before: Bundle, report: Report
) -> tuple[Release, Verdict]:
    report("Reading what is known", 0.0)
    settings = ReleaseSettings.read(home)
    content = read_content(home, pending=[lesson.id], quickly=True)
    serving = Examinee.of(home, live)
    report("Taking the pair away" if lesson.retires else "Adding the pair", 0.0)
    if can_extend(before, content, Settings.read(home)):
        folder = extend(home, before, content, serving.mentor.encoder)
    else:
        content = read_content(home, pending=[lesson.id])
        folder = build_content(home, content, report=report)
    report("Proving it", 0.0)
    bundle = Bundle(folder)
    release = Release(bundle.id, live.model)
    candidate = Examinee.of_bundle(home, folder, release.id, like=serving)
    items = suite(home, serving, content.approved)
    asked = nearest(items, candidate, lesson.questions, settings.quick_questions)
    verdict = Trial(home, serving, settings).judge(candidate, asked, whole=items)
    release = Releases(home).add(
        bundle=bundle.id,
        model=live.model,
        report={**bundle.model.report, "gate": asdict(verdict)},
        lessons=content.lessons,
        cause=f'{"retired" if lesson.retires else "taught"} "{lesson.question}"',
    )
    return release, verdict


def _result(lesson: Lesson, release: Release, verdict: Verdict, *, live: bool) -> Result:
    done = "Retired" if lesson.retires else "Taught"
    if live:
        sentence = f"{done}. Release {release.id} is live."
    elif verdict.passed:
        sentence = f"{done}. Release {release.id} passed; `mentor releases promote {release.id}`."
    else:
        worse = [score for score in verdict.slices if not score.passed]
        what = "; ".join(f"{s.name}: {s.before} of {s.n} before, {s.after} now" for s in worse)
        sentence = (
            f"Kept, but not live: release {release.id} answers worse than the live one ({what})."
        )
    return Result(lesson.pair, release.id, live, sentence, verdict)
