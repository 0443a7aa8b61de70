"""What collides with a new pair, and what is missing."""

from __future__ import annotations

from typing import Any

import pytest
import sqlalchemy as sql

from bot.maintenance.checked import MAX_PARAPHRASES, TeachingError, checked_pair
from bot.maintenance.gaps import gaps
from bot.maintenance.near import closest, collisions
from knowledge.finding import Finding, Query
from knowledge.mentor import Mentor
from knowledge.notebook import Notebook, hash_person
from knowledge.parse.pairs import pair_id
from knowledge.reply import Kind, Reply
from tests import tea

KEEP, KEEP_ANSWER, KEEP_ALSO = tea.PAIRS[0]


@pytest.fixture
def notebook() -> Notebook:
    return Notebook(sql.create_engine("sqlite://", poolclass=sql.pool.StaticPool))


def ask(notebook: Notebook, text: str, sender: str, *, kind: Kind = "refusal") -> str:
    reply = Reply("I do not know.", kind, 0.1, release="r1")
    return notebook.record(
        text, sender, "web", Finding(Query(text, text), "refuse", 0.1, ()), reply
    )


def found(notebook: Notebook, mentor: Mentor, **options: Any) -> tuple[Any, ...]:
    return gaps(notebook, mentor, limit=10, encode=mentor.encode, **options)


def test_the_closest_pairs_come_first(tea_mentor: Mentor) -> None:
    near = closest(tea_mentor, "how long does a tea keep?", limit=2)
    assert near[0].pair_id == pair_id(KEEP, KEEP_ANSWER)
    assert near[0].similarity > 0.9
    assert closest(tea_mentor, "zebra crossing", limit=2) == ()


def kinds(mentor: Mentor, question: str, answer: str, *also: str) -> list[str]:
    return [one.kind for one in collisions(mentor, question, answer, also)]


def test_the_same_question_with_another_answer_collides(tea_mentor: Mentor) -> None:
    (first, *_) = collisions(tea_mentor, "how long does tea keep", "For ever.")
    assert (first.kind, first.question, first.answer) == ("same question", KEEP, KEEP_ANSWER)
    assert kinds(tea_mentor, "tea for ever?", "For ever.", KEEP_ALSO[0])[0] == "same question"


def test_the_same_answer_is_a_duplicate(tea_mentor: Mentor) -> None:
    assert kinds(tea_mentor, KEEP, KEEP_ANSWER)[0] == "duplicate"


def test_a_denial_of_the_same_meaning_contradicts(tea_mentor: Mentor) -> None:
    assert "contradicts" in kinds(
        tea_mentor, "Who invented a teabag?", "Nobody, it was not invented."
    )


def test_what_comes_nearer_than_a_pair_s_own_questions_takes_over(tea_mentor: Mentor) -> None:
    taken = collisions(tea_mentor, "Is caffeine in tea?", "Yes, in black tea most.")
    assert ("takes over", "Is there caffeine in tea?") in [(c.kind, c.question) for c in taken]


def test_what_is_about_something_else_collides_with_nothing(tea_mentor: Mentor) -> None:
    assert kinds(tea_mentor, "Where do zebras live?", "In Africa.") == []


def test_what_gives_way_does_not_collide(tea_mentor: Mentor) -> None:
    old = pair_id(KEEP, KEEP_ANSWER)
    assert collisions(tea_mentor, KEEP, "For ever.", replaces=[old]) == ()


def test_gaps_are_put_together_by_meaning_the_most_people_first(
    notebook: Notebook, tea_mentor: Mentor
) -> None:
    ask(notebook, "where do zebras live?", "ann")
    for sender in ("ann", "bob", "bob"):
        ask(notebook, "can I grow quokkas?", sender)
    ask(notebook, "can I grow a quokka", "eve")
    first, second = found(notebook, tea_mentor)
    assert (first.n_people, first.n_asked, first.kinds) == (3, 4, {"refusal": 4})
    assert first.phrasings == ("can I grow quokkas?", "can I grow a quokka")
    assert (second.question, second.n_people) == ("where do zebras live?", 1)
    assert len(first.question_ids) == 4


def test_what_the_live_release_answers_is_no_gap(notebook: Notebook, tea_mentor: Mentor) -> None:
    ask(notebook, KEEP, "ann")
    assert found(notebook, tea_mentor) == ()


def test_an_unhelpful_answer_is_a_gap_until_another_is_given(
    notebook: Notebook, tea_mentor: Mentor
) -> None:
    finding = tea_mentor.search(tea_mentor.understand(KEEP), tea_mentor.encode(KEEP))
    id = notebook.record(KEEP, "ann", "web", finding, Reply(KEEP_ANSWER, "answer", 0.9))
    assert found(notebook, tea_mentor) == ()
    notebook.rate(id, hash_person("ann"), helpful=False)
    (gap,) = found(notebook, tea_mentor)
    assert gap.kinds == {"unhelpful": 1}
    assert gap.close
    assert gap.close.question == KEEP


@pytest.mark.parametrize(
    ("question", "answer", "problem"),
    [
        ("?", " ", "The answer is empty"),
        (" ", "So.", "The question is empty"),
        ("what?", "x" * 50_000, "The answer has 50000 characters, 5000 are allowed"),
        ("what?", "<b>so</b>", r"The answer holds HTML \(<b>\)"),
        ("what?", "see <a href='x'>this</a>", "The answer holds HTML"),
    ],
)
def test_what_cannot_be_taught_is_said_in_a_sentence(
    question: str, answer: str, problem: str
) -> None:
    with pytest.raises(TeachingError, match=problem):
        checked_pair(question, answer)


def test_code_and_comparisons_are_no_html() -> None:
    for answer in (
        "Write `<b>` for bold.",
        "```\n<p>x</p>\n```",
        "a < b and c > d",
        "List<String>",
    ):
        assert checked_pair("what?", answer).answer == answer


def test_a_pair_s_questions_are_each_there_once() -> None:
    pair = checked_pair(" What  is it? ", "So.", ["what is it", "Tell me!", "tell me"])
    assert (pair.question, pair.paraphrases) == ("What is it?", ("Tell me!",))


def test_too_many_paraphrases_are_refused() -> None:
    with pytest.raises(TeachingError, match=f"{MAX_PARAPHRASES} are allowed"):
        checked_pair("what?", "So.", [f"what {n}?" for n in range(MAX_PARAPHRASES + 1)])
