"""One person erased: the conversation, and what each connector's own tables hold.

A connector that keeps something of people has a module `forgetting` with

    def forget(person: str) -> dict[str, int]

which erases all of one sender, as the channel names them, and returns how many of what that was
(`{"messages of the widget": 12}`). It is found by its name: nothing here imports a connector.
"""

from __future__ import annotations

import importlib
import importlib.util

import sqlalchemy as sa

from bot.addresses import conversations_url
from knowledge.home import Home

CONNECTORS = ("connectors.web", "connectors.slack")


def forget_conversation(home: Home, person: str) -> int:
    """Erase all that one person said and was told; return how many events that was.

    Args:
        home: whose conversations.
        person: the sender as the channel names them.
    """
    home.state.mkdir(parents=True, exist_ok=True)
    engine = sa.create_engine(conversations_url(home))
    if not sa.inspect(engine).has_table("events"):  # Rasa makes it with the first conversation
        return 0
    erase = sa.text("DELETE FROM events WHERE sender_id = :person")
    with engine.begin() as connection:
        return int(connection.execute(erase, {"person": person}).rowcount)


def forget_in_connectors(person: str) -> dict[str, int]:
    """Erase what the connectors' own tables hold of one person; return how many of what."""
    found: dict[str, int] = {}
    for connector in CONNECTORS:
        name = f"{connector}.forgetting"
        if importlib.util.find_spec(name):
            found.update(importlib.import_module(name).forget(person))
    return found
