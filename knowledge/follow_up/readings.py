"""What a message may mean after what was said before, if it has no answer by itself.

"which platforms?"  after "do I need the cloud?"  -> "cloud: which platforms?"
"and end to end?"   after "what is a unit test?"  -> "What is end to end?"
"""

from __future__ import annotations

from knowledge.finding import Query, Readings
from knowledge.follow_up.conversation import Conversation, heading_topic, subject_of, topic_words
from knowledge.follow_up.substitution import new_thing
from knowledge.language.words import content_stems

MAX_WORDS = 4  # content words; a longer message says by itself what it is about


def readings(query: Query, conversation: Conversation) -> Readings:
    """Return a message read as a question about what was spoken of.

    Args:
        query: the message as it stands, not completed.
        conversation: what was said before.
    """
    last = conversation.last()
    if last is None or len(content_stems(query.text)) > MAX_WORDS:
        return Readings()
    subject = subject_of(last, conversation) or topic_words(last.text)
    asked = query.text.rstrip("?!. ")
    answered = conversation.answered()
    topics = (subject, heading_topic(answered.key) if answered else "")
    found = [f"{topic}: {asked}?" for topic in topics if topic]
    new = new_thing(query.text)
    if new:
        found.insert(0, f"What is {new}?")
    return Readings(
        tuple(dict.fromkeys(found)),
        is_other=bool(new) and not query.terms,
    )
