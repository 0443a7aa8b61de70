"""What is said when nothing was asked: greetings, thanks, yes and no, help, a way to a person."""

from __future__ import annotations

from actions.answer import LANGUAGE_QUESTION, PERSON_REQUEST, consult
from actions.base import MentorAction, Response
from actions.incoming import Incoming
from knowledge.reply import Kind, Reply

N_TOPICS = 8  # named in the help
N_SUGGESTIONS = 3
HELP_REQUEST = "What can you do?"
NO_CONTACT = (
    "I cannot put you through to a person myself. Please ask someone of the team that runs this "
    "assistant; what I could not answer is on their list."
)


class TalkingAction(MentorAction):
    """An action whose words stand in `domain.yml`."""

    def talk(
        self,
        wording: str,
        *,
        text: str = "",
        suggestions: tuple[str, ...] = (),
        kind: Kind = "smalltalk",
    ) -> Response:
        """Return small talk.

        Args:
            wording: a response of `domain.yml`; "" where `text` is said.
            text: the words themselves.
            suggestions: what the person may want to send next.
            kind: the reply's kind.
        """
        release = self._services.mentor().release
        reply = Reply(
            text=text, kind=kind, confidence=1.0, suggestions=suggestions, release=release
        )
        return Response(reply, wording=wording)


class ActionSmallTalk(TalkingAction):
    """Answers a greeting, thanks, a goodbye, or the question who it is."""

    def name(self) -> str:
        """Return the action's name in `domain.yml`."""
        return "action_small_talk"

    def respond(self, incoming: Incoming) -> Response:
        """Say something of the message's own kind."""
        begins = incoming.intent in ("greet", "who_are_you") and not incoming.form
        suggestions = (HELP_REQUEST, *_of_language(self._services.mentor().topics()))
        return self.talk(f"utter_{incoming.intent}", suggestions=suggestions if begins else ())


class ActionAffirm(TalkingAction):
    """Takes a yes: to what was asked back, if anything was."""

    def name(self) -> str:
        """Return the action's name in `domain.yml`."""
        return "action_affirm"

    def respond(self, incoming: Incoming) -> Response:
        """Answer the first of the options that were offered; else ask for a question."""
        last = next(iter(incoming.said), None)
        if last is None or last.kind != "clarification" or not last.suggestions:
            return self.talk("utter_affirm")
        finding, reply = consult(self._services.mentor(), last.suggestions[0])
        return Response(reply, finding=finding)


class ActionDeny(TalkingAction):
    """Takes a no: what was offered or answered was not it."""

    def name(self) -> str:
        """Return the action's name in `domain.yml`."""
        return "action_deny"

    def respond(self, incoming: Incoming) -> Response:
        """Ask for other words."""
        return self.talk("utter_deny", suggestions=(HELP_REQUEST, PERSON_REQUEST))


class ActionStop(TalkingAction):
    """Takes a stop; the rule that called it closes the form."""

    def name(self) -> str:
        """Return the action's name in `domain.yml`."""
        return "action_stop"

    def respond(self, incoming: Incoming) -> Response:
        """Say that the form is dropped, or that there is none."""
        if not incoming.form:
            return self.talk("utter_nothing_to_stop")
        response = self.talk(
            "utter_form_stopped", suggestions=(LANGUAGE_QUESTION,), kind="dialogue"
        )
        return response.forgetting("goal", "background")


class ActionHelp(TalkingAction):
    """Says what can be asked, from the knowledge itself."""

    def name(self) -> str:
        """Return the action's name in `domain.yml`."""
        return "action_help"

    def respond(self, incoming: Incoming) -> Response:
        """Name the topics."""
        topics = self._services.mentor().topics()
        listed = "\n".join(f"- {topic}" for topic in topics[:N_TOPICS])
        text = (
            "Ask me a question in your own words. I look for the answer in what I have read, show "
            "you where it stands, and say so when I do not know. I can tell you about:"
        )
        suggestions = (*topics[:N_SUGGESTIONS], *_of_language(topics))
        return self.talk("", text=f"{text}\n\n{listed}", suggestions=suggestions)


class ActionHuman(TalkingAction):
    """Names a person to ask."""

    def name(self) -> str:
        """Return the action's name in `domain.yml`."""
        return "action_human"

    def respond(self, incoming: Incoming) -> Response:
        """Give the contact that `MENTOR_CONTACT` holds."""
        contact = self._services.contact()
        return self.talk(
            "", text=f"A person can help you here: {contact}" if contact else NO_CONTACT
        )


def _of_language(topics: tuple[str, ...]) -> tuple[str, ...]:
    """Suggest the language form where the knowledge has something on languages."""
    return (LANGUAGE_QUESTION,) if any("language" in topic.lower() for topic in topics) else ()
