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

from bot.teaching import TeachingError, teach
from knowledge.errors import SettingError, SourceError
from knowledge.finding import Candidate, Finding, Query
from knowledge.home import Home
from knowledge.notebook import (
    MIGRATIONS,
    Forgotten,
    Notebook,
    hash_person,
    mask,
    questions,
    schema,
)
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
    assert asked.person == hash_person("ann@tea.example")
    assert "ann@" not in str(rows(engine, questions))


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
    assert id == taught.id == pair_id("What is tea?", "Leaves.")
    assert (taught.question, taught.answer) == ("What is tea?", "Leaves.")
    assert (taught.paraphrases, taught.taught_by) == (("tea?",), "ann")


def test_a_question_taught_again_has_the_new_answer(notebook: Notebook) -> None:
    notebook.teach("What is tea?", "Leaves.", taught_by="ann")
    notebook.teach("What is tea?", "Water with leaves.", taught_by="bob")
    notebook.teach("What is tea?", "Water with leaves.", taught_by="eve")
    assert [(t.answer, t.taught_by) for t in notebook.taught()] == [("Water with leaves.", "eve")]


def test_what_was_taught_can_be_taken_back(notebook: Notebook) -> None:
    notebook.teach("What is tea?", "Leaves.", paraphrases=["tea?"], taught_by="ann")
    before = notebook.taught()
    id = notebook.teach("What is tea?", "Water.", taught_by="bob")
    notebook.take_back(id, before=before)
    assert notebook.taught() == before


def test_what_was_forgotten_meanwhile_stays_forgotten(notebook: Notebook) -> None:
    notebook.teach("What is milk?", "White.", taught_by="eve")
    before = notebook.taught()
    id = notebook.teach("What is tea?", "Water.", taught_by="bob")
    notebook.forget("eve")
    notebook.take_back(id, before=before)
    assert notebook.taught() == ()


def test_to_forget_a_person_leaves_the_others(notebook: Notebook) -> None:
    for sender in ("ann", "ann", "bob"):
        record(notebook, "tea?", sender=sender)
    notebook.teach("What is tea?", "Leaves.", taught_by="ann")
    notebook.teach("What is milk?", "White.", taught_by="bob")
    assert notebook.forget("ann") == Forgotten(n_questions=2, n_pairs=1)
    assert [asked.person for asked in notebook.asked()] == [hash_person("bob")]
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


def test_a_pair_that_cannot_be_trained_is_not_kept(home: Home) -> None:
    broken(home)
    with pytest.raises(SettingError):
        teach(home, "What is tea?", "Leaves.", taught_by="ann")
    assert Notebook.of(home).taught() == ()


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
    assert found == {"p1": (False, "mail [e-mail]"), "p2": (True, "")}


def test_a_forgotten_persons_feedback_is_erased(notebook: Notebook) -> None:
    notebook.rate("q1", hash_person("T1:U1"), helpful=True)
    notebook.forget("T1:U1")
    assert notebook.ratings() == ()


def test_a_notebook_from_before_feedback_gets_its_table(engine: Engine) -> None:
    Notebook(engine)
    with engine.begin() as connection:
        connection.execute(sql.text("DROP TABLE feedback"))
        connection.execute(schema.delete().where(schema.c.version > 1))
    Notebook(engine).rate("q1", "p1", helpful=True)
