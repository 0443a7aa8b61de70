"""What is private, made unreadable before it is kept."""

from __future__ import annotations

import hashlib
import re

_MASKS = (
    (re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+"), "[e-mail]"),
    (re.compile(r"\b(?:xox[a-z]-|xapp-|sk-|gh[pousr]_|eyJ)[\w.-]{8,}"), "[token]"),
    (re.compile(r"\b(?=\w*\d)(?=\w*[a-zA-Z])\w{24,}\b"), "[token]"),
    (re.compile(r"(?<![\w.])\+?\(?\d(?:[\s().-]{0,3}\d){7,14}(?![\w.])"), "[phone]"),
)


def mask(text: str) -> str:
    """Return a text without e-mail addresses, phone numbers, tokens, and NUL (PostgreSQL's no)."""
    text = text.replace("\0", "\N{REPLACEMENT CHARACTER}")
    for pattern, stands_for in _MASKS:
        text = pattern.sub(stands_for, text)
    return text


def hash_person(sender: str) -> str:
    """Return what stands for a person outside the notebook, the same everywhere.

    The notebook keeps another hash, made of this one and a salt of its own: see `salted`.
    """
    return hashlib.blake2b(sender.encode(), digest_size=16, person=b"mentor").hexdigest()


def salted(person: str, salt: bytes) -> str:
    """Return what one notebook keeps for a person.

    Args:
        person: a hash from `hash_person`.
        salt: the notebook's own, so that nobody can look a hash up in a list made beforehand.
    """
    return hashlib.blake2b(person.encode(), digest_size=16, key=salt).hexdigest()
