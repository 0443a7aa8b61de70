"""Questions: answered, set side by side, turned into a way to learn, or refused."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from actions.base import MentorAction, Response
from actions.incoming import Incoming
from knowledge.finding import Finding
from knowledge.reply import Reply

if TYPE_CHECKING:
    from knowledge.mentor import Mentor

LANGUAGE_QUESTION = "Which programming language should I learn first?"
PERSON_REQUEST = "I would like to talk to a person"
LEARNING_QUESTIONS = (
    "what should I learn step by step, and in which order?",
    "how do I get started?",
)
# From here on a refused "where do I begin?" is asked again in the knowledge's own words. Below it
# the question may be how one becomes a chef.
SURE_OF_LEARNING = 0.9
DECLINED = {
    "empty": (
        "I received an empty message. What would you like to know?",
        "There was nothing in that message. Ask me in a sentence, if you like.",
        "I see no words in that message. Whenever you have a question, just write it.",
    ),
    "too_long": (
        "That is too long for me to read as a question. Please ask it in a sentence or two.",
        "That is more than I can take in at once. What is the one thing you would like to know?",
        "I can only take a sentence or two at a time. Please ask the most important part first.",
    ),
}


class ActionAnswer(MentorAction):
    """Answers a question, asks back, or refuses."""

    def name(self) -> str:
        """Return the action's name in `domain.yml`."""
        return "action_answer"

    def respond(self, incoming: Incoming) -> Response:
        """Say what was found."""
        if incoming.finding is None:
            return Response(self._decline(incoming))
        mentor = self._services.mentor()
        finding = current_finding(mentor, incoming, incoming.finding)
        reply = self._reply(mentor, finding, incoming)
        return Response(_finished(reply, incoming), finding=finding)

    def _reply(self, mentor: Mentor, finding: Finding, incoming: Incoming) -> Reply:
        return mentor.reply(finding, n_refused=incoming.n_refused, offered=incoming.offered)

    def _decline(self, incoming: Incoming) -> Reply:
        texts = DECLINED[incoming.declined or "empty"]
        return Reply(
            text=texts[incoming.n_refused % len(texts)],
            kind="refusal",
            confidence=0.0,
            release=self._services.mentor().release,
        )


class ActionCompare(ActionAnswer):
    """Sets two things side by side; where two are not known, it answers as ever."""

    def name(self) -> str:
        """Return the action's name in `domain.yml`."""
        return "action_compare"

    def _reply(self, mentor: Mentor, finding: Finding, incoming: Incoming) -> Reply:
        return mentor.compare(finding) or super()._reply(mentor, finding, incoming)


class ActionLearningPath(ActionAnswer):
    """Shows a way to learn: what answers the question, else what is known of beginning."""

    def name(self) -> str:
        """Return the action's name in `domain.yml`."""
        return "action_learning_path"

    def _reply(self, mentor: Mentor, finding: Finding, incoming: Incoming) -> Reply:
        vague = finding.outcome == "clarify" or incoming.intent_confidence >= SURE_OF_LEARNING
        if finding.outcome == "answer" or not vague:
            return super()._reply(mentor, finding, incoming)
        replies = (mentor.ask(question) for question in LEARNING_QUESTIONS)
        answers = (reply for reply in replies if reply.kind == "answer")
        return next(answers, None) or super()._reply(mentor, finding, incoming)


def consult(mentor: Mentor, question: str) -> tuple[Finding, Reply]:
    """Return what is found for a question that the dialogue puts in the person's place."""
    query = mentor.understand(question)
    finding = mentor.search(query, mentor.encode(query.text))
    return finding, mentor.reply(finding)


def current_finding(mentor: Mentor, incoming: Incoming, finding: Finding) -> Finding:
    """Return the finding, searched again where another release has been promoted since."""
    if incoming.release == mentor.release:
        return finding
    return mentor.search(finding.query, mentor.encode(finding.query.text))


def _finished(reply: Reply, incoming: Incoming) -> Reply:
    """Add the way back into a form that is dropped, and the way to a person."""
    if incoming.form:
        back = f'We can come back to the language later: ask "{LANGUAGE_QUESTION}"'
        reply = replace(
            reply,
            text=f"{reply.text}\n\n{back}",
            suggestions=(LANGUAGE_QUESTION, *reply.suggestions),
        )
    if reply.kind == "refusal" and incoming.n_refused:
        reply = replace(reply, suggestions=(*reply.suggestions, PERSON_REQUEST))
    return reply
