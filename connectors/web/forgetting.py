"""One visitor erased from the widget's tables."""

from __future__ import annotations

from connectors.web.conversations import visitor_of
from connectors.web.database import Database
from connectors.web.handovers import requests
from connectors.web.store import Store


def forget(person: str) -> dict[str, int]:
    """Erase a visitor's conversation and what they asked of a person; their session ends.

    Args:
        person: the name in Rasa and the notebook, as `sender_of` makes it.

    Returns:
        How many of what was erased.
    """
    visitor = visitor_of(person)
    if visitor is None:
        return {}
    database = Database.from_environment()
    gone = requests.delete().where(requests.c.visitor == visitor)
    n_requests = database.write(lambda connection: int(connection.execute(gone).rowcount))
    n_messages = Store(database).forget(visitor)
    return {"messages of the widget": n_messages, "requests for a person": n_requests}
