"""The parts put together: settings and a client in, an office out."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from slack_sdk.web.async_client import AsyncWebClient

from connectors.slack.askers import Askers
from connectors.slack.background import Background
from connectors.slack.clerk import Ask, Clerk
from connectors.slack.desk import Desk
from connectors.slack.forgetting import hash_of
from connectors.slack.inbox import Inbox
from connectors.slack.intake import Intake
from connectors.slack.maintainers import Maintainers
from connectors.slack.memory import Memory
from connectors.slack.office import Office
from connectors.slack.outbox import Outbox
from connectors.slack.settings import SlackSettings
from connectors.slack.sql_thread import OneThread
from knowledge.notebook import Notebook


def open_office(
    settings: SlackSettings,
    client: AsyncWebClient,
    *,
    bot_user: str,
    ask: Ask,
    maintenance: Callable[[], Any],
    later: Background,
    intake: Intake,
) -> Office:
    """Return an office over the notebook of the environment. It blocks: call it in a thread.

    Args:
        settings: of the environment.
        client: with the bot token.
        bot_user: the mentor's own user id.
        ask: gives Rasa a text of a conversation and returns the replies.
        maintenance: returns what the server can do for maintainers.
        later: does what is done after the acknowledgement.
        intake: counts what is being taken in; answers wait for it.
    """
    notebook = Notebook.from_environment()
    hashed = partial(hash_of, notebook)
    inbox = Inbox(notebook.engine, hashed=hashed)
    askers = Askers(notebook.engine, hashed=hashed)
    in_sql, outbox = OneThread(), Outbox(client)
    clerk = Clerk(
        Memory(inbox, askers, in_sql),
        outbox,
        ask,
        intake,
        help_channel=settings.help_channel,
        unasked_confidence=settings.unasked_confidence,
    )
    return Office(
        settings=settings,
        bot_user=bot_user,
        desk=Desk(inbox, in_sql, clerk.do),
        inbox=inbox,
        askers=askers,
        outbox=outbox,
        notebook=notebook,
        maintainers=Maintainers(settings.maintainers, outbox),
        maintenance=maintenance,
        later=later,
        ask=ask,
    )
