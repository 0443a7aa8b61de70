"""What the mentor says where it does not answer: a refusal, a question back."""

from __future__ import annotations

from collections.abc import Sequence

N_NAMED = 4  # topics that a refusal names
REFUSALS = (
    ("I do not know that: what I have learnt does not answer it.", "I can tell you about {}."),
    ("My sources say nothing about that, so I would rather not guess.", "Ask me about {}."),
    ("That is beyond what I was taught.", "What I do know: {}."),
    ("I have no answer to that one.", "Something I can help with: {}."),
)


def refusal(topics: Sequence[str], *, n_refused: int) -> tuple[str, tuple[str, ...]]:
    """Return what to say where nothing answers, and the topics that it offers.

    Args:
        topics: what the mentor can talk about.
        n_refused: how many refusals went just before; each gets other words and other topics.
    """
    start = 3 * n_refused % max(1, len(topics))
    some = (*topics[start:], *topics[:start])[:N_NAMED]
    listed = ", ".join(some[:-1]) + f" or {some[-1]}" if len(some) > 1 else "".join(some)
    plainly, instead = REFUSALS[n_refused % len(REFUSALS)]
    return (f"{plainly} {instead.format(listed)}" if listed else plainly), some


def question_back(options: Sequence[str]) -> str:
    """Ask which of a few things is meant."""
    listed = "\n".join(f"- {option}" for option in options)
    return f"I am not sure what you mean. Is it one of these?\n\n{listed}"


def still_unclear() -> str:
    """Say that a second question in a row was not understood; nobody is asked back twice."""
    return "I am not sure of that one, either. Could you say it in other words, or name the thing?"
