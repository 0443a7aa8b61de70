"""Who is at the console and what they may do.

    MENTOR_CONSOLE_TOKEN          signs a maintainer in
    MENTOR_CONSOLE_VIEWER_TOKEN   signs somebody in who may look and change nothing
    MENTOR_CONSOLE_OIDC           names an identity provider that says who somebody is, see oidc/
    none of them                  whoever sits at this very machine is a maintainer; nobody else

A session is a signed cookie. The key of the signature follows from the tokens and the provider's
settings, so every serving process takes it, and whatever is changed there ends all sessions.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from ipaddress import ip_address

from connectors.console.oidc.settings import OidcSettings
from connectors.console.roles import Role
from connectors.console.seal import Seal

MAINTAINER_TOKEN = "MENTOR_CONSOLE_TOKEN"
VIEWER_TOKEN = "MENTOR_CONSOLE_VIEWER_TOKEN"
SESSION_SECONDS = 12 * 3600
COOKIE = "mentor_console"
MIN_TOKEN_CHARACTERS = 12
PURPOSE = "session"


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
        environment: where the tokens and the provider's settings stand.

    Attributes:
        oidc: the provider's settings; None where none is set.
        seal: signs what browsers keep.

    Raises:
        OidcSettingError: when the provider's settings do not fit.
    """

    def __init__(self, environment: Mapping[str, str] = os.environ) -> None:
        self.oidc = OidcSettings.read(environment.get)
        self._tokens: dict[Role, str] = {}
        for role, name in (("maintainer", MAINTAINER_TOKEN), ("viewer", VIEWER_TOKEN)):
            if token := environment.get(name, "").strip():
                self._tokens[role] = token  # type: ignore[index]
        words = json.dumps([*sorted(self._tokens.items()), *(self.oidc.words if self.oidc else ())])
        key = secrets.token_bytes(32) if self.is_open else hashlib.sha256(words.encode()).digest()
        self.seal = Seal(key)

    @property
    def is_open(self) -> bool:
        """Whether neither token nor provider is set, so that only this machine is let in."""
        return not (self._tokens or self.oidc)

    @property
    def takes_tokens(self) -> bool:
        """Whether a token is set."""
        return bool(self._tokens)

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
        return self.seal.closed(session, purpose=PURPOSE, seconds=SESSION_SECONDS)

    def person(self, cookie: str | None) -> Person | None:
        """Return who a cookie stands for; None where it is missing, forged or too old."""
        stored = self.seal.opened(cookie, purpose=PURPOSE)
        return Person(stored["name"], stored["role"], stored["id"]) if stored else None

    def form_token(self, person: Person) -> str:
        """Return what every form of a session carries, so that no other site can send one."""
        return self.seal.sign(f"form {person.session}")

    def is_form_of(self, person: Person, token: str) -> bool:
        """Whether a form was drawn for that session."""
        return hmac.compare_digest(self.form_token(person).encode(), token.encode())


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
