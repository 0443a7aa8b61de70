"""What Slack's tables hold of one person, and its end."""

from __future__ import annotations

from connectors.slack.tables import askers, jobs, prepare
from knowledge.notebook import Notebook, hash_person


def hash_of(notebook: Notebook, person: str) -> str:
    """Return what the tables hold for a person.

    Args:
        notebook: whose tables they are.
        person: `TEAM:USER`.
    """
    return notebook.salted(hash_person(person))


def forget(person: str) -> dict[str, int]:
    """Erase what one person asked for in Slack, and return how much that was.

    Args:
        person: `TEAM:USER`.
    """
    notebook = Notebook.from_environment()
    prepare(notebook.engine)
    mine = hash_of(notebook, person)
    with notebook.engine.begin() as connection:
        n_askers = connection.execute(askers.delete().where(askers.c.person == mine)).rowcount
        n_jobs = connection.execute(jobs.delete().where(jobs.c.person == mine)).rowcount
    return {"requests in Slack": int(n_jobs), "places in Slack to come back to": int(n_askers)}
