"""The product's own memory, on SQLite: asked, taught, forgotten."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sql
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy.engine import Engine

from bot.maintenance.checked import TeachingError
from bot.teaching import teach
from knowledge.errors import SettingError, SourceError
from knowledge.finding import Candidate, Finding, Query
from knowledge.home import Home
from knowledge.notebook import Forgotten, Notebook, hash_person, mask
from knowledge.notebook.migrations import MIGRATIONS, schema
from knowledge.notebook.tables import questions
from knowledge.parse.pairs import pair_id
from knowledge.reply import Kind, Reply

FINDING = Finding(Query("tea?", "what is tea?"), "answer", 0.75, (Candidate("tea-1", 2.5, 1),))


@pytest.fixture
def engine() -> Engine:
    """A database in memory."""
    return sql.create_engine("sqlite://", poolclass=sql.pool.StaticPool)


@pytest.fixture
def notebook(engine: Engine) -> Notebook:
    return Notebook(engine)


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Home:
    monkeypatch.delenv("DATABASE_URL", raising=False)
    return Home(tmp_path)


def record(notebook: Notebook, text: str, *, sender: str = "ann", kind: Kind = "answer") -> str:
    return notebook.record(text, sender, "web", FINDING, Reply("It is tea.", kind, 0.75))


def rows(engine: Engine, table: sql.Table) -> list[Any]:
    with engine.connect() as connection:
        return list(connection.execute(sql.select(table)))


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("write to ann.lee+tea@mail.example.org!", "write to [e-mail]!"),
        ("call +49 30 1234567 or 555-123-4567", "call [phone] or [phone]"),
        ("xoxb-12345678-abcdefgh is ours", "[token] is ours"),
        ("use ghp_abcdefgh12345678 and sk-abcdefgh1234", "use [token] and [token]"),
        ("key A1b2C3d4E5f6G7h8I9j0K1l2M3", "key [token]"),
        ("eyJhbGciOi.eyJzdWIiOiIx.SflKxwRJ", "[token]"),
    ],
)
def test_what_is_private_is_masked(text: str, masked: str) -> None:
    assert mask(text) == masked


@pytest.mark.parametrize(
    "text",
    [
        "What is OAuth 2.0?",
        "HTTP 404 and 500 at 10:30 in 2024",
        "127.0.0.1:5005",
        "user@localhost",
        "internationalizationandlocalization",
        "",
    ],
)
def test_what_is_not_private_stays(text: str) -> None:
    assert mask(text) == text


@pytest.mark.parametrize("number", ["(555) 123-4567", "+1 (555) 123-4567", "555 - 123 - 4567"])
def test_a_phone_number_in_brackets_is_masked(number: str) -> None:
    assert not any(digit in mask(f"call {number}") for digit in "1234567")


PIECES = st.sampled_from(
    ["ann@tea.example", "555-123-4567", "sk-", "12345678", "abcdefgh", "@", ".", "-", "+", " ", "("]
)


@given(st.lists(st.one_of(PIECES, st.text("a1.@-+ (", max_size=4)), max_size=8).map("".join))
def test_a_masked_text_has_nothing_left_to_mask(text: str) -> None:
    assert mask(mask(text)) == mask(text)


def test_a_person_is_known_by_a_hash_that_stays() -> None:
    # Another value, and `forget` no longer finds what was recorded before.
    assert hash_person("U123") == hash_person("U123") == "8968cca30a648e5ce024d98ef9cc8297"
    assert len({hash_person(name) for name in ("U123", "U124", "", "é")}) == 4


def test_a_question_is_kept_without_who_asked(notebook: Notebook, engine: Engine) -> None:
    id = record(notebook, "I am ann@tea.example, what is tea?", sender="ann@tea.example")
    (asked,) = notebook.asked()
    assert (asked.id, asked.kind, asked.confidence) == (id, "answer", 0.75)
    assert asked.text == "I am [e-mail], what is tea?"
    assert asked.person == notebook.salted(hash_person("ann@tea.example"))
    stored = str(rows(engine, questions))
    assert "ann@" not in stored
    assert hash_person("ann@tea.example") not in stored


def test_a_question_is_kept_with_what_was_found(notebook: Notebook, engine: Engine) -> None:
    record(notebook, "tea?")
    (row,) = rows(engine, questions)
    assert row.query == "what is tea?"
    assert json.loads(row.candidates) == [["tea-1", 2.5, 1]]


def test_a_question_without_a_finding_is_kept_as_well(notebook: Notebook, engine: Engine) -> None:
    notebook.record("hello", "ann", "a channel" * 10, None, Reply("Hi.", "smalltalk", 1.0))
    (row,) = rows(engine, questions)
    assert (row.query, row.candidates, len(row.channel)) == ("", "[]", 40)


def test_the_newest_questions_come_first(notebook: Notebook) -> None:
    record(notebook, "one")
    record(notebook, "two", kind="refusal")
    record(notebook, "three")
    assert [asked.text for asked in notebook.asked()] == ["three", "two", "one"]
    assert [asked.text for asked in notebook.asked(limit=2)] == ["three", "two"]
    assert [asked.text for asked in notebook.asked(kind="refusal")] == ["two"]
    assert notebook.asked(kind="clarification") == ()


def test_a_pair_is_taught_with_who_taught_it(notebook: Notebook) -> None:
    id = notebook.teach("What is tea?", "Leaves.", paraphrases=["tea?"], taught_by="ann")
    (taught,) = notebook.taught()
    assert id == taught.pair == pair_id("What is tea?", "Leaves.")
    assert (taught.question, taught.answer) == ("What is tea?", "Leaves.")
    assert (taught.paraphrases, taught.taught_by) == (("tea?",), "ann")


def test_a_question_taught_again_has_the_new_answer(notebook: Notebook) -> None:
    notebook.teach("What is tea?", "Leaves.", taught_by="ann")
    notebook.teach("What is tea?", "Water with leaves.", taught_by="bob")
    notebook.teach("What is tea?", "Water with leaves.", taught_by="eve")
    assert [(t.answer, t.taught_by) for t in notebook.taught()] == [("Water with leaves.", "eve")]


def test_what_was_taught_can_be_taken_back_and_is_not_lost(notebook: Notebook) -> None:
    notebook.teach("What is tea?", "Leaves.", paraphrases=["tea?"], taught_by="ann")
    before = notebook.taught()
    notebook.teach("What is tea?", "Water.", taught_by="bob")
    (withdrawn,) = notebook.restore([lesson.id for lesson in before])
    assert notebook.taught() == before
    assert (withdrawn.answer, withdrawn.taught_by) == ("Water.", "bob")
    assert [lesson.answer for lesson in notebook.lessons(state="withdrawn")] == ["Water."]


def test_what_was_forgotten_meanwhile_stays_forgotten(notebook: Notebook) -> None:
    notebook.teach("What is milk?", "White.", taught_by="eve")
    before = notebook.taught()
    notebook.teach("What is tea?", "Water.", taught_by="bob")
    notebook.forget("eve")
    notebook.restore([lesson.id for lesson in before])
    assert notebook.taught() == ()


def test_a_pending_lesson_replaces_nothing_until_it_is_active(notebook: Notebook) -> None:
    notebook.teach("What is tea?", "Leaves.", taught_by="ann")
    notebook.teach("What is tea?", "Water.", taught_by="bob", state="pending")
    (pending,) = notebook.lessons(state="pending")
    assert [lesson.answer for lesson in notebook.taught()] == ["Leaves."]
    notebook.settle(pending.id, "active")
    assert [lesson.answer for lesson in notebook.taught()] == ["Water."]
    assert [lesson.answer for lesson in notebook.lessons(state="replaced")] == ["Leaves."]


def test_a_lesson_takes_the_place_of_the_pairs_it_names(notebook: Notebook) -> None:
    old = notebook.teach("tea?", "Leaves.", taught_by="ann")
    notebook.teach("What is tea?", "Water.", taught_by="bob", replaces=[old])
    assert [lesson.answer for lesson in notebook.taught()] == ["Water."]


def test_a_pair_s_versions_are_found_through_what_it_replaced(notebook: Notebook) -> None:
    one = notebook.teach("tea?", "Leaves.", taught_by="ann")
    two = notebook.teach("What is tea?", "Water.", taught_by="bob", replaces=[one])
    three = notebook.teach("What is tea?", "Water with leaves.", taught_by="eve")
    notebook.teach("What is milk?", "White.", taught_by="eve")
    assert [lesson.pair for lesson in notebook.lineage(three)] == [three, two, one]
    assert [lesson.state for lesson in notebook.lineage(three)] == ["active", *["replaced"] * 2]


def test_a_pair_is_retired_by_a_lesson_and_back_by_another(notebook: Notebook) -> None:
    pair = notebook.teach("What is tea?", "Leaves.", taught_by="ann")
    same = notebook.teach(
        "What is tea?", "Leaves.", taught_by="bob", replaces=[pair], state="pending", retires=True
    )
    assert same == pair
    notebook.teach("What is tea?", "Water.", taught_by="eve", state="pending")
    kept, retirement, other = notebook.lessons()
    assert [kept.state, kept.retires, retirement.retires] == ["active", False, True]
    notebook.settle(retirement.id, "active")
    notebook.settle(other.id, "active")  # another answer does not bring the first one back
    assert notebook.taught()[0].retires
    notebook.teach("What is tea?", "Leaves.", taught_by="ann")
    assert [(one.retires, one.state) for one in notebook.lineage(pair)][:2] == [
        (False, "active"),
        (False, "replaced"),
    ]
    assert {one.state for one in notebook.lessons() if one.retires} == {"replaced"}


def test_a_proposal_waits_until_one_maintainer_decides(notebook: Notebook) -> None:
    id = notebook.propose("What is tea?", "Leaves.", paraphrases=["tea?"], proposed_by="ann")
    (waiting,) = notebook.proposals()
    assert (waiting.id, waiting.question, waiting.paraphrases) == (id, "What is tea?", ("tea?",))
    assert notebook.taught() == ()
    decided = [notebook.decide(id, state="declined", by="bob")]
    decided.append(notebook.decide(id, state="approved", by="eve"))
    assert decided == [True, False]
    assert notebook.proposals() == ()
    (declined,) = notebook.proposals("declined")
    assert (declined.decided_by, declined.proposed_by) == ("bob", "ann")


def test_who_asked_is_told_once_whoever_tells(engine: Engine) -> None:
    one, other = Notebook(engine), Notebook(engine)
    assert one.tell_later("q1", "slack", "tea?", "Leaves.", {"kind": "answer"})
    assert not other.tell_later("q1", "slack", "tea?", "Water.", {})
    assert other.to_tell("web") == ()
    (waiting,) = other.to_tell("slack")
    assert (waiting.question_id, waiting.text) == ("q1", "Leaves.")
    assert waiting.payload == {"kind": "answer"}
    assert [book.mark_told("q1") for book in (one, other, one)] == [True, False, False]
    assert one.to_tell("slack") == ()
    assert one.known_to_tell() == {"q1"}


def test_what_maintainers_did_is_kept_in_order(notebook: Notebook) -> None:
    notebook.note("ann", "taught", "p1", "What is tea?")
    notebook.note("bob", "promoted", "r1")
    assert [(a.who, a.did) for a in notebook.acts()] == [("bob", "promoted"), ("ann", "taught")]
    assert [act.detail for act in notebook.acts(about="p1")] == ["What is tea?"]


def test_an_older_notebook_is_brought_up_to_date(engine: Engine) -> None:
    old = hash_person("ann")
    with engine.begin() as connection:
        MIGRATIONS[0](connection)
        MIGRATIONS[1](connection)
        schema.create(connection)
        connection.execute(schema.insert(), [{"version": 1}, {"version": 2}])
        connection.exec_driver_sql(
            "INSERT INTO questions VALUES ('q', '2025-01-01 10:00:00', ?, 'web', 'tea?', '', "
            "'refusal', 0.1, '[]', 'r')",
            (old,),
        )
        connection.exec_driver_sql(
            "INSERT INTO taught VALUES ('p', '2025-01-02 10:00:00', 'ann', 'What is tea?', "
            "'Leaves.', '[\"tea?\"]')"
        )
    notebook = Notebook(engine)
    (asked,) = notebook.asked()
    assert asked.person == notebook.salted(old) != old
    (lesson,) = notebook.taught()
    assert (lesson.pair, lesson.paraphrases, lesson.state) == ("p", ("tea?",), "active")
    gone = notebook.forget("ann")
    assert (gone.n_questions, gone.n_pairs) == (1, 1)


def test_a_forgotten_person_s_words_leave_the_pairs_that_others_taught(
    notebook: Notebook, engine: Engine
) -> None:
    record(notebook, "my granny's brew?", sender="ann", kind="refusal")
    (asked,) = notebook.asked()
    notebook.teach("My granny's brew", "Leaves.", paraphrases=["Which leaves?"], taught_by="bob")
    notebook.note("bob", "taught", "p1", "my granny's brew?")
    notebook.note("ann", "promoted", "r1")
    (before,) = notebook.taught()
    notebook.rate(asked.id, hash_person("ann"), helpful=False)
    notebook.propose("What is milk?", "White.", proposed_by="ann")
    notebook.tell_later(asked.id, "web", asked.text, "Leaves.", {})
    gone = notebook.forget("ann")
    assert (gone.n_questions, gone.n_pairs, gone.n_phrasings) == (1, 0, 1)
    assert (gone.n_ratings, gone.n_proposals, gone.lessons) == (1, 1, (before.id,))
    (after,) = notebook.taught()
    assert (after.question, after.paraphrases, after.state) == ("Which leaves?", (), "active")
    with engine.connect() as connection:
        names = sql.inspect(engine).get_table_names()
        held = str([connection.execute(sql.text(f"SELECT * FROM {n}")).all() for n in names])
    assert "granny" not in held
    assert [act.who for act in notebook.acts()] == ["(forgotten)", "bob"]


def test_who_asks_what_a_pair_asks_already_has_given_it_nothing(notebook: Notebook) -> None:
    notebook.teach("What is tea?", "Leaves.", paraphrases=["tea?"], taught_by="bob")
    record(notebook, "tea?", sender="ann")
    gone = notebook.forget("ann")
    assert (gone.n_questions, gone.n_phrasings, gone.lessons) == (1, 0, ())
    assert notebook.taught()[0].paraphrases == ("tea?",)


def test_words_that_two_people_used_stay_until_both_are_forgotten(notebook: Notebook) -> None:
    for sender in ("ann", "bob"):
        notebook.note_phrasing("tea?", notebook.salted(hash_person(sender)))
    notebook.teach("What is tea?", "Leaves.", paraphrases=["tea?"], taught_by="eve")
    assert notebook.forget("ann").n_phrasings == 0
    assert notebook.forget("bob").n_phrasings == 1
    assert notebook.taught()[0].paraphrases == ()


def test_a_flagged_pair_says_why_until_somebody_says_it_is_right(notebook: Notebook) -> None:
    notebook.flag({"p1": "The guide changed.", "p2": "It is gone."})
    notebook.flag({"p1": "The guide changed again."})
    assert notebook.flagged() == {"p1": "The guide changed again.", "p2": "It is gone."}
    assert [notebook.unflag("p1"), notebook.unflag("p1")] == [True, False]
    assert notebook.flagged() == {"p2": "It is gone."}


def test_to_forget_a_person_leaves_the_others(notebook: Notebook) -> None:
    for sender in ("ann", "ann", "bob"):
        record(notebook, "tea?", sender=sender)
    notebook.teach("What is tea?", "Leaves.", taught_by="ann")
    notebook.teach("What is milk?", "White.", taught_by="bob")
    gone = notebook.forget("ann")
    assert (gone.n_questions, gone.n_pairs, len(gone.lessons)) == (2, 1, 1)
    assert [a.person for a in notebook.asked()] == [notebook.salted(hash_person("bob"))]
    assert [taught.taught_by for taught in notebook.taught()] == ["bob"]
    assert notebook.forget("ann") == Forgotten(0, 0)


def test_a_notebook_opened_again_holds_what_it_held(home: Home) -> None:
    record(Notebook.of(home), "tea?")
    assert (home.state / "notebook.sqlite").is_file()
    assert [asked.text for asked in Notebook.of(home).asked()] == ["tea?"]


def test_each_migration_is_made_once(engine: Engine) -> None:
    for _ in range(3):
        Notebook(engine)
    versions = [row.version for row in rows(engine, schema)]
    assert versions == list(range(1, len(MIGRATIONS) + 1))


@pytest.mark.parametrize(
    ("question", "answer", "problem"),
    [
        (" ", "Leaves.", "The question is empty"),
        ("What is tea?", "\n", "The answer is empty"),
        ("tea " * 200, "Leaves.", "The question has 799 characters, 500 are allowed"),
    ],
)
def test_a_pair_that_cannot_be_used_is_not_kept(
    home: Home, question: str, answer: str, problem: str
) -> None:
    with pytest.raises(TeachingError, match=problem):
        teach(home, question, answer, taught_by="ann")
    assert Notebook.of(home).taught() == ()


def broken(home: Home) -> None:
    (home.root / "config.yml").write_text("pipeline: 3", "utf-8")


def test_a_pair_that_cannot_be_trained_waits(home: Home) -> None:
    broken(home)
    with pytest.raises(SettingError):
        teach(home, "What is tea?", "Leaves.", taught_by="ann")
    assert Notebook.of(home).taught() == ()
    assert [lesson.answer for lesson in Notebook.of(home).lessons(state="pending")] == ["Leaves."]


def test_a_pair_that_cannot_be_trained_leaves_the_one_before(home: Home) -> None:
    Notebook.of(home).teach("What is tea?", "Leaves.", taught_by="ann")
    broken(home)
    with pytest.raises(SettingError):
        teach(home, "What is tea?", "Water.", taught_by="bob")
    assert [taught.answer for taught in Notebook.of(home).taught()] == ["Leaves."]


def test_a_pair_that_cannot_be_trained_leaves_what_others_taught_meanwhile(home: Home) -> None:
    home.sources.mkdir(parents=True)
    (home.sources / "broken.pdf").write_bytes(b"no PDF")

    def meanwhile(stage: str, share: float) -> None:
        Notebook.of(home).teach("What is milk?", "White.", taught_by="bob")

    with pytest.raises(SourceError):
        teach(home, "What is tea?", "Leaves.", taught_by="ann", report=meanwhile)
    assert [taught.question for taught in Notebook.of(home).taught()] == ["What is milk?"]


def test_the_latest_feedback_of_a_person_counts(notebook: Notebook) -> None:
    notebook.rate("q1", "p1", helpful=True)
    notebook.rate("q1", "p1", helpful=False, reason="mail ann@example.org")
    notebook.rate("q1", "p2", helpful=True)
    found = {rating.person: (rating.helpful, rating.reason) for rating in notebook.ratings()}
    one, two = map(notebook.salted, ("p1", "p2"))
    assert found == {one: (False, "mail [e-mail]"), two: (True, "")}


def test_a_forgotten_persons_feedback_is_erased(notebook: Notebook) -> None:
    notebook.rate("q1", hash_person("T1:U1"), helpful=True)
    notebook.forget("T1:U1")
    assert notebook.ratings() == ()


def test_a_notebook_from_before_retiring_keeps_its_lessons(engine: Engine) -> None:
    with engine.begin() as connection:
        for migration in MIGRATIONS[:4]:
            migration(connection)
        schema.create(connection)
        connection.execute(schema.insert(), [{"version": n} for n in range(1, 5)])
        connection.exec_driver_sql("ALTER TABLE lessons DROP COLUMN retires")
        connection.exec_driver_sql(
            "INSERT INTO lessons VALUES ('l', 'p', '2025-01-02 10:00:00', 'ann', 'What is tea?', "
            "'Leaves.', '[]', '[]', 'active')"
        )
    (lesson,) = Notebook(engine).taught()
    assert (lesson.pair, lesson.retires) == ("p", False)


def test_a_notebook_from_before_feedback_gets_its_table(engine: Engine) -> None:
    with engine.begin() as connection:
        MIGRATIONS[0](connection)
        schema.create(connection)
        connection.execute(schema.insert(), [{"version": 1}])
    Notebook(engine).rate("q1", "p1", helpful=True)
