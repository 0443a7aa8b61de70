"""What people say around a question: thanks, "one more thing", "in a nutshell".

"ok thanks! and for Java?"               -> "and for Java?"
"changing the subject, what is OAuth?"   -> "what is OAuth?", of a new subject
"caching in a nutshell"                  -> "caching": how it is to be told says not what is asked
"why not, if I may ask?"                 -> "why not?"
"""

from __future__ import annotations

import re

from knowledge.language.words import tokens

_END = r"[\s,.!:;\N{EN DASH}\N{EM DASH}-]*"
_STOP = r"\s*[,.!:;\N{EN DASH}\N{EM DASH}-]+\s*"
_THANKS = (
    r"(?:(?:many )?thanks?(?: you)?(?: (?:so|very) much| a lot| again)?|thx|cheers|ok(?:ay)?)\b"
    + _END
    + r"|(?:great|super|perfect|nice|cool|awesome|all ?right|got it|i see|good to know|fine|right"
    r"|hm+|ah|oh|well|lovely|wonderful|hi|hello|hey)" + _STOP
)
_ONE_MORE = (
    r"(?:and )?(?:by the way|btw|one (?:more|last) (?:thing|question)|another thing"
    r"|(?:a )?(?:quick|short) question)\b" + _END
)
_SORRY = (
    r"(?:good (?:morning|afternoon|evening|day)|dear \w+|greetings|excuse me"
    r"|(?:i am |i'm )?(?:very |so )?sorry (?:to (?:bother|disturb|ask)|for )[^.,;:!?]*"
    r"|i hope (?:you|this|it|that) [^.,;:!?]*"
    r"|if (?:it is|it's|that is) not too much(?: trouble| to ask)?)" + _STOP
)
_ASK_WORD = r"(?=(?:what|which|how|why|when|where|who|whether)\b)"
_GRATEFUL = (
    r"i (?:would|'d) be (?:very |so )?(?:grateful|thankful|glad|happy) if you could"
    r" (?:tell|explain)(?: to)?(?: me)?[\s,:]+" + _ASK_WORD
)
# "can you tell me how" alone is how some sorts of questions are asked, and tells them from others.
_MAY_I_ASK = (
    r"(?:please,? )?(?:(?:could|can|would|will) (?:you|someone|anyone|anybody)"
    r"(?: please| kindly| perhaps| possibly| be so kind(?: as)? to)*"
    r" (?:tell|explain|advise|say|describe)(?: to)?(?: me| us)?(?: please)?"
    r"|i (?:would|'d) (?:really )?(?:like|love) to (?:know|ask|understand|learn|hear)"
    r"|i (?:only |just )?want(?:ed)? to (?:ask|know)(?: politely)?(?: you)?"
    r"|i(?: am|'m| was) wondering|do you know|may i ask)[\s,:]+" + _ASK_WORD
)
_CHANGE = (
    r"(?:(?:and|so|but) )?(?:now )?(?:(?:for |to |about )?(?:something|anything) (?:\w+ )?"
    r"(?:else|different)(?: now)?|(?:an)?other (?:question|topic|subject|thing)"
    r"|(?:a |on a )?(?:new|different) (?:topic|subject|question|thing)"
    r"|(?:to )?chang(?:e|ing)(?: of| the)? (?:topic|subject)|unrelated(?:ly)?|on another note"
    r"|(?:let us|let's) (?:talk|speak) about \w+|now about \w+)\b" + _STOP
)
_MANNER = (
    r"(?:in a nutshell|in (?:short|brief)|briefly|tl;?dr|eli ?5|for (?:dummies|idiots)"
    r"|(?:put |explained |told )?(?:very )?simply(?: put)?|step by step please"
    r"|in (?:very )?(?:simple|plain|easy|short|other|clear|your own|(?:a )?few|one|two|three"
    r"|layman'?s?) (?:words?|terms?|english|sentences?|language|lines?)"
    r"|(?:like|as if|as though) i(?:'?m| am| was| were) (?:five|5|a child|a kid|an idiot)"
    r"(?: years old)?|(?:if|as) you would to a (?:child|kid))"
)
_TOLD_SO = re.compile(
    rf"^{_MANNER}\b\s*[,:-]*\s*|[\s,(-]+(?:please )?{_MANNER}(?: please)?[\s?!.)]*$", re.IGNORECASE
)
_POLITE = re.compile(
    r"(?:[.,!\s]\s*(?:many )?thank(?:s| you)(?: (?:so|very) much| a lot| in advance)*[.!]*"
    r"|\s*,\s*(?:then|though|please|if (?:i may|you don'?t mind)(?: ask(?:ing)?| me asking)?"
    r"|by the way|btw|cheers)"
    r"|\s+(?:please|pls|plz|lol|lmao|haha|tbh|irl|asap))+"
    r"(?=[\s?!.]*$)",
    re.IGNORECASE,
)
_LEAD_IN = re.compile(
    f"^(?:{_THANKS}|{_ONE_MORE}|{_CHANGE}|{_GRATEFUL}|{_SORRY}(?:{_MAY_I_ASK})?)+", re.IGNORECASE
)
_CHANGES = re.compile(f"(?:{_CHANGE})$", re.IGNORECASE)


def without_lead_in(text: str) -> str:
    """Return a message without what leads to its question; the whole where that is all."""
    found = _LEAD_IN.match(text)
    rest = text[found.end() :] if found else text
    return rest if tokens(rest) else text


def without_manner(text: str) -> str:
    """Return a question without how it is to be answered; the whole where that is all."""
    rest = _TOLD_SO.sub("", text)
    return rest if tokens(rest) else text


def without_politeness(text: str) -> str:
    """Return a question without the polite words behind it; the whole where that is all."""
    rest = _POLITE.sub("", text)
    return rest if tokens(rest) else text


def asked_part(text: str) -> str:
    """Return what a message asks, without what leads to it and how it is to be answered."""
    return without_manner(without_politeness(without_lead_in(text)))


def changes_subject(text: str) -> bool:
    """Whether a message says that it turns to another subject."""
    found = _LEAD_IN.match(text)
    return bool(found and _CHANGES.search(found.group()))
