"""Words as the lexical score sees them: tokens, stop words, stems."""

from __future__ import annotations

import re
from collections.abc import Container
from functools import lru_cache

import snowballstemmer

# Letters and digits, with the inner signs that belong to names: C++, C#, Node.js, CI/CD stays two.
TOKEN = re.compile(r"[^\W_]+(?:['’][^\W_]+)*(?:\+\+|#)?", re.UNICODE)

STOP_WORDS = frozenset(
    """a about actually after again all also am an and any anybody anyone anything are as at be
    been being both but by can could did do does doing don done each else ever for from get gets
    getting give given go goes going got had has have having he hello help her hey hi him his how
    i if in into is it its just know let like look made make makes many matter may me mean means
    might mine more most much must my need needs no nor not now of off often on one ones only or
    other our out over own people please really same say says shall she should so some somebody
    someone something stuff such suppose sure tell than thank thanks that the their them then
    there these they thing things think this those to too two up us use used uses using very want
    wants was way we well were what whats when where which while who whom whose why will with
    without would yes yet you your yours explain describe kind kinds type types sort sorts example
    examples list name difference different between vs versus compare compared comparison better
    best good bad main important basic basically exactly show work works mr""".split()
)

# Endings under which a word of the language is still one: "sourcing" is no slip of "sorting".
_ENDING = re.compile(
    r"(?P<base>\w{5,}?(?=(?:ings?|ed|ers?|ly|ness|able|ments?|ations?)$)|\w{3,}?(?=e?s$))"
)

_stemmer = snowballstemmer.stemmer("english")


def tokens(text: str) -> list[str]:
    """Return the lower-case words of a text, in order."""
    return [match.group().lower().replace("’", "'") for match in TOKEN.finditer(text)]


@lru_cache(maxsize=65536)
def stem(word: str) -> str:
    """Return the stem of a lower-case word; the possessive goes first."""
    stemmed: str = _stemmer.stemWord(word.removesuffix("'s"))
    return stemmed


def stems(text: str) -> list[str]:
    """Return the stems of all words of a text, in order."""
    return [stem(word) for word in tokens(text)]


def content_stems(text: str) -> list[str]:
    """Return the stems of the words that carry a topic, in order; may be empty."""
    return [stem(word) for word in tokens(text) if not _is_small(word)]


def is_common(word: str, language: Container[str]) -> bool:
    """Whether a lower-case word is one of the language, perhaps with an ending."""
    ending = _ENDING.match(word)
    bases = (ending["base"], f"{ending['base']}e") if ending else ()
    return any(known in language for known in (word, *bases))


def _is_small(word: str) -> bool:
    """Whether a lower-case word carries no topic; "don't" counts by what it contracts."""
    return word.partition("'")[0].removesuffix("n") in STOP_WORDS or word in STOP_WORDS
