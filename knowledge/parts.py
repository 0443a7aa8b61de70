"""Questions that ask for two things: set against each other, or one after the other.

"REST vs GraphQL"                          -> "REST", "GraphQL"
"what is OAuth, and when do I use it?"     -> two questions
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable

from knowledge.language.terms import Gazetteer, TermMatch
from knowledge.language.words import content_stems, tokens

# A thing; and what may stand behind the second one that belongs to neither.
_ONE, _TWO = r"(?P<one>[^?!;]+?)", r"(?P<two>[^?!;]+?)"
_REST = (
    r"(?P<rest>\s*(?:[,:;–—-]\s.*|\?.*"
    r"|\b(?:for|when|where|which|what|how|is|are|should|as) .*)?)"
)
_PATTERNS = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        # the difference between A and B; compare A with B
        r"\b(?:differences?|different|distinction|distinguish(?:es)?|compar(?:e|ison)(?: of)?"
        r"|relation)"
        r"(?: is there| are there)?\s+(?:between\s+|of\s+)?"
        rf"{_ONE}\s+(?:and|to|with|from|or|versus)\s+{_TWO}{_REST}$",
        # A versus B
        rf"^(?:(?:what is|explain|tell me)\s+)?{_ONE}"
        rf"\s+(?:versus|vs\.?|(?:when |if )?compared (?:to|with))\s+{_TWO}{_REST}$",
        # how does A differ from B; how do A and B compare
        rf"\bhow (?:do|does|is|are) {_ONE}"
        rf"\s+(?:and|differ(?:ent)? from|compare (?:to|with))\s+{_TWO}"
        rf"(?:\s+(?:differ|compare|different|relate)\w*)?{_REST}$",
        # what sets A apart from B
        rf"\b(?:sets?|tells?|keeps?) {_ONE}\s+(?:apart )?from\s+{_TWO}{_REST}$",
        # is A the same as B
        rf"^(?:is|are) {_ONE}"
        rf"\s+(?:the same(?: thing)? as|different from|better than|like)\s+{_TWO}{_REST}$",
        # should I use A or B
        r"^(?:should i (?:use|learn|choose|take|pick|start with)|which (?:is|one is) \w+[,:]?)\s*"
        rf"{_ONE}\s+or\s+{_TWO}{_REST}$",
        # A and B, what is the difference
        rf"^{_ONE}\s+(?:and|or)\s+{_TWO}(?:\s*[,:]|\s+[–—-])\s+"
        r"(?P<rest>.*\b(?:differ\w*|which|each|better|same|compare\w*)\b.*)$",
        # A or B: what do they cost; A and B, how fast must each be
        rf"^{_ONE}\s+(?:and|or)\s+{_TWO}\s*[:,]\s*"
        r"(?P<rest>(?:what|which|how|who|when|where)\b.*)$",
        # A or B
        r"^(?P<one>[^?!,;]{1,30}?)\s+or\s+(?P<two>[^?!,;]{1,30}?)(?P<rest>\s+for .*)?$",
        # what is A good at and what is B good at
        rf"^what (?:do|does|is|are) {_ONE}\s+(?P<rest>(?:good |used )?\w+)"
        rf"\s+and what (?:do|does|is|are)\s+{_TWO}\s+\w+(?: \w+)?\W*$",
    )
)
_SETS_APART = re.compile(
    r"\b(?:(?:when |if )?compared? (?:to|with)|compar(?:e[ds]?|ing|ison)(?: of| between)?|versus|vs"
    r"|(?:the )?differen(?:ces?|t)(?: between| from)?|differs?|distinguish|what sets|apart from)\b",
    re.IGNORECASE,
)
_OR = re.compile(r"^\W*(?:\w+\W+){0,2}or\b(?:\W+\w+){0,3}\W*$", re.IGNORECASE)
_CHOICE = re.compile(
    r"^(?:should i|which|who|what|\W*\w+ or )\b|\b(?:better|more|less|\w{2,}er|which|who)\b|[,:]",
    re.IGNORECASE,
)
_ASKS = r"(?:what|what's|which|how|why|when|where|who|is|are|do|does|can|should|could|would|will)"
_JOINT = re.compile(
    rf"(?:\?+\s+(?:and\s+|also\s+)?|\s*[,;.]\s+(?:and|also)\s+|\s+and\s+)(?={_ASKS}\b)",
    re.IGNORECASE,
)
# What begins a clause, not the name of a thing: "how do I warm and rinse a pot?"
_CLAUSE = re.compile(rf"(?:{_ASKS}|i|you|we|they|if|to)\b", re.IGNORECASE)
_SAYS = re.compile(
    r"\b(?:is|are|was|were|am|has|have|had|(?:he|she|it|that|there|who)'s|\w+'(?:m|re|ve|ll))\b",
    re.IGNORECASE,
)
_DETERMINERS = frozenset("a an the my your one".split())
MAX_SIDE_WORDS = 8  # more is a clause, not a thing


def _never(text: str) -> bool:
    return False


def sides_of(question: str, *, is_name: Callable[[str], bool] = _never) -> tuple[str, ...]:
    """Return the two things that a question sets against each other, as searches; () for none.

    Args:
        question: the question.
        is_name: tells whether a text is one of the knowledge's own terms, which may look like a
            small word: "WHERE or HAVING".
    """
    text = question.strip().rstrip("?!. ")
    for pattern in _PATTERNS:
        if found := pattern.search(text):
            one, two = _name(found["one"]), _name(found["two"])
            if _are_things(one, two, is_name):
                return tuple(_asked_of(side, found["rest"] or "") for side in _completed(one, two))
    return ()


def sides_named(question: str, terms: Gazetteer) -> tuple[str, ...]:
    """Return the two entries of one table that a question names and sets against each other.

    "what does Slack do compared to Zapier?" -> "Slack: what does do", "Zapier: what does do"
    """
    found = list({match.term: match for match in terms.find(question)}.values())
    for one, two in itertools.combinations(found, 2):
        if _set_apart(question, one, two, terms):
            rest = " ".join(
                [question[: one.start], question[one.end : two.start], question[two.end :]]
            )
            asked = " ".join(_SETS_APART.sub(" ", rest).split())
            return _asked_of(one.term, asked), _asked_of(two.term, asked)
    return ()


def thing_of(side: str) -> str:
    """Return the thing that a side names, without what is asked of it."""
    return side.partition(":")[0]


def aspect_of(side: str) -> str:
    """Return what is asked of a side; "" where it is only named."""
    return side.partition(":")[2].strip()


def _set_apart(question: str, one: TermMatch, two: TermMatch, terms: Gazetteer) -> bool:
    """Whether two entries are compared, or stand in one table with a choice between them."""
    groups = {terms.terms[match.term].group for match in (one, two)}
    if "" in groups:
        return False
    if _SETS_APART.search(question):
        return True
    between = question[one.end : two.start]
    return len(groups) == 1 and bool(_OR.search(between) and _CHOICE.search(question))


def questions_of(text: str) -> tuple[str, ...]:
    """Return the questions that a message asks one after the other; () where it asks one."""
    parts = [part.strip(" ,;") for part in _JOINT.split(text)]
    if len(parts) < 2 or any(len(tokens(part)) < 2 for part in parts[:2]):
        return ()
    asked = [part for part in parts[:2] if content_stems(part)]
    return tuple(asked) if len(asked) == 2 and re.match(_ASKS, asked[0], re.I) else ()


def _name(side: str) -> str:
    words = side.strip(" ,:\"'").split()
    while words and words[0].lower() in _DETERMINERS:
        words = words[1:]
    return " ".join(words)


def _are_things(one: str, two: str, is_name: Callable[[str], bool]) -> bool:
    return all(
        is_name(side)
        or (
            0 < len(tokens(side)) <= MAX_SIDE_WORDS
            and bool(content_stems(side))
            and not _CLAUSE.match(side)
            and not _SAYS.search(side)
        )
        for side in (one, two)
    )


def _completed(one: str, two: str) -> tuple[str, str]:
    """Give each thing the words that both share.

    "relational and non-relational databases", "fees for adults and children"
    """
    tail = two.split()[1:]
    if led := re.match(r"(.+?)\s+(for|of|in|with|on)\s+(?:\w+\s+)?\w+$", one):
        head, preposition = led.groups()
        if two.lower().startswith(f"{preposition} "):
            return one, f"{head} {two}"
        if len(two.split()) <= 2:
            return one, f"{head} {preposition} {two}"
    if len(one.split()) == 1 and 1 <= len(tail) <= 3 and content_stems(" ".join(tail)):
        return f"{one} {' '.join(tail)}", two
    return one, two


def _asked_of(side: str, rest: str) -> str:
    """Return what is asked of one side: "bonus: when is it paid"."""
    return f"{side}: {rest.strip(' ,:;?-')}" if content_stems(rest) else side
