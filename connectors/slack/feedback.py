"""Feedback on answers: "Helpful", "Not helpful", and why."""

from __future__ import annotations

from typing import Any

from slack_bolt.async_app import AsyncApp

from connectors.slack import blocks, views
from connectors.slack.office import Office, person_of
from knowledge.notebook import hash_person

THANKS = "Thank you, noted."


class Feedback:
    """Takes what people think of answers to the notebook."""

    def __init__(self, office: Office) -> None:
        self._office = office

    def listen(self, app: AsyncApp) -> None:
        """Have Bolt call this part."""
        app.action(blocks.HELPFUL)(self._on_helpful)
        app.action(blocks.NOT_HELPFUL)(self._on_not_helpful)
        app.view(views.REASON)(self._on_reason)

    async def _on_helpful(self, ack: Any, body: dict[str, Any], action: dict[str, Any]) -> None:
        await self._rate(body, str(action["value"]), is_helpful=True)
        await ack()
        if url := body.get("response_url"):
            self._office.later(self._office.outbox.whisper(url, THANKS))

    async def _on_not_helpful(self, ack: Any, body: dict[str, Any], action: dict[str, Any]) -> None:
        question_id = str(action["value"])
        await self._rate(body, question_id, is_helpful=False)
        await ack()
        view = views.reason_view(question_id)
        trigger = body["trigger_id"]
        self._office.later(self._office.outbox.attempt("views.open", trigger_id=trigger, view=view))

    async def _on_reason(self, ack: Any, body: dict[str, Any], view: dict[str, Any]) -> None:
        reason = views.values(view).get("reason", "")
        await self._rate(body, str(view["private_metadata"]), is_helpful=False, reason=reason)
        await ack()

    async def _rate(
        self, body: dict[str, Any], question_id: str, *, is_helpful: bool, reason: str = ""
    ) -> None:
        person = hash_person(person_of(body))
        await self._office.desk.in_sql.first(
            self._office.notebook.rate, question_id, person, helpful=is_helpful, reason=reason
        )
