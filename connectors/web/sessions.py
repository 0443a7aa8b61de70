"""Who a visitor is: a random name that the server has signed, so that nobody can take another's."""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets


class Sessions:
    """Makes and checks the tokens of visitors.

    Args:
        key: the secret of the signatures.
    """

    def __init__(self, key: bytes) -> None:
        self._key = key

    def create(self) -> str:
        """Return the token of a new visitor."""
        visitor = secrets.token_hex(16)
        return f"{visitor}.{self._signature(visitor)}"

    def visitor(self, token: str) -> str | None:
        """Return whose token it is; None where this server did not sign it."""
        visitor, _, signature = token.partition(".")
        if hmac.compare_digest(
            signature.encode("utf-8", "surrogatepass"), self._signature(visitor).encode()
        ):
            return visitor
        return None

    def _signature(self, visitor: str) -> str:
        digest = hmac.new(
            self._key, b"visitor:" + visitor.encode("utf-8", "surrogatepass"), hashlib.sha256
        ).digest()
        return base64.urlsafe_b64encode(digest).rstrip(b"=").decode()
