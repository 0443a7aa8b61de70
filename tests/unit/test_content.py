"""What a home holds: the same pairs give the same content, wherever they stand."""

from __future__ import annotations

from pathlib import Path

import pytest

from knowledge import content as module
from knowledge.content import Content, read_content
from knowledge.errors import KnowledgeError
from knowledge.home import Home
from knowledge.notebook import Notebook
from knowledge.parse.pairs import PairSet, pair_id, question_key, write_yaml
from tests import tea


@pytest.fixture(autouse=True)
def split(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Split sentences without spaCy; hold what was split."""
    seen: list[str] = []

    def sentences(text: str) -> list[str]:
        seen.append(text)
        return tea.sentences(text)

    monkeypatch.setattr(module, "sentence_splitter", lambda: sentences)
    return seen


@pytest.fixture
def tea_home(home: Home, monkeypatch: pytest.MonkeyPatch) -> Home:
    monkeypatch.delenv("DATABASE_URL", raising=False)
    home.sources.mkdir(parents=True)
    home.pairs.mkdir(parents=True)
    (home.sources / "tea.md").write_text(tea.GUIDE, "utf-8")
    pairs = tuple(tea.pair(q, a, also, "Tea") for q, a, also in tea.PAIRS)
    write_yaml(PairSet(pairs, ("Who won?",)), home.pairs / "tea.yml")
    return home


def pairs_of(content: Content) -> dict[str, str]:
    return {p.key: p.text for p in content.passages if p.kind == "pair"}


def test_sources_are_read_once(tea_home: Home, split: list[str]) -> None:
    first = read_content(tea_home)
    n_split = len(split)
    assert n_split > 10
    assert read_content(tea_home) == first
    assert len(split) == n_split


def test_a_changed_source_is_read_again(tea_home: Home) -> None:
    before = read_content(tea_home)
    (tea_home.sources / "tea.md").write_text(tea.GUIDE + "\n## Milk\n\nSome add milk.\n", "utf-8")
    after = read_content(tea_home)
    assert {p.text for p in after.passages} - {p.text for p in before.passages} == {
        "Some add milk."
    }
    assert len(list((tea_home.state / "cache" / "sources").glob("*.json"))) == 1


def test_a_damaged_cache_costs_only_time(tea_home: Home) -> None:
    before = read_content(tea_home)
    for path in (tea_home.state / "cache").rglob("*.json"):
        path.write_text("{", "utf-8")
    assert read_content(tea_home) == before


def test_a_taught_pair_and_the_same_in_a_file_give_the_same(tea_home: Home) -> None:
    notebook = Notebook.of(tea_home)
    notebook.teach("What is milk?", "White.", paraphrases=["milk?"], taught_by="ann")
    taught = read_content(tea_home)
    notebook.restore([])
    pair = tea.pair("What is milk?", "White.", ("milk?",))
    write_yaml(PairSet((pair,), ()), tea_home.pairs / "milk.yml")
    assert read_content(tea_home).passages == taught.passages


def test_a_pending_lesson_goes_in_where_it_is_named(tea_home: Home) -> None:
    notebook = Notebook.of(tea_home)
    notebook.teach("What is milk?", "White.", taught_by="ann", state="pending")
    notebook.teach("What is sugar?", "Sweet.", taught_by="ann", state="pending")
    milk, sugar = notebook.lessons()
    assert read_content(tea_home).lessons == tuple(sorted([milk.id, sugar.id]))
    only = read_content(tea_home, pending=[milk.id])
    assert only.lessons == (milk.id,)
    assert "What is sugar?" not in pairs_of(only)


def test_a_lesson_takes_the_place_of_a_file_s_pair(tea_home: Home) -> None:
    question, answer, _ = tea.PAIRS[0]
    old = pair_id(question, answer)
    notebook = Notebook.of(tea_home)
    notebook.teach(question, "One year.", taught_by="ann", replaces=[old])
    found = read_content(tea_home)
    assert pairs_of(found)[question] == "One year."
    assert answer not in pairs_of(found).values()
    assert (question_key(question), answer) not in found.approved


def retire(home: Home, question: str, answer: str, also: tuple[str, ...]) -> None:
    ids = [pair_id(text, answer) for text in (question, *also)]
    notebook = Notebook.of(home)
    notebook.teach(question, answer, paraphrases=also, taught_by="ann", replaces=ids, retires=True)


def test_a_retired_pair_is_not_known_and_not_missed(tea_home: Home) -> None:
    question, answer, also = tea.PAIRS[0]
    Notebook.of(tea_home).teach(also[0], answer, taught_by="ann")  # a part of the file's pair
    retire(tea_home, question, answer, also)
    found = read_content(tea_home)
    assert answer not in pairs_of(found).values()
    assert answer not in {right for _, right in found.approved}
    assert len(pairs_of(found)) == len(tea.PAIRS) - 1


def test_a_retired_pair_put_back_is_what_it_was(tea_home: Home) -> None:
    question, answer, also = tea.PAIRS[0]
    before = read_content(tea_home).passages
    retire(tea_home, question, answer, also)
    Notebook.of(tea_home).teach(question, answer, paraphrases=also, taught_by="bob")
    assert read_content(tea_home).passages == before


def test_a_retired_pair_stays_away_when_its_question_gets_another_answer(tea_home: Home) -> None:
    question, answer, also = tea.PAIRS[0]
    retire(tea_home, question, answer, also)
    Notebook.of(tea_home).teach(question, "One year.", taught_by="bob")
    found = pairs_of(read_content(tea_home))
    assert found[question] == "One year."
    assert answer not in found.values()


def test_a_question_taken_over_stays_approved_with_its_answer(tea_home: Home) -> None:
    question, answer, _ = tea.PAIRS[0]
    Notebook.of(tea_home).teach("expiry", "Never.", paraphrases=[question], taught_by="ann")
    approved = read_content(tea_home).approved
    assert {(question_key(question), answer), (question_key(question), "Never.")} <= approved


def test_a_new_answer_is_split_without_the_splitter_where_time_counts(
    tea_home: Home, split: list[str]
) -> None:
    read_content(tea_home)
    split.clear()
    Notebook.of(tea_home).teach("What is milk?", "It is white. It is fat.", taught_by="ann")
    (passage,) = [
        p for p in read_content(tea_home, quickly=True).passages if p.key == "What is milk?"
    ]
    assert passage.sentences == ("It is white.", "It is fat.")
    assert split == []
    read_content(tea_home)
    assert split == ["It is white. It is fat."]


def test_an_empty_home_says_what_to_do(home: Home, tmp_path: Path) -> None:
    with pytest.raises(KnowledgeError, match="mentor import FILE"):
        read_content(home)
