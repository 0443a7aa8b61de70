"""What sort of fact a question asks for, and whether a text holds one.

    "how much does it cost?"   an amount of money
    "how often do I clean it?" a number or a stretch of time
    "who invented it?"         somebody who did

A passage about the right thing that holds no fact of the asked sort does not answer.
"""

from __future__ import annotations

import re

_NUMBER_WORDS = (
    r"zero|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|fifteen|twenty|thirty"
    r"|forty|fifty|sixty|seventy|eighty|ninety|hundred|thousand|million|half|third|quarter|both"
    r"|double|twice|dozen|several|single|few|no limit|unlimited|percent|equal|parts?|spoon\w*|cups?"
)
_TIME_WORDS = (
    r"second|minute|hour|day|night|week|month|year|decade|daily|nightly|weekly|monthly|yearly|annual"
    r"|hourly|every|each time|immediately|at once|instantly|always|never|until|before|after|monday"
    r"|tuesday|wednesday|thursday|friday|saturday|sunday|january|february|march|april|june|july"
    r"|august|september|october|november|december|noon|midnight|depends|varies"
)
_MONEY_WORDS = (
    r"euros?|dollars?|pounds?|cents?|price[sd]?|costs?|free|charged?|fees?|paid|pay|cheap\w*"
    r"|expensive|afford\w*|salar\w+|wages?|earn\w*|income|budget"
)

_DIGITS = {True: r"|\d", False: r"|[€$£¥]"}

# (what asks, what answers); the first line that asks decides.
_SORTS: tuple[tuple[str, str], ...] = (
    (
        r"\bhow (?:much|expensive|cheap)\b.*\b(?:cost|pay|earn|make|charge|salary|money|worth)"
        r"|\b(?:cost|costs|price|prices|pricing|salary|salaries|wage|wages|earn|earns|fee|fees|charge"
        r"|expensive|cheapest)\b",
        _MONEY_WORDS,
    ),
    (
        r"\bwho (?:has |had )?(?:invented|created|founded|wrote|made|designed|built|developed"
        r"|discovered|owns|runs|leads)\b"
        r"|\bwho is the (?:ceo|founder|author|owner|director|head|inventor|boss)\b",
        r"invent\w*|creat\w*|found(?:ed|er)\w*|written by|wrote|designed by|built by|developed by"
        r"|discover\w*|own(?:s|ed|er)|ceo|director|led by|head of|boss|author",
    ),
    (
        r"\b(?:what|which) year\b|\bwhen (?:was|were|did)\b|\bsince when\b|\brelease date\b",
        rf"\d|{_TIME_WORDS}|{_NUMBER_WORDS}",
    ),
    (r"\bhow (?:often|long|soon|late|early)\b|\bwhat time\b", rf"\d|{_TIME_WORDS}|{_NUMBER_WORDS}"),
    (
        r"\bhow (?:many|much|old|tall|big|large|heavy|fast|far|high|hot|wide|deep|loud|thick)\b"
        r"|\bwhat (?:percentage|temperature|size|speed|weight|version)\b|\bnumber of\b",
        rf"\d|{_NUMBER_WORDS}|much|little|more|less|most|many|big|large|small|high|low|no|none",
    ),
    (
        r"\bwhere (?:can|do|could|should|to) (?:i |you |we )?(?:buy|get|order|purchase|find)\b",
        r"buy|bought|shops?|stores?|sell\w*|sold|order\w*|available|dealers?|online|get|find|found",
    ),
    (
        r"\b(?:what|which) (?:brand|make|manufacturer|vendor|company|firm|agency|shop|model)\b",
        r"brands?|made by|models?|manufactur\w*|compan\w+|firms?|agenc\w+|shops?|vendor\w*",
    ),
    (
        r"\b(?:what|which) colou?r\b",
        r"colou?rs?|red|green|blue|black|white|yellow|grey|gray|brown|orange|pink|purple|silver",
    ),
    (
        r"\b(?:what|which) (?:city|country|town|street)\b|\bwhere is .*\b(?:based|located)\b"
        r"|\bheadquarters\b|\bhead office\b|\baddress\b",
        r"city|country|town|street|located|based in|headquarter\w*|office|address",
    ),
)
_COMPILED = tuple(
    (
        re.compile(asks, re.IGNORECASE),
        re.compile(
            rf"(?<!\w)(?:{answers})(?:s|es)?(?!\w)" + _DIGITS[r"\d" in answers], re.IGNORECASE
        ),
    )
    for asks, answers in _SORTS
)


def missing_sort(question: str) -> re.Pattern[str] | None:
    """Return what a text must hold to answer a question; None where any text may."""
    for asks, answers in _COMPILED:
        if asks.search(question):
            return answers
    return None
