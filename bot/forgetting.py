"""What the tracker store remembers of one person, erased."""

from __future__ import annotations

import sqlalchemy as sa

from bot.addresses import conversations_url
from knowledge.home import Home


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
