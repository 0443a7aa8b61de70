"""The Bolt app: who may call is checked, what was asked is kept, then Slack is acknowledged."""

from __future__ import annotations

import asyncio
import logging
import re
import time
from collections.abc import Awaitable, Callable
from typing import Any

from slack_bolt.async_app import AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from connectors.slack import blocks
from connectors.slack.desk import Desk
from connectors.slack.incoming import NO_WORDS, read_command, read_event, read_press
from connectors.slack.outbox import Outbox, RefusedError, UnsureError
from connectors.slack.settings import SlackSettings
from knowledge.notebook import Notebook, hash_person

logger = logging.getLogger(__name__)

THANKS = "Thank you, noted."
ASKED_HUMAN = "I have passed your question on to people who can help."
GREETING = "Ask me about what I have learnt; I show where each answer stands."
QUIET = ("slack_bolt", "slack_sdk")
MAX_WAITING = 10


class SlackApp:
    """What Slack calls.

    Args:
        settings: of the environment.
        client: with the bot token.
        bot_user: the mentor's own user id.
        desk: does what is asked.
        outbox: for what needs no desk.
        notebook: keeps feedback.
    """

    def __init__(
        self,
        settings: SlackSettings,
        client: AsyncWebClient,
        *,
        bot_user: Callable[[], str],
        desk: Desk,
        outbox: Outbox,
        notebook: Notebook,
        is_ours: Callable[[str], bool],
        introduce: Callable[[str, str], Awaitable[list[dict[str, Any]]]],
    ) -> None:
        self._settings = settings
        self._bot_user = bot_user
        self._desk = desk
        self._outbox = outbox
        self._notebook = notebook
        self._is_ours = is_ours
        self._introduce = introduce
        # Bolt logs what each request lacks; the settings are checked before.
        bolt_logger = logging.getLogger("slack_bolt.mentor")
        bolt_logger.setLevel(logging.CRITICAL)
        self.bolt = AsyncApp(
            client=client,
            signing_secret=settings.signing_secret,
            logger=bolt_logger,
            process_before_response=True,  # kept first, then acknowledged
        )
        self._listen()

    def _listen(self) -> None:
        app = self.bolt
        app.event(re.compile("^(message|app_mention)$"))(self._on_message)
        app.event("app_home_opened")(self._on_home)
        app.event("assistant_thread_started")(self._on_assistant)
        app.event(re.compile("."))(self._on_nothing)
        app.command("/mentor")(self._on_command)
        app.action(re.compile(f"^{blocks.SUGGEST}"))(self._on_suggestion)
        app.action(blocks.SHARE)(self._on_share)
        app.action(blocks.HELPFUL)(self._on_helpful)
        app.action(blocks.NOT_HELPFUL)(self._on_not_helpful)
        app.action(blocks.HUMAN)(self._on_human)
        app.view(blocks.REASON)(self._on_reason)

    async def _on_message(self, body: dict[str, Any]) -> None:
        job = await self._desk.in_sql(
            read_event, body, bot_user=self._bot_user(), is_ours=self._is_ours
        )
        if job is not None:
            await self._desk.take(job)

    async def _on_nothing(self) -> None:
        pass

    async def _on_command(self, ack: Any, body: dict[str, Any]) -> None:
        await self._desk.take(read_command(body, bot_user=self._bot_user(), now=time.time()))
        await ack()

    async def _on_suggestion(self, ack: Any, body: dict[str, Any], action: dict[str, Any]) -> None:
        if (body.get("view") or {}).get("type") == "home":
            await ack()
            _later(self._ask_from_home(body, action))
            return
        await self._desk.take(read_press(body, action, kind="press"))
        await ack()

    async def _on_share(self, ack: Any, body: dict[str, Any], action: dict[str, Any]) -> None:
        await self._desk.take(read_press(body, action, kind="share"))
        await ack()

    async def _on_helpful(self, ack: Any, body: dict[str, Any], action: dict[str, Any]) -> None:
        await self._rate(body, str(action["value"]), is_helpful=True)
        await ack()
        _later(self._whisper(body, THANKS))

    async def _on_not_helpful(self, ack: Any, body: dict[str, Any], action: dict[str, Any]) -> None:
        question_id = str(action["value"])
        await self._rate(body, question_id, is_helpful=False)
        await ack()
        view = blocks.reason_view(question_id)
        _later(self._quietly("views.open", trigger_id=body["trigger_id"], view=view))

    async def _on_reason(self, ack: Any, body: dict[str, Any], view: dict[str, Any]) -> None:
        reason = str(view["state"]["values"]["reason"]["text"].get("value") or "")
        await self._rate(body, str(view["private_metadata"]), is_helpful=False, reason=reason)
        await ack()

    async def _on_human(self, ack: Any, body: dict[str, Any]) -> None:
        await ack()
        _later(self._ask_human(body))

    async def _on_home(self, event: dict[str, Any]) -> None:
        if event.get("tab") == "home":
            _later(self._show_home(str(event["user"])))

    async def _on_assistant(self, body: dict[str, Any]) -> None:
        _later(self._greet(body["event"]["assistant_thread"]))

    async def _rate(
        self, body: dict[str, Any], question_id: str, *, is_helpful: bool, reason: str = ""
    ) -> None:
        person = hash_person(_person(body))
        await self._desk.in_sql(
            self._notebook.rate, question_id, person, helpful=is_helpful, reason=reason
        )

    async def _introduction(self, user: str) -> dict[str, Any]:
        replies = await self._introduce(NO_WORDS, f"slack:home:{user}")
        return replies[0] if replies else {}

    async def _show_home(self, user: str) -> None:
        waiting: list[str] = []
        if user in self._settings.maintainers:
            asked = await self._desk.in_sql(self._notebook.asked, kind="refusal", limit=MAX_WAITING)
            waiting = list(dict.fromkeys(question.text for question in asked))
        view = blocks.home_view(await self._introduction(user), waiting, bot_user=self._bot_user())
        await self._quietly("views.publish", user_id=user, view=view)

    async def _greet(self, thread: dict[str, Any]) -> None:
        """Open the assistant pane with a greeting and what can be asked."""
        where = {"channel_id": thread["channel_id"], "thread_ts": thread["thread_ts"]}
        introduction = await self._introduction(str(thread["user_id"]))
        wanted = (introduction.get("custom") or {}).get("suggestions") or [NO_WORDS]
        prompts = [{"title": text[:75], "message": text} for text in wanted[:4]]
        await self._quietly(
            "chat.postMessage",
            queue=where["channel_id"],
            channel=where["channel_id"],
            thread_ts=where["thread_ts"],
            text=GREETING,
        )
        await self._quietly("assistant.threads.setSuggestedPrompts", **where, prompts=prompts)

    async def _ask_from_home(self, body: dict[str, Any], action: dict[str, Any]) -> None:
        """Answer a button of the Home tab in the person's direct conversation."""
        opened = await self._quietly("conversations.open", users=body["user"]["id"])
        if opened:
            there = {**body, "channel": opened["channel"], "container": {}}
            await self._desk.take(read_press(there, action, kind="press"))

    async def _ask_human(self, body: dict[str, Any]) -> None:
        """Post the question's place where people help."""
        message = body.get("message") or {}
        channel = str((body.get("channel") or {}).get("id") or "")
        place = ""
        if channel and message.get("ts"):
            found = await self._quietly(
                "chat.getPermalink", channel=channel, message_ts=message["ts"]
            )
            place = str(found.get("permalink") or "")
        said = str(message.get("text") or "(an answer that only they see)")[:500]
        text = f"<@{body['user']['id']}> asks for help. My answer was: {said}\n{place}".strip()
        target = self._settings.help_channel
        if await self._quietly("chat.postMessage", queue=target, channel=target, text=text):
            await self._whisper(body, ASKED_HUMAN)

    async def _whisper(self, body: dict[str, Any], text: str) -> None:
        """Say something that only who pressed the button sees."""
        if url := body.get("response_url"):
            try:
                await self._outbox.respond(
                    url, response_type="ephemeral", replace_original=False, text=text
                )
            except (RefusedError, UnsureError) as problem:
                logger.warning("A note to a person was not shown: %s", problem)

    async def _quietly(self, method: str, **arguments: Any) -> dict[str, Any]:
        """Call what nobody waits for; return {} where it fails."""
        try:
            return await self._outbox.call(method, **arguments)
        except (RefusedError, UnsureError) as problem:
            logger.warning("%s failed: %s", method, problem)
            return {}


_tasks: set[asyncio.Task[None]] = set()  # else a task may be collected before it ends


def _later(work: Any) -> None:
    """Do something after the acknowledgement."""
    task = asyncio.ensure_future(work)
    _tasks.add(task)
    task.add_done_callback(_ended)


def _ended(task: asyncio.Task[None]) -> None:
    _tasks.discard(task)
    if not task.cancelled() and task.exception():
        logger.error("Slack: something was left undone", exc_info=task.exception())


def _person(body: dict[str, Any]) -> str:
    team = (body.get("team") or {}).get("id") or body.get("team_id") or ""
    return f"{team}:{body['user']['id']}"
