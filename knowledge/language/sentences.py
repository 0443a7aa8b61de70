"""Sentences of a text: the only file of knowledge/ that imports spaCy."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import Any


def sentence_splitter() -> Callable[[str], Sequence[str]]:
    """Return a function from a text to its sentences, white space trimmed.

    No trained pipeline is needed: a blank English tokeniser knows the abbreviations ("e.g.",
    "U.S.") that a full stop does not end.
    """
    nlp = blank_pipeline()

    def sentences(text: str) -> list[str]:
        return [line for sent in nlp(text).sents if (line := sent.text.strip())]

    return sentences


@lru_cache(maxsize=1)
def blank_pipeline() -> Any:
    """Return spaCy's English tokeniser with a splitter of sentences; made once a process."""
    import spacy  # 3 s: not where the mentor only replies

    nlp = spacy.blank("en")
    nlp.add_pipe("sentencizer")
    return nlp
