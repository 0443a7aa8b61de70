"""What was learnt since a visitor asked is told once, also where a server dies in between."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from connectors.web.database import Database
from connectors.web.store import Store
from connectors.web.told import Teller
from knowledge.notebook import ToTell

PAYLOAD = {"kind": "answer", "question_id": "new"}


class Book:
    """Has things to tell, and forgets nothing that was not marked."""

    def __init__(self, *ids: str, forgets: bool = False) -> None:
        self.left = list(ids)
        self._forgets = forgets

    def to_tell(self, channel: str, *, limit: int = 50) -> list[ToTell]:
        return [ToTell(id, "is it so?", "Yes.", PAYLOAD) for id in self.left]

    def mark_told(self, question_id: str) -> bool:
        if self._forgets:
            raise OSError("the notebook is away")
        self.left.remove(question_id)
        return True


@pytest.fixture
def store(tmp_path: Path) -> Store:
    """Where ann has asked the question "q1"."""
    made = Store(Database.under(tmp_path))
    made.add("ann", "c1", "is it so?")
    question = made.claim_next("ann", lease_seconds=5)
    assert question is not None
    made.finish(question, [{"text": "I do not know.", "custom": {"question_id": "q1"}}])
    return made


def tell(book: Book, store: Store) -> list[str]:
    told: list[str] = []
    asyncio.run(Teller(lambda: book, store, channel="web", on_told=told.append).tell())
    return told


def test_who_asked_is_told_in_their_conversation(store: Store) -> None:
    assert tell(Book("q1"), store) == ["ann"]
    last = store.view("ann", after=2).messages
    custom = {**PAYLOAD, "asked": "is it so?"}
    assert last == ({"n": 3, "role": "mentor", "text": "Yes.", "custom": custom},)


def test_it_is_told_once_though_it_could_not_be_marked(store: Store) -> None:
    with pytest.raises(OSError, match="away"):
        tell(Book("q1", forgets=True), store)
    book = Book("q1")
    tell(book, store)
    assert book.left == []
    assert len(store.view("ann", after=0).messages) == 3


def test_what_nobody_here_has_asked_is_marked_and_left(store: Store) -> None:
    book = Book("q2")
    assert tell(book, store) == []
    assert book.left == []


def test_who_was_forgotten_is_told_nothing(store: Store) -> None:
    assert store.forget("ann") == 2
    assert store.is_forgotten("ann")
    assert tell(Book("q1"), store) == []
    assert store.view("ann", after=0).messages == ()


@pytest.mark.parametrize("id", ["", "x" * 65, 7, None])
def test_an_id_that_is_none_is_not_kept(store: Store, id: object) -> None:
    store.add("ben", "c1", "hello")
    question = store.claim_next("ben", lease_seconds=5)
    assert question is not None
    store.finish(question, [{"text": "Hi.", "custom": {"question_id": id}}])
    assert tell(Book(str(id)), store) == []
