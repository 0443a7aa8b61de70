"""One attempt to sign in, from the console to the provider and back to the same browser."""

from __future__ import annotations

import base64
import hashlib
import hmac
import re
import secrets
from dataclasses import dataclass

from connectors.console.seal import Seal

COOKIE = "mentor_console_attempt"
SECONDS = 600  # to sign in at the provider
HOME = "/console"
PURPOSE = "attempt"

_INSIDE = re.compile(r"/console(?:/[\w-]+)*(?:\?[\w%&=+.~-]*)?", re.ASCII)


@dataclass(frozen=True)
class Attempt:
    """What one browser and the provider have to say again.

    Attributes:
        cookie: what the browser keeps meanwhile.
        state: the provider gives it back with its answer.
        nonce: the provider writes it into the ID token.
        verifier: proves that who brings the code is who asked for it.
        to: the page of the console that was wanted.
    """

    cookie: str
    state: str
    nonce: str
    verifier: str
    to: str

    @property
    def challenge(self) -> str:
        """Return what the provider is told of the verifier (RFC 7636, S256)."""
        digest = hashlib.sha256(self.verifier.encode()).digest()
        return base64.urlsafe_b64encode(digest).rstrip(b"=").decode()

    def is_answered_by(self, state: str) -> bool:
        """Whether an answer belongs to this attempt."""
        return hmac.compare_digest(self.state.encode(), state.encode())


def begin(seal: Seal, *, to: str) -> Attempt:
    """Return a new attempt."""
    fields = {"id": secrets.token_hex(16), "to": inside(to)}
    return _attempt(seal, seal.closed(fields, purpose=PURPOSE, seconds=SECONDS), fields)


def known(seal: Seal, cookie: str | None) -> Attempt | None:
    """Return the attempt that a browser began; None where it began none, or too long ago."""
    fields = seal.opened(cookie, purpose=PURPOSE)
    return _attempt(seal, cookie or "", fields) if fields else None


def inside(address: str) -> str:
    """Return an address if it is one of the console's pages, else the console's first page."""
    return address if _INSIDE.fullmatch(address) else HOME


def _attempt(seal: Seal, cookie: str, fields: dict[str, str]) -> Attempt:
    """Derive the secrets from the attempt's id, so that no cookie holds one."""
    state, nonce, verifier = (
        seal.sign(f"{what} {fields['id']}") for what in ("state", "nonce", "verifier")
    )
    return Attempt(cookie, state, nonce, verifier, fields["to"])
