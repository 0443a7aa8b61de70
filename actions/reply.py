"""A reply to the wire: text and payload in one message."""

from __future__ import annotations

from typing import Any, Protocol

from knowledge.reply import Reply


class Dispatcher(Protocol):
    """What is called of rasa-sdk's CollectingDispatcher."""

    def utter_message(self, **message: Any) -> None:
        """Send one message."""


def say(dispatcher: Dispatcher, reply: Reply, *, wording: str = "") -> None:
    """Send a reply.

    Args:
        dispatcher: rasa-sdk's.
        reply: what to send.
        wording: the name of a response in `domain.yml` whose words stand for the reply's text.
    """
    if wording:
        dispatcher.utter_message(response=wording, json_message=reply.payload())
    else:
        dispatcher.utter_message(text=reply.text, json_message=reply.payload())
