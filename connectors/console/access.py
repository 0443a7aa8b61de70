"""Who is at the console and what they may do.

    MENTOR_CONSOLE_TOKEN          signs a maintainer in
    MENTOR_CONSOLE_VIEWER_TOKEN   signs somebody in who may look and change nothing
    neither                       whoever sits at this very machine is a maintainer; nobody else

A session is a signed cookie. The key of the signature follows from the tokens, so every serving
process takes it, and a changed token ends all sessions.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import os
import secrets
import time
from collections.abc import Mapping
from dataclasses import dataclass
from ipaddress import ip_address
from typing import Literal

MAINTAINER_TOKEN = "MENTOR_CONSOLE_TOKEN"
VIEWER_TOKEN = "MENTOR_CONSOLE_VIEWER_TOKEN"
SESSION_SECONDS = 12 * 3600
COOKIE = "mentor_console"
MIN_TOKEN_CHARACTERS = 12

Role = Literal["viewer", "maintainer"]


@dataclass(frozen=True)
class Person:
    """Who is signed in.

    Attributes:
        name: as they gave it; it stands in the audit trail.
        role: what they may do.
        session: the session's own secret.
    """

    name: str
    role: Role
    session: str

    @property
    def may_change(self) -> bool:
        """Whether they may do more than look."""
        return self.role == "maintainer"


class Access:
    """Lets people in.

    Args:
        environment: where the tokens stand.
    """

    def __init__(self, environment: Mapping[str, str] = os.environ) -> None:
        self._tokens: dict[Role, str] = {}
        for role, name in (("maintainer", MAINTAINER_TOKEN), ("viewer", VIEWER_TOKEN)):
            if token := environment.get(name, "").strip():
                self._tokens[role] = token  # type: ignore[index]
        words = json.dumps(sorted(self._tokens.items())).encode()
        self._key = hashlib.sha256(words).digest() if self._tokens else secrets.token_bytes(32)

    @property
    def is_open(self) -> bool:
        """Whether no token is set, so that only this machine is let in."""
        return not self._tokens

    @property
    def weak(self) -> bool:
        """Whether a token is so short that it can be guessed."""
        return any(len(token) < MIN_TOKEN_CHARACTERS for token in self._tokens.values())

    def role_of(self, token: str) -> Role | None:
        """Return the role that a token gives; None for a wrong one."""
        found: Role | None = None
        for role, right in self._tokens.items():  # all of them, so that the time says nothing
            if hmac.compare_digest(token.strip().encode(), right.encode()):
                found = role
        return found

    def sign_in(self, name: str, role: Role) -> str:
        """Return the cookie of a new session."""
        session = {"name": name[:80], "role": role, "id": secrets.token_hex(16)}
        body = json.dumps({**session, "until": int(time.time()) + SESSION_SECONDS})
        coded = base64.urlsafe_b64encode(body.encode()).decode()
        return f"{coded}.{self._sign(coded)}"

    def person(self, cookie: str | None) -> Person | None:
        """Return who a cookie stands for; None where it is missing, forged or too old."""
        coded, _, signature = (cookie or "").partition(".")
        if not hmac.compare_digest(self._sign(coded).encode(), signature.encode()):
            return None
        try:
            stored = json.loads(base64.urlsafe_b64decode(coded))
        except ValueError:
            return None
        if stored["until"] < time.time():
            return None
        return Person(stored["name"], stored["role"], stored["id"])

    def form_token(self, person: Person) -> str:
        """Return what every form of a session carries, so that no other site can send one."""
        return self._sign(f"form {person.session}")

    def is_form_of(self, person: Person, token: str) -> bool:
        """Whether a form was drawn for that session."""
        return hmac.compare_digest(self.form_token(person).encode(), token.encode())

    def _sign(self, words: str) -> str:
        return hmac.new(self._key, words.encode(), hashlib.sha256).hexdigest()


def is_local(address: str, host: str, *, forwarded: bool) -> bool:
    """Whether a request comes from this machine and was meant for it.

    Args:
        address: of the client.
        host: as the request names it; another name may lead here from a hostile site.
        forwarded: whether a proxy stands between; then its address says nothing of the client's.
    """
    name = host.rsplit(":", 1)[0].strip("[]") if host.count(":") <= 1 or "]" in host else host
    try:
        return ip_address(address).is_loopback and not forwarded and _is_this_machine(name)
    except ValueError:
        return False


def _is_this_machine(name: str) -> bool:
    if name == "localhost":
        return True
    try:
        return ip_address(name).is_loopback
    except ValueError:
        return False
