"""One person erased: what was asked, said, taught and proposed, and what is answered from it.

A connector that keeps something of people has a module `forgetting` with

    def forget(person: str) -> dict[str, int]

which erases all of one sender, as the channel names them, and returns how many of what that was
(`{"messages of the widget": 12}`). It is found by its name: nothing here imports a connector.
"""

from __future__ import annotations

import importlib
import importlib.util
import json
import shutil
from collections.abc import Collection

import sqlalchemy as sa

from bot.addresses import conversations_url
from bot.maintenance.lock import training
from bot.maintenance.retention import remove
from knowledge.build import Report
from knowledge.home import Home
from knowledge.notebook import Notebook
from knowledge.releases import Releases

CONNECTORS = ("connectors.web", "connectors.slack")


def forget_everywhere(
    home: Home, person: str, *, report: Report = lambda stage, share: None
) -> dict[str, int]:
    """Erase all that is kept of one person.

    Where a pair held their words, a release without them goes live, and every release that holds
    them is removed from the disk: there is no way back to it.

    Args:
        home: whose notebook, conversations and releases.
        person: the sender as the channel names them.
        report: is told the stages of a training, where there is one.

    Returns:
        How many of what was erased, in words for people.
    """
    notebook = Notebook.of(home)
    gone = notebook.forget(person)
    found = {
        "questions": gone.n_questions,
        "taught pairs": gone.n_pairs,
        "pairs' questions that were their words": gone.n_phrasings,
        "pieces of feedback": gone.n_ratings,
        "proposals": gone.n_proposals,
        "events of the conversation": forget_conversation(home, person),
        **forget_in_connectors(person),
    }
    shutil.rmtree(home.state / "cache", ignore_errors=True)  # vectors and outcomes of questions
    if gone.lessons:
        found["releases that held their words"] = forget_releases(home, gone.lessons, report)
    Releases(home).scrub(gone.texts)
    notebook.note("mentor", "forgot a person")
    return found


def forget_releases(home: Home, lessons: Collection[str], report: Report) -> int:
    """Make a release without some lessons live and remove all that hold one; return how many.

    Args:
        home: whose releases.
        lessons: the ids of lessons that are no more.
        report: is told the stages of the training.
    """
    from bot.train import train  # what builds a release: only where one is built

    releases = Releases(home)
    holding = [one for one in releases.all() if set(one.lessons or ()) & set(lessons)]
    if not holding:
        return 0
    with training(home):
        live = releases.live()
        if live in holding:
            train(home, by="mentor", cause="forgot a person", gated=False, report=report)
        return sum(remove(home, release) for release in holding)


def forget_conversation(home: Home, person: str) -> int:
    """Erase all that one person said and was told; return how many events that was.

    A conversation of several people, such as a thread, is erased whole: the messages of each are
    marked with who wrote them.

    Args:
        home: whose conversations.
        person: the sender as the channel names them.
    """
    home.state.mkdir(parents=True, exist_ok=True)
    engine = sa.create_engine(conversations_url(home))
    if not sa.inspect(engine).has_table("events"):  # Rasa makes it with the first conversation
        return 0
    events = sa.table("events", sa.column("sender_id"), sa.column("data"))
    mark = f'"person": {json.dumps(person)}'  # as the tracker store writes the message's metadata
    theirs = sa.select(events.c.sender_id).where(events.c.data.contains(mark, autoescape=True))
    erase = sa.delete(events).where(
        (events.c.sender_id == person) | events.c.sender_id.in_(theirs.distinct())
    )
    with engine.begin() as connection:
        return int(connection.execute(erase).rowcount)


def forget_in_connectors(person: str) -> dict[str, int]:
    """Erase what the connectors' own tables hold of one person; return how many of what."""
    found: dict[str, int] = {}
    for connector in CONNECTORS:
        name = f"{connector}.forgetting"
        if importlib.util.find_spec(name):
            found.update(importlib.import_module(name).forget(person))
    return found
