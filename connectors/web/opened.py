"""What the channel works with once its database is open."""

from __future__ import annotations

from dataclasses import dataclass

from connectors.web.conversations import Conversations, Handler
from connectors.web.database import Database
from connectors.web.handovers import Handovers, webhook
from connectors.web.sessions import Sessions
from connectors.web.store import Store


@dataclass(frozen=True)
class Opened:
    """The parts that share one database."""

    store: Store
    sessions: Sessions
    conversations: Conversations
    handovers: Handovers

    @classmethod
    def from_environment(cls, handler: Handler, *, channel: str, human: str) -> Opened:
        """Open the database that the environment names.

        Args:
            handler: Rasa's, for one message.
            channel: the name that Rasa keeps with each message.
            human: the webhook that takes requests for a person; "" for none.
        """
        database = Database.from_environment()
        store = Store(database)
        return cls(
            store,
            Sessions(database.key()),
            Conversations(store, handler, channel=channel),
            Handovers(database, webhook(human)),
        )
