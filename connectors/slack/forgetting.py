"""What Slack's tables hold of one person, and its end."""

from __future__ import annotations

import sqlalchemy as sql

from connectors.slack.tables import askers, jobs, prepare
from knowledge.notebook import Notebook, hash_person


def hash_of(notebook: Notebook, person: str) -> str:
    """Return what the tables hold for a person.

    Args:
        notebook: whose tables they are.
        person: `TEAM:USER`.
    """
    return notebook.salted(hash_person(person))


def forget(notebook: Notebook, person: str) -> tuple[str, ...]:
    """Erase what one person asked for in Slack; return the ids of the questions of the notebook.

    Args:
        notebook: in whose database the tables are.
        person: `TEAM:USER`.
    """
    prepare(notebook.engine)
    mine = hash_of(notebook, person)
    with notebook.engine.begin() as connection:
        asked = sql.select(askers.c.question_id).where(askers.c.person == mine)
        question_ids = tuple(connection.execute(asked).scalars())
        connection.execute(askers.delete().where(askers.c.person == mine))
        connection.execute(jobs.delete().where(jobs.c.person == mine))
    return question_ids
