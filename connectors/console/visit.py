"""One request of somebody who is let in, as the pages' routes see it."""

from __future__ import annotations

from dataclasses import dataclass

from sanic.request import Request

from connectors.console.access import Person
from connectors.console.pages.layout import Frame
from knowledge.notebook import Maintenance, Notebook


class FormError(Exception):
    """What was sent cannot be taken; the message is for the person.

    Attributes:
        status: of the response.
    """

    def __init__(self, sentence: str, *, status: int = 400) -> None:
        super().__init__(sentence)
        self.status = status


@dataclass(frozen=True)
class Visit:
    """One request of somebody who is let in.

    Attributes:
        request: as Sanic has it.
        person: who.
        frame: what their page is drawn for.
        maintenance: what they may do.
        notebook: what was asked and taught.
    """

    request: Request
    person: Person
    frame: Frame
    maintenance: Maintenance
    notebook: Notebook

    def field(self, name: str, default: str = "") -> str:
        """Return a field of the form or, in a GET, of the query."""
        values = self.request.form if self.request.method == "POST" else self.request.args
        return str(values.get(name, default))

    def fields(self, name: str) -> tuple[str, ...]:
        """Return all values of a field."""
        return tuple(map(str, self.request.form.getlist(name) or ()))
